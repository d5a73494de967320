// SPDX-License-Identifier: GPL-3.0-or-later
// @anthropic-ai/sdk, Messages.
import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { base, key } from "../cases.mjs";
import { assertLegal, errorOf, recorder, toolResults, toolSchemas, turn } from "./common.mjs";

const seen = recorder();
/// The SDK puts /v1 before its paths.
export const anthropicClient = (options) => new Anthropic({ baseURL: base.replace(/\/v1$/, ""), apiKey: key, maxRetries: 0, ...options });
const { messages } = anthropicClient({ fetch: seen.fetch });

const max_tokens = 2000;
const finishes = { end_turn: "stop", tool_use: "tools", max_tokens: "length" };
export const textOf = (content) => content.filter((block) => block.type === "text").map((block) => block.text).join("");
const told = ({ content, stop_reason, usage }) => ({
  text: textOf(content),
  finish: finishes[stop_reason],
  usage: {
    prompt: usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens,
    completion: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens,
  },
  cost: usage.cost,
});
const tools = Object.entries(toolSchemas).map(([name, input_schema]) => ({ name, input_schema }));

export const anthropicSdk = {
  name: "anthropic sdk",
  generations: seen.take,
  whole: async (model, prompt) => told(await messages.create({ model, max_tokens, messages: turn(prompt) })),
  async stream(model, prompt) {
    const pieces = [];
    let cost; // The SDK keeps what it knows of the last usage alone.
    const stream = messages.stream({ model, max_tokens, messages: turn(prompt) });
    stream.on("text", (piece) => pieces.push(piece)).on("streamEvent", (event) => (cost = event.usage?.cost ?? cost));
    return { ...told(await stream.finalMessage()), cost, pieces };
  },
  async toolLoop(model) {
    const history = turn();
    const calls = [];
    for (;;) {
      const { content, stop_reason } = await messages.stream({ model, max_tokens, messages: history, tools }).finalMessage();
      if (stop_reason !== "tool_use") return { text: textOf(content), calls };
      const uses = content.filter((block) => block.type === "tool_use");
      calls.push(...uses.map(({ name, input }) => ({ name, input })));
      const results = uses.map(({ id, name }) => ({ type: "tool_result", tool_use_id: id, content: toolResults[name] }));
      history.push({ role: "assistant", content }, { role: "user", content: results });
    }
  },
  async shape(model, schema) {
    const answer = await messages.create({ model, max_tokens, messages: turn(), output_config: { format: { type: "json_schema", schema } } });
    return JSON.parse(told(answer).text);
  },
  async image(model, base64) {
    const content = [{ type: "image", source: { type: "base64", media_type: "image/png", data: base64 } }, { type: "text", text: "What is it?" }];
    return told(await messages.create({ model, max_tokens, messages: [{ role: "user", content }] })).text;
  },
  async failure(model, stream) {
    return errorOf(() => messages.create({ model, max_tokens, messages: turn(), stream }));
  },
  async midstream(model) {
    let text = "";
    const error = await errorOf(async () => {
      for await (const event of await messages.create({ model, max_tokens, messages: turn(), stream: true }))
        if (event.delta?.type === "text_delta") text += event.delta.text;
    });
    if (!(error instanceof APIError) || error.error?.type !== "error") assertLegal(error);
    return { text, message: error.error?.error?.message ?? error.message };
  },
  async leave(model) {
    const stream = await messages.create({ model, max_tokens, messages: turn(), stream: true });
    for await (const event of stream) if (event.delta?.type === "text_delta") stream.controller.abort();
  },
};
