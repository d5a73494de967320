// SPDX-License-Identifier: GPL-3.0-or-later
// The AI SDK (`ai`) with three providers: chat by OpenRouter's, Responses by OpenAI's, Messages by
// Anthropic's.
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from "ai";
import { base, key } from "../cases.mjs";
import { assertLegal, errorOf, question, recorder, toolResults, toolSchemas } from "./common.mjs";

globalThis.AI_SDK_LOG_WARNINGS = false;

const tools = Object.fromEntries(
  Object.entries(toolSchemas).map(([name, schema]) => [name, tool({ inputSchema: jsonSchema(schema), execute: async () => toolResults[name] })]),
);
const told = (usage) => ({ prompt: usage.inputTokens, completion: usage.outputTokens, cacheRead: usage.inputTokenDetails.cacheReadTokens });
const finishes = { stop: "stop", "tool-calls": "tools", length: "length" };

/// `costIn` finds the cost in what the provider hands out; `options` are its own.
function driver(name, make, costIn, options = {}) {
  const seen = recorder();
  const provider = make(seen.fetch);
  const settings = (model) => ({ model: provider(model), maxRetries: 0, providerOptions: options, onError: () => {} });
  const result = async (answer) => ({
    text: await answer.text,
    finish: finishes[await answer.finishReason],
    usage: told(await answer.usage),
    cost: costIn((await answer.providerMetadata) ?? {}, (await answer.usage).raw),
  });

  return {
    name,
    generations: seen.take,
    whole: async (model, prompt = question) => result(await generateText({ ...settings(model), prompt })),
    async stream(model, prompt = question) {
      const pieces = [];
      const answer = streamText({ ...settings(model), prompt });
      for await (const piece of answer.textStream) pieces.push(piece);
      return { ...(await result(answer)), pieces };
    },
    async toolLoop(model) {
      const answer = streamText({ ...settings(model), prompt: question, tools, stopWhen: stepCountIs(3) });
      await answer.consumeStream({ onError: (error) => { throw error; } });
      const calls = (await answer.steps).flatMap((step) => step.toolCalls).map((call) => ({ name: call.toolName, input: call.input }));
      return { text: await answer.text, calls };
    },
    async shape(model, schema) {
      return (await generateText({ ...settings(model), prompt: question, output: Output.object({ schema: jsonSchema(schema), name: "person" }) })).output;
    },
    async image(model, base64) {
      const content = [{ type: "text", text: "What is it?" }, { type: "image", image: base64, mediaType: "image/png" }];
      return (await generateText({ ...settings(model), messages: [{ role: "user", content }] })).text;
    },
    async failure(model, isStreamed) {
      const error = await errorOf(async () => {
        if (!isStreamed) return generateText({ ...settings(model), prompt: question });
        for await (const part of streamText({ ...settings(model), prompt: question }).fullStream) if (part.type === "error") throw part.error;
      });
      return { status: error.statusCode, message: error.message };
    },
    async midstream(model) {
      let text = "", error;
      for await (const part of streamText({ ...settings(model), prompt: question }).fullStream) {
        if (part.type === "text-delta") text += part.text;
        if (part.type === "error") error = part.error;
      }
      if (!error) throw new Error("there is no error part");
      if (error instanceof Error) assertLegal(error);
      return { text, message: error.message ?? JSON.stringify(error) };
    },
    async leave(model) {
      const aborting = new AbortController();
      for await (const part of streamText({ ...settings(model), prompt: question, abortSignal: aborting.signal }).fullStream)
        if (part.type === "text-delta") aborting.abort();
    },
  };
}

export const aiSdkOpenRouter = driver(
  "ai sdk openrouter",
  (fetch) => createOpenRouter({ baseURL: base, apiKey: key, compatibility: "strict", fetch }),
  (metadata) => metadata.openrouter.usage.cost,
);
export const aiSdkOpenAi = driver(
  "ai sdk openai",
  (fetch) => createOpenAI({ baseURL: base, apiKey: key, fetch }),
  (metadata, raw) => raw?.cost,
  { openai: { store: false } },
);
export const aiSdkAnthropic = driver(
  "ai sdk anthropic",
  (fetch) => createAnthropic({ baseURL: base, apiKey: key, fetch }),
  (metadata, raw) => (metadata.anthropic.usage ?? raw)?.cost,
);
