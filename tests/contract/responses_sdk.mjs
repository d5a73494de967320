// SPDX-License-Identifier: GPL-3.0-or-later
// What only Responses has: reasoning items, custom tools, instructions, and no memory.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { authors, base, key, marker, run, test, upstreamRequest } from "./cases.mjs";
import { errorOf, question, toolSchemas } from "./clients/common.mjs";

const { responses } = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const tools = [{ type: "function", name: "weather", description: "The weather in a city.", parameters: toolSchemas.weather, strict: true }];
const ask = (author, rest) => ({
  model: `${author}/think`, input: question, tools, store: false, include: ["reasoning.encrypted_content"], reasoning: { effort: "medium", summary: "auto" }, ...rest,
});
const ofType = (response, type) => response.output.filter((item) => item.type === type);

async function streamed(body) {
  let last;
  let sequence = -1;
  for await (const event of await responses.create({ ...body, stream: true })) {
    assert.ok(event.sequence_number > sequence, `${event.type}: sequence_number ${event.sequence_number} after ${sequence}`);
    sequence = event.sequence_number;
    last = event;
  }
  assert.equal(last.type, "response.completed");
  return last.response;
}

for (const author of ["responses-test", "anthropic-test", "gemini-test"])
  for (const send of [(body) => responses.create(body), streamed])
    test(`reasoning is carried over two turns, ${author}${send === streamed ? ", streamed" : ""}`, async () => {
      const first = await send(ask(author));
      const call = ofType(first, "function_call")[0];
      assert.deepEqual(JSON.parse(call.arguments), { city: "Ada" });
      assert.ok(ofType(first, "reasoning").length > 0, "there is no reasoning item");
      const result = { type: "function_call_output", call_id: call.call_id, output: "rain" };
      const second = await send(ask(author, { input: [{ role: "user", content: question }, ...first.output, result] }));
      assert.equal(ofType(second, "message")[0].content[0].text, "It is thought through. weather: rain");
    });

test("a summary of the reasoning is shown", async () => {
  for (const author of ["responses-test", "anthropic-test", "gemini-test"]) {
    const shown = ofType(await streamed(ask(author)), "reasoning").flatMap((item) => [...item.summary, ...(item.content ?? [])]).map((part) => part.text);
    assert.equal(shown.join(""), "Let me think.", author);
  }
});

test("instructions, developer and system messages arrive", async () => {
  for (const author of authors) {
    const mark = marker();
    const input = [{ role: "developer", content: `developer ${mark}` }, { role: "system", content: `system ${mark}` }, { role: "user", content: [{ type: "input_text", text: mark }] }];
    await responses.create({ model: `${author}/plain`, instructions: `instructions ${mark}`, input, store: false });
    const sent = JSON.stringify(upstreamRequest(mark).body);
    for (const kind of ["instructions", "developer", "system"]) assert.ok(sent.includes(`${kind} ${mark}`), `${author}: ${kind} is missing`);
  }
});

test("a custom tool goes to a Responses provider as it is, and its call comes back as one", async () => {
  const custom = [{ type: "custom", name: "patch", description: "Takes a patch.", format: { type: "text" } }];
  const send = (input) => streamed({ model: "responses-test/agent", input, tools: custom, include: ["reasoning.encrypted_content"], store: false });
  const first = await send(question);
  const call = ofType(first, "custom_tool_call")[0];
  assert.equal(call.name, "patch");
  const input = [{ role: "user", content: question }, ...first.output, { type: "custom_tool_call_output", call_id: call.call_id, output: "patched" }];
  const second = await send(input);
  assert.match(ofType(second, "message")[0].content[0].text, /The tool said: patched$/);
});

test("Codex' kinds of tools break no provider", async () => {
  const all = [
    ...tools,
    { type: "namespace", name: "mcp", description: "Tools of a server.", tools: [{ type: "function", name: "list_files", parameters: toolSchemas.weather }] },
    { type: "web_search", external_web_access: false },
  ];
  for (const author of authors) {
    const done = await streamed({ model: `${author}/plain`, input: question, tools: all, tool_choice: "auto", parallel_tool_calls: false, store: false, prompt_cache_key: "k", client_metadata: { a: "b" } });
    assert.equal(done.status, "completed", author);
  }
});

test("what would have to be kept elsewhere is refused", async () => {
  for (const rest of [{ previous_response_id: "resp_1" }, { conversation: "conv_1" }, { background: true }])
    for (const author of authors) {
      const error = await errorOf(() => responses.create({ model: `${author}/plain`, input: question, ...rest }));
      assert.equal(error.status, 400, `${author}: ${error.message}`);
      assert.match(error.message, new RegExp(Object.keys(rest)[0]));
    }
});

test("whatever is said of store, nothing is stored, and the answer says so", async () => {
  for (const author of authors)
    for (const rest of [{ store: true }, {}, { store: null, previous_response_id: null }])
      assert.equal((await responses.create({ model: `${author}/plain`, input: question, ...rest })).store, false, `${author} ${JSON.stringify(rest)}`);
});

test("what the schema asks of an answer is there, null or not", async () => {
  const needed = ["id", "object", "created_at", "completed_at", "status", "error", "incomplete_details", "instructions", "metadata", "model", "output",
    "parallel_tool_calls", "temperature", "top_p", "presence_penalty", "frequency_penalty", "tool_choice", "tools", "usage"];
  for (const author of authors) {
    const answer = await responses.create({ model: `${author}/plain`, input: question });
    const missing = needed.filter((name) => answer[name] === undefined);
    assert.deepEqual(missing, [], author);
    assert.equal(answer.object, "response");
    for (const details of ["input_tokens_details", "output_tokens_details"]) assert.ok(answer.usage[details], `${author}: usage.${details}`);
  }
});

test("an error before the stream has a status and an integer code", async () => {
  const error = await errorOf(() => responses.create({ model: "test/unheard-of", input: question, stream: true }));
  assert.equal(error.status, 400);
  assert.equal(error.error.code, 400);
});

await run("responses");
