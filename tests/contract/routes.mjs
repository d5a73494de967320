// SPDX-License-Identifier: GPL-3.0-or-later
// The two routes beside the great ones: legacy completions, and chat as Cursor writes it.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { authors, base, costOf, key, marker, plainText, run, test, upstreamRequest, usageOf } from "./cases.mjs";
import { errorOf, toolSchemas, turn } from "./clients/common.mjs";

const client = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const prompt = "Go on.";

/// `text/plain` continues a text at its provider; to the others the prompt goes as a message.
const models = [["text/plain", "test"], ...authors.map((author) => [`${author}/plain`, author])];

for (const [model, author] of models) {
  test(`completions of ${model}`, async () => {
    const answer = await client.completions.create({ model, prompt, max_tokens: 100 });
    assert.equal(answer.object, "text_completion");
    assert.equal(answer.choices[0].text, plainText);
    assert.equal(answer.choices[0].finish_reason, "stop");
    assert.equal(answer.usage.prompt_tokens, usageOf[author].prompt);
    assert.equal(answer.usage.cost, costOf(author));
  });

  test(`completions of ${model}, streamed`, async () => {
    let text = "", usage, finish;
    for await (const chunk of await client.completions.create({ model, prompt, stream: true })) {
      text += chunk.choices[0]?.text ?? "";
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, plainText);
    assert.equal(finish, "stop");
    assert.equal(usage.cost, costOf(author));
  });
}

test("completions: errors, before and in a stream", async () => {
  assert.equal((await errorOf(() => client.completions.create({ model: "test/unheard-of", prompt }))).status, 400);
  for (const author of authors) {
    const error = await errorOf(async () => {
      for await (const chunk of await client.completions.create({ model: `${author}/cut-midstream`, prompt, stream: true })) void chunk;
    });
    assert.ok(error instanceof OpenAI.APIError && !/terminated/.test(error.message), error.message);
  }
});

test("Cursor's flat tools become the provider's", async () => {
  const cursor = new OpenAI({ baseURL: `${base}/cursor`, apiKey: key, maxRetries: 0 });
  const tools = [
    { type: "function", name: "weather", description: "The weather.", parameters: toolSchemas.weather },
    { type: "function", function: { name: "clock", parameters: toolSchemas.clock } },
  ];
  for (const author of authors) {
    const mark = marker();
    const names = [];
    for await (const chunk of await cursor.chat.completions.create({ model: `${author}/tools`, messages: turn(mark), tools, stream: true }))
      for (const call of chunk.choices[0]?.delta.tool_calls ?? []) if (call.function.name) names.push(call.function.name);
    assert.deepEqual(names, ["weather", "clock"]);
    const sent = JSON.stringify(upstreamRequest(mark).body.tools);
    assert.ok(sent.includes('"weather"') && sent.includes('"clock"'), sent);
  }
});

test("Anthropic's tools on Cursor's route, too", async () => {
  const mark = marker();
  const response = await fetch(`${base}/cursor/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "test/tools", messages: turn(mark), tools: [{ name: "weather", description: "d", input_schema: toolSchemas.weather }] }),
  });
  assert.equal(response.status, 200, await response.text());
  assert.deepEqual(upstreamRequest(mark).body.tools[0].function.parameters, toolSchemas.weather);
});

await run("routes");
