// SPDX-License-Identifier: GPL-3.0-or-later
// openai, chat completions.
import OpenAI, { APIError } from "openai";
import { base, key } from "../cases.mjs";
import { assertLegal, errorOf, recorder, toolResults, toolSchemas, turn } from "./common.mjs";

const seen = recorder();
const chat = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0, fetch: seen.fetch }).chat.completions;

const finishes = { stop: "stop", tool_calls: "tools", length: "length" };
const told = (usage) => ({
  usage: { prompt: usage.prompt_tokens, completion: usage.completion_tokens, cacheRead: usage.prompt_tokens_details.cached_tokens },
  cost: usage.cost,
});
const tools = Object.entries(toolSchemas).map(([name, parameters]) => ({ type: "function", function: { name, parameters } }));

export const openAiChat = {
  name: "openai chat",
  generations: seen.take,
  async whole(model, prompt) {
    const answer = await chat.create({ model, messages: turn(prompt) });
    return { text: answer.choices[0].message.content, finish: finishes[answer.choices[0].finish_reason], ...told(answer.usage) };
  },
  async stream(model, prompt) {
    const pieces = [];
    const stream = chat.stream({ model, messages: turn(prompt) }).on("content", (piece) => pieces.push(piece));
    const answer = await stream.finalChatCompletion();
    return { text: answer.choices[0].message.content, pieces, finish: finishes[answer.choices[0].finish_reason], ...told(answer.usage) };
  },
  async toolLoop(model) {
    const messages = turn();
    const calls = [];
    for (;;) {
      const { message, finish_reason } = (await chat.stream({ model, messages, tools }).finalChatCompletion()).choices[0];
      if (finish_reason !== "tool_calls") return { text: message.content, calls };
      messages.push(message);
      for (const call of message.tool_calls) {
        calls.push({ name: call.function.name, input: JSON.parse(call.function.arguments) });
        messages.push({ role: "tool", tool_call_id: call.id, content: toolResults[call.function.name] });
      }
    }
  },
  async shape(model, schema) {
    const response_format = { type: "json_schema", json_schema: { name: "person", schema, strict: true } };
    return (await chat.parse({ model, messages: turn(), response_format })).choices[0].message.parsed;
  },
  async image(model, base64) {
    const content = [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url: `data:image/png;base64,${base64}` } }];
    return (await chat.create({ model, messages: [{ role: "user", content }] })).choices[0].message.content;
  },
  async failure(model, stream) {
    return errorOf(() => chat.create({ model, messages: turn(), stream }));
  },
  async midstream(model) {
    let text = "";
    const error = await errorOf(async () => {
      for await (const chunk of await chat.create({ model, messages: turn(), stream: true })) text += chunk.choices[0]?.delta?.content ?? "";
    });
    assertLegal(error);
    if (!(error instanceof APIError)) throw error;
    return { text, message: error.message };
  },
  async leave(model) {
    const stream = await chat.create({ model, messages: turn(), stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta?.content) stream.controller.abort();
  },
};
