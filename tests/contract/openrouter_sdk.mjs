// SPDX-License-Identifier: GPL-3.0-or-later
// @openrouter/sdk against the gateway. It validates every answer: a missing or null member throws.
import assert from "node:assert/strict";
import { OpenRouter } from "@openrouter/sdk";
import { base, key, managementKey, messages, plainCost, plainText, run, test, until } from "./cases.mjs";

const client = new OpenRouter({ apiKey: key, serverURL: base });
const send = (chatRequest) => client.chat.send({ chatRequest });

const checkUsage = (usage) => {
  assert.equal(usage.promptTokens, 1000);
  assert.equal(usage.completionTokens, 200);
  assert.equal(usage.promptTokensDetails.cachedTokens, 400);
  assert.equal(usage.completionTokensDetails.reasoningTokens, 50);
  assert.equal(usage.cost, plainCost);
};

test("models.list", async () => {
  const slugs = [];
  for await (const page of await client.models.list()) for (const model of page.result.data) slugs.push(model.id);
  assert.ok(slugs.includes("test/plain"));
});

test("models.count agrees with the list", async () => {
  const { data } = await client.models.count();
  let listed = 0;
  for await (const page of await client.models.list()) listed += page.result.data.length;
  assert.equal(data.count, listed);
});

test("endpoints.list has the prices as written", async () => {
  const { data } = await client.endpoints.list({ author: "test", slug: "plain" });
  assert.equal(data.endpoints.length, 1);
  assert.equal(data.endpoints[0].pricing.prompt, "0.000000123");
  assert.equal(data.endpoints[0].pricing.inputCacheRead, "0.0000000311115");
});

test("providers.list", async () => {
  const { data } = await client.providers.list();
  assert.ok(data.some((provider) => provider.slug === "first"));
});

test("chat.send, not streamed", async () => {
  const answer = await send({ model: "test/plain", messages, stream: false });
  assert.equal(answer.choices[0].message.content, plainText);
  checkUsage(answer.usage);
});

test("chat.send, streamed", async () => {
  let text = "", usage;
  for await (const chunk of await send({ model: "test/plain", messages, stream: true })) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, plainText);
  checkUsage(usage);
});

test("tool calls, streamed", async () => {
  const names = [];
  for await (const chunk of await send({ model: "test/tools", messages, stream: true }))
    for (const call of chunk.choices[0]?.delta?.toolCalls ?? []) if (call.function?.name) names.push(call.function.name);
  assert.deepEqual(names, ["weather", "clock"]);
});

test("a stream cut upstream delivers its error as a chunk", async () => {
  let error;
  for await (const chunk of await send({ model: "test/cut-midstream", messages, stream: true })) error = chunk.error ?? error;
  assert.ok(Number.isInteger(error?.code), `error is ${JSON.stringify(error)}`);
});

test("errors are typed by status", async () => {
  await assert.rejects(send({ model: "test/unheard-of", messages, stream: false }), (error) => error.statusCode === 400);
  await assert.rejects(
    new OpenRouter({ apiKey: "sk-tp-v1-" + "0".repeat(64), serverURL: base }).chat.send({
      chatRequest: { model: "test/plain", messages, stream: false },
    }),
    (error) => error.statusCode === 401,
  );
});

test("apiKeys.getCurrentKeyMetadata", async () => {
  const { data } = await client.apiKeys.getCurrentKeyMetadata();
  assert.equal(data.limit, 100);
  assert.ok(data.usage > 0, "nothing was used");
  assert.ok(data.limitRemaining <= 100 - data.usage + 1e-9);
});

test("credits.getCredits", async () => {
  const manager = new OpenRouter({ apiKey: managementKey, serverURL: base });
  const { data } = await manager.credits.getCredits();
  assert.equal(data.totalCredits, 1000);
  assert.ok(data.totalUsage > 0);
});

test("generations.getGeneration", async () => {
  const answer = await send({ model: "test/plain", messages, stream: false });
  const { data } = await until(
    () => client.generations.getGeneration({ id: answer.id }).catch((error) => {
      if (error.statusCode === 404) return null;
      throw error;
    }),
    "the generation was not found",
  );
  assert.match(data.id, /^gen-/);
  assert.equal(data.upstreamId, answer.id);
  assert.equal(data.totalCost, plainCost);
  assert.equal(data.nativeTokensCached, 400);
});

await run("openrouter");
