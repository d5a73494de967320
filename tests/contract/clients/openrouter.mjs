// SPDX-License-Identifier: GPL-3.0-or-later
// @openrouter/sdk, chat. It validates every answer and every chunk.
import { OpenRouter } from "@openrouter/sdk";
import { HTTPClient } from "@openrouter/sdk/lib/http.js";
import { base, key } from "../cases.mjs";
import { errorOf, recorder, toolResults, toolSchemas, turn } from "./common.mjs";

const seen = recorder();
const client = new OpenRouter({ apiKey: key, serverURL: base, retryConfig: { strategy: "none" }, httpClient: new HTTPClient({ fetcher: seen.fetch }) });
const send = (chatRequest, options) => client.chat.send({ chatRequest }, options);

const finishes = { stop: "stop", tool_calls: "tools", length: "length" };
const told = (usage) => ({
  usage: { prompt: usage.promptTokens, completion: usage.completionTokens, cacheRead: usage.promptTokensDetails.cachedTokens },
  cost: usage.cost,
});
const tools = Object.entries(toolSchemas).map(([name, parameters]) => ({ type: "function", function: { name, parameters } }));

/// The chunks put together.
async function gather(request) {
  const gathered = { pieces: [], calls: [], details: [] };
  for await (const chunk of await send({ ...request, stream: true })) {
    const choice = chunk.choices[0];
    if (choice?.delta.content) gathered.pieces.push(choice.delta.content);
    for (const { index, id, function: own } of choice?.delta.toolCalls ?? []) {
      const call = (gathered.calls[index] ??= { type: "function", id, function: { name: own.name, arguments: "" } });
      call.function.arguments += own.arguments ?? "";
    }
    gathered.details.push(...(choice?.delta.reasoningDetails ?? []));
    gathered.finish = finishes[choice?.finishReason] ?? gathered.finish;
    gathered.usage = chunk.usage ?? gathered.usage;
    gathered.error = chunk.error ?? gathered.error;
  }
  return { ...gathered, text: gathered.pieces.join("") };
}

export const openRouterSdk = {
  name: "openrouter sdk",
  generations: seen.take,
  async whole(model, prompt) {
    const answer = await send({ model, messages: turn(prompt), stream: false });
    return { text: answer.choices[0].message.content, finish: finishes[answer.choices[0].finishReason], ...told(answer.usage) };
  },
  async stream(model, prompt) {
    const gathered = await gather({ model, messages: turn(prompt) });
    return { ...gathered, ...told(gathered.usage) };
  },
  async toolLoop(model) {
    const messages = turn();
    const done = [];
    for (;;) {
      const { text, finish, calls, details } = await gather({ model, messages, tools });
      if (finish !== "tools") return { text, calls: done };
      messages.push({ role: "assistant", content: text || null, toolCalls: calls, ...(details.length ? { reasoningDetails: details } : {}) });
      for (const call of calls) {
        done.push({ name: call.function.name, input: JSON.parse(call.function.arguments) });
        messages.push({ role: "tool", toolCallId: call.id, content: toolResults[call.function.name] });
      }
    }
  },
  async shape(model, schema) {
    const responseFormat = { type: "json_schema", jsonSchema: { name: "person", schema, strict: true } };
    return JSON.parse((await send({ model, messages: turn(), responseFormat, stream: false })).choices[0].message.content);
  },
  async image(model, base64) {
    const content = [{ type: "text", text: "What is it?" }, { type: "image_url", imageUrl: { url: `data:image/png;base64,${base64}` } }];
    return (await send({ model, messages: [{ role: "user", content }], stream: false })).choices[0].message.content;
  },
  async failure(model, stream) {
    const error = await errorOf(() => send({ model, messages: turn(), stream }));
    return { status: error.statusCode, message: error.message };
  },
  async midstream(model) {
    const { text, error } = await gather({ model, messages: turn() });
    if (!Number.isInteger(error?.code)) throw new Error(`the error is ${JSON.stringify(error)}`);
    return { text, message: error.message };
  },
  async leave(model) {
    const aborting = new AbortController();
    for await (const chunk of await send({ model, messages: turn(), stream: true }, { fetchOptions: { signal: aborting.signal } }))
      if (chunk.choices[0]?.delta.content) aborting.abort();
  },
};
