// SPDX-License-Identifier: GPL-3.0-or-later
// Embeddings: openai asks for base64 on its own, whatever the provider makes of that.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { base, generationRow, key, run, test } from "./cases.mjs";
import { errorOf } from "./clients/common.mjs";
import { vectorOf } from "./upstream/embeddings.mjs";

const { embeddings } = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const inputs = ["one text", "another, größer \u{1f642}"];
const models = ["test/vectors", "test/vectors-floats", "gemini-test/vectors"];
/// JSON keeps what a double says of a 32-bit float; base64 is exact.
const isClose = (found, wanted) => found.length === wanted.length && wanted.every((value, at) => Math.abs(value - found[at]) < 1e-7);

for (const model of models) {
  test(`${model}: the SDK's default, base64`, async () => {
    const answer = await embeddings.create({ model, input: inputs });
    assert.equal(answer.object, "list");
    assert.deepEqual(answer.data.map((one) => one.index), [0, 1]);
    answer.data.forEach((one, at) => assert.deepEqual(Array.from(one.embedding), vectorOf(inputs[at])));
  });

  test(`${model}: floats`, async () => {
    const answer = await embeddings.create({ model, input: inputs, encoding_format: "float" });
    answer.data.forEach((one, at) => assert.ok(isClose(one.embedding, vectorOf(inputs[at])), `${one.embedding}`));
  });

  test(`${model}: one text, fewer dimensions`, async () => {
    const answer = await embeddings.create({ model, input: inputs[0], dimensions: 3 });
    assert.deepEqual(Array.from(answer.data[0].embedding), vectorOf(inputs[0], 3));
  });
}

test("usage and its cost", async () => {
  const { data, response } = await embeddings.create({ model: "test/vectors", input: inputs }).withResponse();
  assert.equal(data.usage.prompt_tokens, 14);
  assert.equal(data.usage.total_tokens, 14);
  assert.equal(data.usage.cost, 0.000001722); // 14 x $0.000000123
  const row = await generationRow(response.headers.get("x-generation-id"));
  assert.equal(row.total_cost, 0.000001722);
});

test("where the provider tells no usage, it is estimated", async () => {
  const answer = await embeddings.create({ model: "gemini-test/vectors", input: inputs });
  assert.ok(answer.usage.prompt_tokens > 0);
  assert.ok(answer.usage.cost > 0);
});

test("tokens instead of text", async () => {
  const answer = await embeddings.create({ model: "test/vectors", input: [[1, 2], [3]] });
  assert.equal(answer.data.length, 2);
});

test("100 texts come back in order", async () => {
  const many = Array.from({ length: 100 }, (_, n) => `text number ${n}`);
  for (const model of models) {
    const answer = await embeddings.create({ model, input: many });
    answer.data.forEach((one, at) => assert.deepEqual(Array.from(one.embedding), vectorOf(many[at])));
  }
});

test("errors: the provider's 429, an empty input, a chat model, an embedding model on chat", async () => {
  assert.equal((await errorOf(() => embeddings.create({ model: "test/vectors-status-429", input: "x" }))).status, 429);
  assert.equal((await errorOf(() => embeddings.create({ model: "test/vectors", input: [] }))).status, 400);
  assert.equal((await errorOf(() => embeddings.create({ model: "test/plain", input: "x" }))).status, 400);
  const { chat } = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
  assert.equal((await errorOf(() => chat.completions.create({ model: "test/vectors", messages: [{ role: "user", content: "x" }] }))).status, 400);
});

test("GET /embeddings/models lists them and nothing else", async () => {
  const { data } = await (await fetch(`${base}/embeddings/models`, { headers: { authorization: `Bearer ${key}` } })).json();
  assert.deepEqual(data.map((model) => model.id).sort(), [...models, "test/vectors-status-429"].sort());
});

await run("embeddings");
