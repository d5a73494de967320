// SPDX-License-Identifier: GPL-3.0-or-later
// Embeddings: OpenAI's POST /v1/embeddings and Google's batchEmbedContents.
//
//   vectors       as asked: floats, or base64 where that is the encoding
//   vectors-floats  floats, whatever was asked
import { openAiError } from "./chat.mjs";
import { geminiError } from "./gemini.mjs";
import { count, isText, list, members, must, oneOf, Refusal } from "./refusal.mjs";

/// What a text becomes: known numbers, exact in 32 bits and not, all different for each text.
export function vectorOf(text, dimensions = 8) {
  const seed = [...text].reduce((sum, character) => sum + character.codePointAt(0), 0);
  return Array.from({ length: dimensions }, (_, at) => Math.fround((((seed * (at + 3)) % 1009) - 504) / 1009));
}

const toBase64 = (numbers) => Buffer.from(new Float32Array(numbers).buffer).toString("base64");
const textOf = (input) => (isText(input) ? input : `tokens ${input}`);

function openAiAnswer(body) {
  members(body, "body", ["model", "input"], ["encoding_format", "dimensions", "user"]);
  count(body.dimensions, "dimensions");
  if (body.encoding_format !== undefined) oneOf(body.encoding_format, ["float", "base64"], "encoding_format");
  const failure = /status-(\d{3})$/.exec(body.model);
  if (failure) throw new Refusal(Number(failure[1]), `upstream says ${failure[1]}`);
  const isMany = Array.isArray(body.input) && !Number.isInteger(body.input[0]);
  const inputs = isMany ? body.input : [body.input];
  list(inputs, "input");
  const isBase64 = body.encoding_format === "base64" && body.model !== "vectors-floats";
  return JSON.stringify({
    object: "list",
    data: inputs.map((input, index) => {
      const vector = vectorOf(textOf(input), body.dimensions);
      return { object: "embedding", index, embedding: isBase64 ? toBase64(vector) : vector };
    }),
    model: body.model,
    usage: { prompt_tokens: 7 * inputs.length, total_tokens: 7 * inputs.length },
  });
}

function geminiAnswer(body, route) {
  members(body, "body", ["requests"]);
  list(body.requests, "requests");
  const embeddings = body.requests.map((request, at) => {
    members(request, `requests[${at}]`, ["model", "content"], ["taskType", "title", "outputDimensionality"]);
    must(request.model === route.model, `requests[${at}].model: ${request.model} is not the model of the path`);
    list(request.content.parts, `requests[${at}].content.parts`);
    return { values: vectorOf(request.content.parts.map((part) => part.text).join(""), request.outputDimensionality) };
  });
  return JSON.stringify({ embeddings }, null, 2);
}

export const embeddings = {
  route: (method, path) => (method === "POST" && path === "/v1/embeddings" ? {} : null),
  credential: (headers) => /^Bearer (.*)$/.exec(headers.authorization ?? "")?.[1],
  answer: openAiAnswer,
  error: openAiError,
};

export const geminiEmbeddings = {
  route: (method, path) => {
    const parts = /^\/gemini\/v1beta\/(models\/[^/:]+):batchEmbedContents$/.exec(path);
    return method === "POST" && parts ? { model: decodeURIComponent(parts[1]) } : null;
  },
  credential: (headers) => headers["x-goog-api-key"],
  answer: geminiAnswer,
  error: geminiError,
};
