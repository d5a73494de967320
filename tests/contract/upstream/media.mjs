// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI's media routes: /v1/images/generations, /v1/images/edits, /v1/audio/speech,
// /v1/audio/transcriptions, /v1/audio/translations; and /v1/rerank.
//
//   painter     one picture a count, each the SHA-256 of its prompt; usage in tokens
//   painter-dall-e  the same without usage
//   speaker     5,000 bytes that repeat the input, in pieces; as events where they are asked for
//   listener    says how many bytes it heard; usage by seconds, or none in text
//   listener-tokens  usage by tokens
//   ranker      the documents by how often they hold the query; two search units
import { createHash } from "node:crypto";
import { openAiError } from "./chat.mjs";
import { count, isText, list, members, must, oneOf, Refusal } from "./refusal.mjs";

const picture = (prompt) => createHash("sha256").update(prompt).digest("base64");
const failIfAsked = (model) => {
  const failure = /status-(\d{3})$/.exec(model);
  if (failure) throw new Refusal(Number(failure[1]), `upstream says ${failure[1]}`);
};

/// What `speaker` says, and what `listener` must hear.
export const soundOf = (input) => Buffer.alloc(5000, Buffer.from(input));
export { picture as pictureOf };

/// The parts of a form, by name; files as { name, type, bytes }.
function formOf(request, bytes) {
  const boundary = /^multipart\/form-data; ?boundary=(?:"([^"]+)"|([^;]+))/.exec(request.headers["content-type"] ?? "");
  must(boundary, "content-type: no form");
  const edge = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  const fields = {};
  for (let at = bytes.indexOf(edge); ; ) {
    const begin = at + edge.length + 2;
    const next = bytes.indexOf(Buffer.concat([Buffer.from("\r\n"), edge]), begin);
    if (next < 0) break;
    const part = bytes.subarray(begin, next);
    const split = part.indexOf("\r\n\r\n");
    const head = part.subarray(0, split).toString();
    const data = part.subarray(split + 4);
    const [, name] = /; name="([^"]*)"/.exec(head);
    const file = /; filename="([^"]*)"/.exec(head);
    fields[name] = file ? { name: file[1], bytes: data } : data.toString();
    at = next + 2;
  }
  return fields;
}

function paint(response, { model, prompt, n = 1, stream }) {
  failIfAsked(model);
  const usage = { input_tokens: 20, output_tokens: 100 * n, total_tokens: 20 + 100 * n, input_tokens_details: { text_tokens: 20, image_tokens: 0 } };
  if (stream) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const event = (type, more) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, b64_json: picture(prompt), ...more })}\n\n`);
    event("image_generation.partial_image", { partial_image_index: 0 });
    event("image_generation.completed", { created_at: 1, usage });
    return response.end();
  }
  const data = Array.from({ length: n }, () => ({ b64_json: picture(prompt) }));
  return answer(response, { created: 1, data, ...(model === "painter" ? { usage } : {}) });
}

function answer(response, body) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function speak(response, body) {
  members(body, "body", ["model", "input"], ["voice", "response_format", "speed", "instructions", "stream_format"]);
  failIfAsked(body.model);
  must(isText(body.input), "input: no text");
  const sound = soundOf(body.input);
  if (body.stream_format === "sse") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify({ type: "speech.audio.delta", audio: sound.toString("base64") })}\n\n`);
    const usage = { input_tokens: 5, output_tokens: 7, total_tokens: 12 };
    return response.end(`data: ${JSON.stringify({ type: "speech.audio.done", usage })}\n\n`);
  }
  response.writeHead(200, { "content-type": "audio/mpeg" });
  for (let at = 0; at < sound.length; at += 1000) {
    response.write(sound.subarray(at, at + 1000));
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (body.model.endsWith("cut-midstream") && at === 2000) return response.destroy();
  }
  return response.end();
}

function listen(request, response, bytes) {
  const form = formOf(request, bytes);
  must(form.file?.bytes, "file: none");
  failIfAsked(form.model);
  const text = `${form.file.bytes.length} bytes`;
  if (form.response_format === "text") {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    return response.end(`${text}\n`);
  }
  const usage = form.model === "listener-tokens"
    ? { type: "tokens", input_tokens: 14, input_token_details: { text_tokens: 4, audio_tokens: 10 }, output_tokens: 3, total_tokens: 17 }
    : { type: "duration", seconds: 2 };
  return answer(response, { text, usage });
}

function rank(response, body) {
  members(body, "body", ["model", "query", "documents"], ["top_n"]);
  list(body.documents, "documents");
  count(body.top_n, "top_n");
  const scored = body.documents.map((document, index) => ({ index, document: { text: document }, relevance_score: document.split(body.query).length / 10 }));
  scored.sort((a, b) => b.relevance_score - a.relevance_score);
  return answer(response, { id: "rank-1", model: body.model, results: scored.slice(0, body.top_n), usage: { search_units: 2 } });
}

const routes = ["/v1/images/generations", "/v1/images/edits", "/v1/audio/speech", "/v1/audio/transcriptions", "/v1/audio/translations", "/v1/rerank"];

export const media = {
  route: (method, path) => (method === "POST" && routes.includes(path) ? { path } : null),
  credential: (headers) => /^Bearer (.*)$/.exec(headers.authorization ?? "")?.[1],
  error: openAiError,
  /// Takes the request whole, since bodies and answers are not all JSON.
  handle: async (request, response, bytes, { path }) => {
    if (path.startsWith("/v1/audio/tr")) return listen(request, response, bytes);
    if (path === "/v1/images/edits") {
      const form = formOf(request, bytes);
      return paint(response, { ...form, n: Number(form.n ?? 1), prompt: form.prompt + (form.image ?? form["image[]"]).bytes.length });
    }
    const body = JSON.parse(bytes.toString("utf8"));
    if (path === "/v1/audio/speech") return speak(response, body);
    if (path === "/v1/rerank") return rank(response, body);
    members(body, "body", ["model", "prompt"], ["n", "size", "quality", "background", "output_format", "stream", "partial_images"]);
    if (body.size !== undefined) oneOf(body.size, ["1024x1024", "auto"], "size");
    return paint(response, body);
  },
};
