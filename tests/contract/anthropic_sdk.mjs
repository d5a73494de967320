// SPDX-License-Identifier: GPL-3.0-or-later
// What only Messages has: signed thinking, cache markers, token counts, betas, over several providers.
import assert from "node:assert/strict";
import { authors, base, key, marker, run, test, upstreamRequest } from "./cases.mjs";
import { anthropicClient, textOf } from "./clients/anthropic.mjs";
import { errorOf, toolSchemas, turn } from "./clients/common.mjs";

const client = anthropicClient();
const { messages } = client;
const thinking = { type: "enabled", budget_tokens: 2048, display: "summarized" };
const tools = [{ name: "weather", description: "The weather in a city.", input_schema: toolSchemas.weather }];
const ask = (author, rest) => ({ model: `${author}/think`, max_tokens: 8000, thinking, tools, messages: turn(), ...rest });

/// The turn after a call: the answer as it came, and the call's result.
const answered = (first) => [
  ...turn(),
  { role: "assistant", content: first.content },
  { role: "user", content: [{ type: "tool_result", tool_use_id: first.content.find((block) => block.type === "tool_use").id, content: "rain" }] },
];

// The provider refuses the second turn where what it signed is not what it gets back.
for (const author of ["anthropic-test", "gemini-test", "responses-test"])
  for (const isStreamed of [false, true])
    test(`reasoning is carried over two turns, ${author}${isStreamed ? ", streamed" : ""}`, async () => {
      const send = (body) => (isStreamed ? messages.stream(body).finalMessage() : messages.create(body));
      const first = await send(ask(author));
      assert.equal(first.stop_reason, "tool_use");
      assert.match(first.content[0].type, /thinking/);
      const thoughts = first.content.filter((block) => block.type === "thinking").map((block) => block.thinking).join("");
      assert.equal(thoughts, "Let me think.");
      const second = await send(ask(author, { messages: answered(first) }));
      assert.equal(textOf(second.content), "It is thought through. weather: rain");
    });

test("Anthropic's own blocks arrive as they are", async () => {
  const first = await messages.stream(ask("anthropic-test")).finalMessage();
  assert.deepEqual(first.content.map((block) => block.type), ["thinking", "redacted_thinking", "tool_use"]);
});

test("reasoning of another provider is left out, not sent to Anthropic as its own", async () => {
  for (const author of ["gemini-test", "responses-test"]) {
    const first = await messages.create(ask(author));
    const second = await messages.create({ ...ask("anthropic-test", { messages: answered(first) }), model: "anthropic-test/tools", thinking: undefined });
    assert.equal(textOf(second.content), "weather: rain");
  }
});

for (const author of authors) {
  const body = { model: `${author}/plain`, max_tokens: 4000, thinking, messages: turn() };
  const answers = async () => [await messages.create(body), await messages.stream(body).finalMessage()];

  // Claude Code sends no thinking back of an answer whose model is not the one that it asked for.
  test(`an answer names the model that was asked for, ${author}`, async () => {
    for (const answer of await answers()) assert.equal(answer.model, body.model);
  });

  // Claude Code shows the last block of an answer as its result.
  test(`an answer ends with its text, ${author}`, async () => {
    for (const answer of await answers()) assert.equal(answer.content.at(-1).type, "text");
  });
}

test("cache markers reach Anthropic", async () => {
  const mark = marker();
  const cache_control = { type: "ephemeral", ttl: "1h" };
  await messages.create({
    model: "anthropic-test/plain", max_tokens: 100,
    system: [{ type: "text", text: "Long rules.", cache_control }],
    tools: [{ ...tools[0], cache_control: { type: "ephemeral" } }],
    messages: [{ role: "user", content: [{ type: "text", text: mark, cache_control: { type: "ephemeral" } }] }],
  });
  const { body } = upstreamRequest(mark);
  assert.deepEqual(body.system[0].cache_control, cache_control);
  assert.deepEqual(body.tools[0].cache_control, { type: "ephemeral" });
  assert.deepEqual(body.messages[0].content[0].cache_control, { type: "ephemeral" });
});

test("a chat client's cache markers reach Anthropic, too", async () => {
  const mark = marker();
  const content = [{ type: "text", text: mark, cache_control: { type: "ephemeral" } }];
  const response = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "anthropic-test/plain", messages: [{ role: "user", content }] }),
  });
  assert.equal(response.status, 200, await response.text());
  assert.deepEqual(upstreamRequest(mark).body.messages[0].content[0].cache_control, { type: "ephemeral" });
});

test("cache markers are no trouble for other formats", async () => {
  const content = [{ type: "text", text: "Say something.", cache_control: { type: "ephemeral" } }];
  for (const author of authors)
    await messages.create({ model: `${author}/plain`, max_tokens: 100, system: content, messages: [{ role: "user", content }], tools: [{ ...tools[0], cache_control: { type: "ephemeral" } }] });
});

test("count_tokens counts, for every provider, and grows", async () => {
  for (const author of authors) {
    const count = (words) => messages.countTokens({ model: `${author}/plain`, system: "Be brief.", tools, messages: turn("word ".repeat(words)) });
    const few = (await count(10)).input_tokens, many = (await count(1000)).input_tokens;
    assert.ok(Number.isInteger(few) && few > 10 && few < 500, `${few} tokens`);
    assert.ok(many - few > 500 && many - few < 3000, `${few} and ${many} tokens`);
  }
});

test("betas reach Anthropic unchanged, and nobody else", async () => {
  const betas = ["interleaved-thinking-2025-05-14", "context-management-2025-06-27"];
  const send = async (author) => {
    const mark = marker();
    await client.beta.messages.create({
      model: `${author}/plain`, max_tokens: 100, messages: turn(mark), betas, context_management: { edits: [{ type: "clear_tool_uses_20250919" }] },
    });
    return upstreamRequest(mark);
  };
  const { headers, body } = await send("anthropic-test");
  assert.deepEqual(headers["anthropic-beta"].split(",").map((beta) => beta.trim()), betas);
  assert.ok(headers["anthropic-version"]);
  assert.equal(body.context_management.edits.length, 1);
  for (const author of ["test", "responses-test", "gemini-test"]) {
    const other = await send(author);
    assert.ok(!Object.keys(other.headers).some((name) => name.startsWith("anthropic-")), `${author} got them`);
    assert.equal(other.body.context_management, undefined);
  }
});

test("a system message between the others, and adaptive thinking, as Claude Code writes them", async () => {
  for (const author of authors) {
    const mark = marker();
    await client.beta.messages.create({
      model: `${author}/agent`, max_tokens: 64_000, betas: ["mid-conversation-system-2026-04-07"],
      system: [{ type: "text", text: "You are brief.", cache_control: { type: "ephemeral" } }],
      messages: [...turn(mark), { role: "system", content: `Later rules ${mark}` }],
      thinking: { type: "adaptive" }, output_config: { effort: "medium" }, metadata: { user_id: "u" }, stream: false,
    }, { timeout: 60_000 });
    assert.match(JSON.stringify(upstreamRequest(mark).body), /Later rules/);
  }
});

test("a result that is an error stays one", async () => {
  const mark = marker();
  const history = [
    ...turn(),
    { role: "assistant", content: [{ type: "tool_use", id: "toolu_x", name: "weather", input: { city: "Oslo" } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_x", is_error: true, content: [{ type: "text", text: mark }] }] },
  ];
  for (const author of authors) {
    await messages.create({ model: `${author}/tools`, max_tokens: 100, tools, messages: history });
    assert.match(JSON.stringify(upstreamRequest(mark).body), new RegExp(mark));
  }
  assert.equal(upstreamRequest(mark).body.contents?.at(-1).parts.length, 1);
});

test("errors are Anthropic's: of the key, the model, the limit", async () => {
  const wrong = anthropicClient({ apiKey: "sk-tp-v1-" + "0".repeat(64) });
  const body = { model: "test/plain", max_tokens: 10, messages: turn() };
  const unauthorized = await errorOf(() => wrong.messages.create(body));
  assert.equal(unauthorized.status, 401);
  assert.equal(unauthorized.error.error.type, "authentication_error");
  const unknown = await errorOf(() => messages.create({ ...body, model: "test/unheard-of" }));
  assert.equal(unknown.error.type, "error");
  assert.equal(unknown.status, 400);
  assert.equal(unknown.error.error.type, "invalid_request_error");
  const limited = await errorOf(() => messages.create({ ...body, model: "anthropic-test/status-429" }));
  assert.equal(limited.status, 429);
  assert.equal(limited.error.error.type, "rate_limit_error");
  assert.ok(Number(limited.headers.get("retry-after")) >= 1);
});

test("an answer without usage still ends", async () => {
  for (const author of ["test", "responses-test", "gemini-test"]) {
    const final = await messages.stream({ model: `${author}/no-usage`, max_tokens: 100, messages: turn() }).finalMessage();
    assert.equal(final.stop_reason, "end_turn");
    assert.ok(final.usage.output_tokens > 0);
  }
});

await run("anthropic");
