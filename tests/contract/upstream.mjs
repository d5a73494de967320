// SPDX-License-Identifier: GPL-3.0-or-later
// A provider over real HTTP on 127.0.0.1, with known answers and known usage, in four formats:
//
//   POST /v1/chat/completions, /v1/completions, /v1/responses, /v1/embeddings
//                                                                 Authorization: Bearer
//   POST /v1/images/..., /v1/audio/..., /v1/rerank                Authorization: Bearer
//   POST /anthropic/v1/messages                                   x-api-key
//   POST /gemini/v1beta/models/M:generateContent, :streamGenerateContent?alt=sse,
//        :batchEmbedContents                                      x-goog-api-key
//
// A request that the real API would refuse is refused (upstream/*_rules.mjs). What is answered is
// chosen by the model's name, which may follow the name of a family ("gemini-3-flash-plain"):
//
//   plain          nine words; usage as each format tells it
//   tools          two parallel tool calls with arguments in pieces; with their results, these
//   agent          reasoning, then a call of the client's tool that runs commands; with its result,
//                  the words and it
//   think          reasoning, signed or encrypted, before a call or the words; it must come back
//   unicode        text beyond ASCII, with a surrogate pair cut over two chunks
//   echo           the last user message
//   json           a document that fits the schema that was asked for
//   image          what image it was given
//   slow           as plain, 100 ms between chunks
//   long           500 chunks
//   length         as plain, and cut by the token limit
//   no-usage       as plain, but usage is never told
//   status-NNN     that error, with a body that quotes our credential (which must not travel on)
//   cut            reads the request and closes the connection without an answer
//   cut-midstream  two pieces, then closes
//   fail-midstream two pieces, then the format's own error
//   stall          one piece, then nothing until the client leaves
//   html           200 with a web page
//
// Usage: UPSTREAM_CREDENTIAL=secret node upstream.mjs [--port N] [--log FILE]
// Prints `listening PORT`, appends one JSON line a request (and one when its client left early) to
// FILE, and stops on SIGTERM.
import { appendFileSync } from "node:fs";
import http from "node:http";
import { answerOf } from "./upstream/answers.mjs";
import { chat, openAiError } from "./upstream/chat.mjs";
import { completions } from "./upstream/completions.mjs";
import { embeddings, geminiEmbeddings } from "./upstream/embeddings.mjs";
import { gemini } from "./upstream/gemini.mjs";
import { media } from "./upstream/media.mjs";
import { messages } from "./upstream/messages.mjs";
import { Refusal } from "./upstream/refusal.mjs";
import { responses } from "./upstream/responses.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const credential = process.env.UPSTREAM_CREDENTIAL ?? "";
const logFile = option("log", "");
const formats = [chat, completions, responses, messages, gemini, embeddings, geminiEmbeddings, media];

let requests = 0;
/// JSON with every non-ASCII code unit escaped, so that half a surrogate pair can be sent.
const asciiJson = (value, space) =>
  JSON.stringify(value, null, space).replace(/[^\x00-\x7f]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
const log = (entry) => {
  if (logFile) appendFileSync(logFile, asciiJson(entry) + "\n");
};
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const plainJson = (value, space) => JSON.stringify(value, null, space);

const behaviourOf = (model) => model.replace(/^(claude-sonnet-4-5|gpt-5|gemini-3-flash|gemini-2\.5-flash)-/, "");

async function stream(response, format, answer) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (text) =>
    new Promise((resolve, reject) => {
      if (response.destroyed) return reject(new Error("client left"));
      response.write(text, (error) => (error ? reject(error) : resolve()));
    });
  let sent = 0;
  for (const { text, isContent } of format.frames(answer)) {
    if (isContent) {
      if (answer.behaviour === "cut-midstream" && sent === 2) return response.destroy();
      if (answer.behaviour === "fail-midstream" && sent === 2) return response.end(format.failure(answer));
      if (answer.behaviour === "stall" && sent === 1) return;
      if (answer.behaviour === "slow") await wait(100);
      sent += 1;
    }
    await send(text);
  }
  response.end();
}

function send(response, status, text, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

/// Refuses, closes or answers nonsense where the model's name says so; true if it did.
function misbehaves(behaviour, request, response) {
  const failure = /^status-(\d{3})$/.exec(behaviour);
  if (failure) throw new Refusal(Number(failure[1]), `upstream says ${failure[1]}; your credential is ${credential}`);
  if (behaviour === "cut") {
    request.socket.destroy();
    return true;
  }
  if (behaviour !== "html") return false;
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<html><body>It works!</body></html>");
  return true;
}

async function complete(format, route, request, response, text, number) {
  const body = JSON.parse(text);
  if (format.answer) return send(response, 200, format.answer(body, route));
  const { model, stream: isStream, asked } = format.read(body, request.headers, route);
  const behaviour = behaviourOf(model);
  if (misbehaves(behaviour, request, response)) return;
  const json = behaviour === "unicode" ? asciiJson : plainJson;
  const answer = { ...answerOf(behaviour, asked), number, behaviour, model, body, asked, json };
  if (isStream) return stream(response, format, answer);
  if (behaviour === "slow") await wait(900);
  if (behaviour !== "stall") send(response, 200, format.whole(answer));
}

function refuse(format, response, status, message) {
  send(response, status, JSON.stringify(format.error(status, message)), status === 429 ? { "retry-after": "2" } : {});
}

/// The format that a request is in, as [format, route].
function formatOf(request) {
  for (const format of formats) {
    const route = format.route(request.method, request.url);
    if (route) return [format, route];
  }
  return [{ error: openAiError, credential: chat.credential }, null];
}

const server = http.createServer(async (request, response) => {
  requests += 1;
  const number = requests;
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const text = bytes.toString("utf8");
  const [format, route] = formatOf(request);
  const authorized = format.credential(request.headers) === credential;
  log({ number, method: request.method, path: request.url, authorized, headers: request.headers, body: text });
  response.on("close", () => {
    if (!response.writableFinished) log({ number, left: true });
  });
  if (!authorized) return refuse(format, response, 401, "wrong credential");
  if (request.method === "GET" && request.url === "/v1/models")
    return send(response, 200, JSON.stringify({ object: "list", data: [{ id: "plain", object: "model", created: 0, owned_by: "test" }] }));
  if (!route) return refuse(format, response, 404, `no route ${request.method} ${request.url}`);
  try {
    if (format.handle) await format.handle(request, response, bytes, route);
    else await complete(format, route, request, response, text, number);
  } catch (error) {
    if (error instanceof Refusal && !response.headersSent) {
      log({ number, refused: error.message });
      return refuse(format, response, error.status, error.message);
    }
    if (!response.destroyed) log({ number, failed: String(error.stack) });
    response.destroy();
  }
});
server.keepAliveTimeout = 60_000;
server.listen(Number(option("port", "0")), "127.0.0.1", () => console.log(`listening ${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
