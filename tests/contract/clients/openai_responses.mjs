// SPDX-License-Identifier: GPL-3.0-or-later
// openai, Responses.
import OpenAI from "openai";
import { base, key } from "../cases.mjs";
import { errorOf, question, recorder, toolResults, toolSchemas } from "./common.mjs";

const seen = recorder();
const responses = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0, fetch: seen.fetch }).responses;

const finishOf = (response) =>
  response.status === "incomplete" && response.incomplete_details.reason === "max_output_tokens"
    ? "length"
    : response.output.some((item) => item.type === "function_call") ? "tools" : response.status === "completed" ? "stop" : response.status;
const told = (response) => ({
  text: response.output_text,
  finish: finishOf(response),
  usage: { prompt: response.usage.input_tokens, completion: response.usage.output_tokens, cacheRead: response.usage.input_tokens_details.cached_tokens },
  cost: response.usage.cost,
});
const tools = Object.entries(toolSchemas).map(([name, parameters]) => ({ type: "function", name, parameters, strict: true }));

export const openAiResponses = {
  name: "openai responses",
  generations: seen.take,
  whole: async (model, prompt = question) => told(await responses.create({ model, input: prompt, store: false })),
  async stream(model, prompt = question) {
    const pieces = [];
    const stream = responses.stream({ model, input: prompt, store: false }).on("response.output_text.delta", (event) => pieces.push(event.delta));
    return { ...told(await stream.finalResponse()), pieces };
  },
  async toolLoop(model) {
    const input = [{ role: "user", content: question }];
    const calls = [];
    for (;;) {
      let response;
      const include = ["reasoning.encrypted_content"];
      for await (const event of await responses.create({ model, input, tools, include, store: false, stream: true }))
        if (event.type === "response.completed") response = event.response;
      if (finishOf(response) !== "tools") return { text: response.output.find((item) => item.type === "message").content[0].text, calls };
      input.push(...response.output);
      for (const call of response.output.filter((item) => item.type === "function_call")) {
        calls.push({ name: call.name, input: JSON.parse(call.arguments) });
        input.push({ type: "function_call_output", call_id: call.call_id, output: toolResults[call.name] });
      }
    }
  },
  async shape(model, schema) {
    const format = { type: "json_schema", name: "person", schema, strict: true };
    return (await responses.parse({ model, input: question, text: { format }, store: false })).output_parsed;
  },
  async image(model, base64) {
    const content = [{ type: "input_text", text: "What is it?" }, { type: "input_image", detail: "auto", image_url: `data:image/png;base64,${base64}` }];
    return (await responses.create({ model, input: [{ role: "user", content }], store: false })).output_text;
  },
  async failure(model, stream) {
    return errorOf(() => responses.create({ model, input: question, stream, store: false }));
  },
  async midstream(model) {
    let text = "", failed;
    for await (const event of await responses.create({ model, input: question, stream: true, store: false })) {
      if (failed) throw new Error(`${event.type} came after the end`);
      if (event.type === "response.output_text.delta") text += event.delta;
      if (event.type === "response.failed") failed = event.response.error;
    }
    if (!failed) throw new Error("there is no response.failed");
    return { text, message: failed.message };
  },
  async leave(model) {
    const stream = await responses.create({ model, input: question, stream: true, store: false });
    for await (const event of stream) if (event.type === "response.output_text.delta") stream.controller.abort();
  },
};
