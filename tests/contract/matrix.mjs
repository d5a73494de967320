// SPDX-License-Identifier: GPL-3.0-or-later
// Every client against every format of provider: the same cases for each pair.
import assert from "node:assert/strict";
import { authors, base, costOf, generationRow, key, plainText, run, test, usageOf } from "./cases.mjs";
import { aiSdkAnthropic, aiSdkOpenAi, aiSdkOpenRouter } from "./clients/ai_sdk.mjs";
import { anthropicSdk } from "./clients/anthropic.mjs";
import { toolResults } from "./clients/common.mjs";
import { openAiChat } from "./clients/openai_chat.mjs";
import { openAiResponses } from "./clients/openai_responses.mjs";
import { openRouterSdk } from "./clients/openrouter.mjs";

const clients = [openAiChat, openAiResponses, anthropicSdk, openRouterSdk, aiSdkOpenRouter, aiSdkOpenAi, aiSdkAnthropic];
const longText = Array.from({ length: 500 }, (_, n) => ` w${n}`).join("");
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" }, tags: { type: "array", items: { type: "string" } } },
  required: ["name", "age", "tags"],
  additionalProperties: false,
};

/// One generation, at the price that was computed; the last of them is given.
async function checkCharged(client, author, count = 1) {
  const ids = client.generations();
  assert.equal(ids.length, count, `${ids.length} requests were made`);
  let row;
  for (const id of ids) {
    row = await generationRow(id);
    assert.equal(row.total_cost, costOf(author));
    assert.equal(row.native_tokens_prompt, usageOf[author].prompt);
    assert.equal(row.native_tokens_completion, usageOf[author].completion);
    assert.equal(row.native_tokens_cached, usageOf[author].cacheRead);
    assert.equal(row.native_tokens_reasoning, usageOf[author].reasoning);
  }
  return row;
}

function checkPlain({ text, finish, usage, cost }, author) {
  assert.equal(text, plainText);
  assert.equal(finish, "stop");
  const { prompt, completion, cacheRead } = usageOf[author];
  assert.deepEqual(usage, { prompt, completion, cacheRead });
  assert.equal(cost, costOf(author));
}

async function checkFailure(client, author, status, expected) {
  for (const isStreamed of [false, true]) {
    const error = await client.failure(`${author}/status-${status}`, isStreamed);
    assert.ok(expected.includes(error.status), `streamed ${isStreamed}: ${error.status} ${error.message}`);
    assert.ok(!/canary/.test(error.message), `our credential was passed on: ${error.message}`);
  }
}

function define(client, author) {
  const here = (name, body) =>
    test(`${client.name} over ${author}: ${name}`, async () => {
      client.generations();
      await body();
    });

  here("plain", async () => {
    checkPlain(await client.whole(`${author}/plain`), author);
    await checkCharged(client, author);
  });
  here("plain, streamed", async () => {
    const answer = await client.stream(`${author}/plain`);
    checkPlain(answer, author);
    assert.equal(answer.pieces.join(""), plainText);
    assert.ok(answer.pieces.length >= 5, `it came in ${answer.pieces.length} pieces`);
    await checkCharged(client, author);
  });
  here("cut by the token limit", async () => {
    assert.equal((await client.whole(`${author}/length`)).finish, "length");
    assert.equal((await client.stream(`${author}/length`)).finish, "length");
  });
  here("tool loop, two parallel calls, streamed", async () => {
    const { text, calls } = await client.toolLoop(`${author}/tools`);
    assert.deepEqual(calls, [{ name: "weather", input: { city: "Oslo" } }, { name: "clock", input: { zone: "UTC" } }]);
    assert.equal(text, `weather: ${toolResults.weather}; clock: ${toolResults.clock}`);
    await checkCharged(client, author, 2);
  });
  here("a document by a JSON Schema", async () => {
    assert.deepEqual(await client.shape(`${author}/json`, person), { name: "Ada", age: 36, tags: ["Ada"] });
  });
  here("an image", async () => {
    assert.equal(await client.image(`${author}/image`, png), "I see image/png, 70 bytes");
  });
  here("text beyond ASCII, there and back, a surrogate pair cut", async () => {
    const prompt = 'größer "日本" \u{1f642}\u{1f680} \\ \n\ttab \u2028 end';
    assert.equal((await client.whole(`${author}/echo`, prompt)).text, prompt);
    assert.equal((await client.whole(`${author}/unicode`)).text, "größer 日本 \u{1f642} end");
    assert.equal((await client.stream(`${author}/unicode`)).text, "größer 日本 \u{1f642} end");
  });
  here("an upstream's 401 is not ours", () => checkFailure(client, author, 401, [500, 502, 503]));
  here("an upstream's 429", () => checkFailure(client, author, 429, [429]));
  here("an upstream's 500", () => checkFailure(client, author, 500, [502, 503]));
  for (const kind of ["cut-midstream", "fail-midstream"])
    here(`${kind} is this client's error`, async () => {
      const { text, message } = await client.midstream(`${author}/${kind}`);
      assert.equal(text, "The quick");
      assert.ok(message.length > 5, `it says ${JSON.stringify(message)}`);
    });
  here("left mid-stream", async () => {
    await client.leave(`${author}/slow`).catch((error) => assert.match(`${error.name} ${error.message}`, /abort/i));
    const row = await checkCharged(client, author);
    assert.equal(row.cancelled, true);
  });
}

for (const client of clients) for (const author of authors) define(client, author);

test("Gemini without signatures: the tool loop", async () => {
  assert.equal((await openAiChat.toolLoop("gemini-test/old-tools")).text, `weather: ${toolResults.weather}; clock: ${toolResults.clock}`);
});

test("200 parallel streams are whole and in order", async () => {
  const asked = Array.from({ length: 200 }, (_, n) => [[openAiChat, openAiResponses, anthropicSdk][n % 3], authors[n % 4]]);
  const texts = await Promise.all(asked.map(async ([client, author]) => (await client.stream(`${author}/long`)).text));
  assert.equal(texts.filter((text) => text === longText).length, 200);
});

test("a stream's end is the client's own", async () => {
  const ask = async (path, body) => {
    const response = await fetch(`${base}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "anthropic-version": "2023-06-01" },
      body: JSON.stringify({ stream: true, ...body }),
    });
    assert.match(response.headers.get("content-type"), /^text\/event-stream/);
    return (await response.text()).trimEnd().split("\n\n").at(-1);
  };
  const messages = [{ role: "user", content: "Say something." }];
  for (const author of authors) {
    assert.equal(await ask("chat/completions", { model: `${author}/plain`, messages }), "data: [DONE]");
    assert.match(await ask("messages", { model: `${author}/plain`, messages, max_tokens: 100 }), /^event: message_stop\ndata: /);
    assert.match(await ask("responses", { model: `${author}/plain`, input: "Say something." }), /^event: response\.completed\ndata: |^data: \[DONE\]$/);
  }
});

await run("matrix");
