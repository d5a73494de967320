// SPDX-License-Identifier: GPL-3.0-or-later
// Google's generateContent: POST /gemini/v1beta/models/M:generateContent and its streamed twin.
import { callSignature, readGeminiRequest } from "./gemini_rules.mjs";
import { must } from "./refusal.mjs";

/// 1,000 tokens of prompt, 400 of them cached; 200 of output, thoughts counted apart.
const usage = {
  promptTokenCount: 1000,
  candidatesTokenCount: 150,
  totalTokenCount: 1200,
  cachedContentTokenCount: 400,
  promptTokensDetails: [{ modality: "TEXT", tokenCount: 1000 }],
  cacheTokensDetails: [{ modality: "TEXT", tokenCount: 400 }],
  thoughtsTokenCount: 50,
};

function read(body, headers, route) {
  const request = readGeminiRequest(body, route);
  if (/think$/.test(request.model) && request.asked.results.length)
    must(request.asked.carried[0], "The signature of the call before was not carried back.");
  return request;
}

/// The answer's parts as Google cuts them: a call is never cut, and only the first one is signed.
function partsOf(answer) {
  const parts = [];
  const isSigning = /gemini-3/.test(answer.model);
  for (const part of answer.parts) {
    if (part.kind === "text") parts.push(...part.pieces.map((text) => ({ text })));
    if (part.kind === "reasoning" && answer.asked.thinks) parts.push(...part.pieces.map((text) => ({ text, thought: true })));
    if (part.kind !== "call") continue;
    const isFirst = !parts.some((one) => one.functionCall);
    parts.push({
      functionCall: { name: part.name, args: JSON.parse(part.text) },
      ...(isSigning && isFirst ? { thoughtSignature: callSignature } : {}),
    });
  }
  if (isSigning && !parts.some((part) => part.functionCall)) parts.push({ text: "", thoughtSignature: callSignature });
  return parts;
}

const head = (answer) => ({ modelVersion: answer.model, responseId: `gemini-${answer.number}` });
const finishOf = (answer) => (answer.finish === "length" ? "MAX_TOKENS" : "STOP");

function* frames(answer) {
  const parts = partsOf(answer);
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    const candidate = { content: { parts: [part], role: "model" }, ...(isLast ? { finishReason: finishOf(answer) } : {}), index: 0 };
    const soFar = isLast ? usage : { promptTokenCount: 1000, totalTokenCount: 1000, promptTokensDetails: usage.promptTokensDetails };
    const value = { candidates: [candidate], ...(answer.tellsUsage ? { usageMetadata: soFar } : {}), ...head(answer) };
    yield { text: `data: ${answer.json(value)}\r\n\r\n`, isContent: true };
  }
}

function whole(answer) {
  const parts = [];
  for (const part of partsOf(answer)) {
    const before = parts.at(-1);
    if (before?.text !== undefined && part.text && before.thought === part.thought) before.text += part.text;
    else parts.push({ ...part });
  }
  const candidate = { content: { parts, role: "model" }, finishReason: finishOf(answer), index: 0 };
  return { candidates: [candidate], ...(answer.tellsUsage ? { usageMetadata: usage } : {}), ...head(answer) };
}

const words = { 400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL", 503: "UNAVAILABLE" };

export const geminiError = (status, message) => ({ error: { code: status, message, status: words[status] ?? "UNKNOWN" } });

function route(method, path) {
  const parts = /^\/gemini\/v1beta\/(models\/[^/:]+):(generateContent|streamGenerateContent\?alt=sse)$/.exec(path);
  return method === "POST" && parts ? { model: decodeURIComponent(parts[1]), verb: parts[2].split("?")[0] } : null;
}

export const gemini = {
  route,
  credential: (headers) => headers["x-goog-api-key"],
  read,
  frames,
  whole: (answer) => answer.json(whole(answer), 2),
  error: geminiError,
  failure: () => `data: ${JSON.stringify(geminiError(500, "An internal error has occurred."))}\r\n\r\n`,
};
