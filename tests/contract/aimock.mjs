// SPDX-License-Identifier: GPL-3.0-or-later
// An independent provider behind the gateway: @copilotkit/aimock, its habits included (deltas cut at
// every 16 UTF-16 units, `connection: close` on errors, CORS and rate-limit headers on answers).
import assert from "node:assert/strict";
import OpenAI from "openai";
import { base, key, run, test } from "./cases.mjs";

const client = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const ask = (content, rest) => ({ model: "aimock/any", messages: [{ role: "user", content }], ...rest });

test("plain answer, reported usage, priced", async () => {
  const { data, response } = await client.chat.completions.create(ask("greet")).withResponse();
  assert.match(data.choices[0].message.content, /^Hello from afar/);
  assert.equal(data.usage.prompt_tokens, 10);
  assert.equal(data.usage.cost, 0.00002);
  assert.equal(response.headers.get("access-control-allow-origin"), null);
  assert.equal(response.headers.get("x-ratelimit-limit-requests"), null);
});

test("stream with text whose surrogate pairs are cut", async () => {
  const final = await client.chat.completions.stream(ask("greet")).finalChatCompletion();
  assert.equal(final.choices[0].message.content, "Hello from afar \u{1f642}\u{1f642}\u{1f642} and good bye \u{1f680}.");
  assert.equal(final.choices[0].finish_reason, "stop");
});

test("streamed tool call", async () => {
  const final = await client.chat.completions.stream(ask("use a tool")).finalChatCompletion();
  assert.deepEqual(JSON.parse(final.choices[0].message.tool_calls[0].function.arguments), { city: "Oslo" });
});

test("its error, mapped", async () => {
  await assert.rejects(client.chat.completions.create(ask("fail")), (error) => error.status === 429);
});

await run("aimock");
