// SPDX-License-Identifier: GPL-3.0-or-later
// An independent provider behind the gateway, in each of its formats: @copilotkit/aimock, its habits
// included (deltas cut at every few UTF-16 units, `connection: close` on errors, CORS and rate-limit
// headers on answers).
import assert from "node:assert/strict";
import OpenAI from "openai";
import { base, key, run, test } from "./cases.mjs";
import { anthropicClient } from "./clients/anthropic.mjs";
import { errorOf } from "./clients/common.mjs";

const client = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const { messages } = anthropicClient();
const greeting = "Hello from afar \u{1f642}\u{1f642}\u{1f642} and good bye \u{1f680}.";
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

for (const provider of ["aimock", "aimock-responses", "aimock-anthropic", "aimock-gemini"]) {
  const ask = (content, rest) => ({ model: `${provider}/any`, messages: [{ role: "user", content }], ...rest });

  test(`${provider}: plain answer, reported usage, priced`, async () => {
    const { data, response } = await client.chat.completions.create(ask("greet")).withResponse();
    assert.equal(data.choices[0].message.content, greeting);
    assert.equal(data.usage.prompt_tokens, 10);
    assert.equal(data.usage.completion_tokens, 5);
    assert.equal(data.usage.cost, 0.00002);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
    assert.equal(response.headers.get("x-ratelimit-limit-requests"), null);
  });

  test(`${provider}: stream with text whose surrogate pairs are cut, for every client API`, async () => {
    const final = await client.chat.completions.stream(ask("greet")).finalChatCompletion();
    assert.equal(final.choices[0].message.content, greeting);
    assert.equal(final.choices[0].finish_reason, "stop");
    const message = await messages.stream(ask("greet", { max_tokens: 100 })).finalMessage();
    assert.equal(message.content[0].text, greeting);
    const response = await client.responses.stream({ model: `${provider}/any`, input: "greet" }).finalResponse();
    assert.equal(response.output_text, greeting);
  });

  test(`${provider}: streamed tool call`, async () => {
    const tools = [{ type: "function", function: { name: "weather", parameters: schema } }];
    const final = await client.chat.completions.stream(ask("use a tool", { tools })).finalChatCompletion();
    assert.equal(final.choices[0].finish_reason, "tool_calls");
    assert.deepEqual(JSON.parse(final.choices[0].message.tool_calls[0].function.arguments), { city: "Oslo" });
    const message = await messages.stream(ask("use a tool", { max_tokens: 100, tools: [{ name: "weather", input_schema: schema }] })).finalMessage();
    assert.deepEqual(message.content.at(-1).input, { city: "Oslo" });
    assert.equal(message.stop_reason, "tool_use");
  });

  test(`${provider}: its error, mapped`, async () => {
    assert.equal((await errorOf(() => client.chat.completions.create(ask("fail")))).status, 429);
    assert.equal((await errorOf(() => messages.create(ask("fail", { max_tokens: 100 })))).status, 429);
  });
}

await run("aimock");
