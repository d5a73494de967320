// SPDX-License-Identifier: GPL-3.0-or-later
// The official openai client against the gateway.
import assert from "node:assert/strict";
import OpenAI, { APIError, APIUserAbortError } from "openai";
import { base, checkUsage, generationRow, key, messages, plainCost, plainText, poorKey, run, test } from "./cases.mjs";

const clientOf = (apiKey) => new OpenAI({ baseURL: base, apiKey, maxRetries: 0 });
const client = clientOf(key);
const chat = client.chat.completions;

async function statusOf(promise) {
  try {
    await promise;
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
  throw new Error("it succeeded");
}

test("plain answer with usage and cost", async () => {
  const { data, response } = await chat.create({ model: "test/plain", messages }).withResponse();
  assert.equal(data.object, "chat.completion");
  assert.equal(data.choices[0].message.content, plainText);
  assert.equal(data.choices[0].finish_reason, "stop");
  assert.match(response.headers.get("x-generation-id"), /^gen-/);
  checkUsage(data.usage);
});

test("stream, usage always in its last chunk", async () => {
  let text = "", usage, finish, chunks = 0;
  for await (const chunk of await chat.create({ model: "test/plain", messages, stream: true })) {
    chunks += 1;
    text += chunk.choices[0]?.delta?.content ?? "";
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, plainText);
  assert.equal(finish, "stop");
  assert.ok(chunks >= 10, `only ${chunks} chunks`);
  checkUsage(usage);
});

test("stream helper: finalChatCompletion", async () => {
  const stream = chat.stream({ model: "test/plain", messages, stream_options: { include_usage: true } });
  const final = await stream.finalChatCompletion();
  assert.equal(final.choices[0].message.content, plainText);
  assert.equal(final.choices[0].finish_reason, "stop");
  checkUsage(final.usage);
});

test("text beyond ASCII, a surrogate pair cut over two chunks", async () => {
  const final = await chat.stream({ model: "test/unicode", messages }).finalChatCompletion();
  assert.equal(final.choices[0].message.content, "größer 日本 \u{1f642} end");
});

const tools = ["weather", "clock"].map((name) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { x: { type: "number", minimum: 1.0 } } } },
}));
const checkCalls = (calls) => {
  assert.equal(calls.length, 2);
  assert.deepEqual(calls.map((call) => call.function.name), ["weather", "clock"]);
  assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments)), [{ city: "Oslo" }, { zone: "UTC" }]);
  assert.equal(new Set(calls.map((call) => call.id)).size, 2);
};

test("parallel tool calls", async () => {
  const answer = await chat.create({ model: "test/tools", messages, tools });
  assert.equal(answer.choices[0].finish_reason, "tool_calls");
  assert.equal(answer.choices[0].message.content, null);
  checkCalls(answer.choices[0].message.tool_calls);
});

test("parallel tool calls, arguments streamed in pieces", async () => {
  const final = await chat.stream({ model: "test/tools", messages, tools }).finalChatCompletion();
  assert.equal(final.choices[0].finish_reason, "tool_calls");
  checkCalls(final.choices[0].message.tool_calls);
});

test("array content, tool role, null content and unknown fields arrive", async () => {
  const history = [
    { role: "system", content: "s" },
    { role: "assistant", content: null, tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }] },
    { role: "tool", tool_call_id: "c", content: [{ type: "text", text: "result" }] },
    { role: "user", content: "say this" },
  ];
  const answer = await chat.create({ model: "test/echo", messages: history, store: false, prompt_cache_key: "k", unknown_field: [1] });
  assert.equal(answer.choices[0].message.content, "say this");
});

test("long stream is whole and in order", async () => {
  let text = "";
  for await (const chunk of await chat.create({ model: "test/long", messages, stream: true }))
    text += chunk.choices[0]?.delta?.content ?? "";
  assert.equal(text, Array.from({ length: 500 }, (_, n) => ` w${n}`).join(""));
});

test("a failing endpoint is passed over unseen", async () => {
  const final = await chat.stream({ model: "test/fallback-status-500", messages }).finalChatCompletion();
  assert.equal(final.choices[0].message.content, plainText);
});

test("401 without a valid key", async () => {
  const error = await statusOf(clientOf("sk-tp-v1-" + "0".repeat(64)).chat.completions.create({ model: "test/plain", messages }));
  assert.equal(error.status, 401);
  assert.equal(error.code, 401);
});

test("400 for an unknown model", async () => {
  const error = await statusOf(chat.create({ model: "test/unheard-of", messages }));
  assert.equal(error.status, 400);
  assert.match(error.message, /unheard-of/);
});

test("404 when no endpoint is left", async () => {
  const error = await statusOf(chat.create({ model: "test/nowhere", messages }));
  assert.equal(error.status, 404);
});

test("402 when the key's limit is spent, streamed or not", async () => {
  const poor = clientOf(poorKey).chat.completions;
  await poor.create({ model: "test/plain", messages });
  for (const stream of [false, true]) {
    const error = await statusOf(poor.create({ model: "test/plain", messages, stream }));
    assert.equal(error.status, 402);
    assert.match(error.message, /limit/i);
  }
});

test("400 for a body that names a member twice", async () => {
  const response = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: '{"model":"test/plain","messages":[{"role":"user","content":"x"}],"model":"test/echo"}',
  });
  assert.equal(response.status, 400);
  assert.match((await response.json()).error.message, /model/);
});

test("an upstream's 401 is not ours, and its text stays there", async () => {
  const error = await statusOf(chat.create({ model: "test/status-401", messages }));
  assert.notEqual(error.status, 401);
  assert.ok(!error.message.includes("credential is"), "the upstream's body was passed on");
});

test("an upstream's 429 carries Retry-After", async () => {
  const error = await statusOf(chat.create({ model: "test/status-429", messages }));
  assert.equal(error.status, 429);
  assert.ok(Number(error.headers.get("retry-after")) >= 1);
});

test("a web page instead of an answer is 502", async () => {
  const error = await statusOf(chat.create({ model: "test/html", messages }));
  assert.equal(error.status, 502);
});

test("a stream cut upstream ends with an in-band error", async () => {
  const error = await statusOf((async () => {
    for await (const chunk of await chat.create({ model: "test/cut-midstream", messages, stream: true })) void chunk;
  })());
  assert.equal(error.status, undefined);
});

test("a stream can be left half-way, and its row says cancelled", async () => {
  const { data: stream, response } = await chat.create({ model: "test/slow", messages, stream: true }).withResponse();
  await assert.rejects(async () => {
    for await (const chunk of stream) if (chunk.choices[0]?.delta?.content) stream.controller.abort();
    throw new APIUserAbortError();
  }, APIUserAbortError);
  const row = await generationRow(response.headers.get("x-generation-id"));
  assert.equal(row.cancelled, true);
});

test("models.list", async () => {
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  assert.ok(models.includes("test/plain"), `${models.length} models, test/plain is not among them`);
});

test("x-api-key serves as well as Bearer", async () => {
  const response = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { "x-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ model: "test/plain", messages }),
  });
  assert.equal(response.status, 200);
});

test("a generation can be read back at once", async () => {
  const { response } = await chat.create({ model: "test/plain", messages }).withResponse();
  const row = await generationRow(response.headers.get("x-generation-id"));
  assert.equal(row.native_tokens_prompt, 1000);
  assert.equal(row.total_cost, plainCost);
});

await run("openai");
