// SPDX-License-Identifier: GPL-3.0-or-later
// A provider that speaks OpenAI's chat-completion format over real HTTP on 127.0.0.1, with known
// answers and known usage. What it does is chosen by the model's name:
//
//   plain          nine words; usage as `usage` below
//   tools          two parallel tool calls with arguments in pieces
//   unicode        text beyond ASCII, with a surrogate pair cut over two chunks
//   echo           the last user message
//   slow           as plain, 100 ms between chunks
//   long           500 chunks
//   no-usage       as plain, but usage is never told
//   status-NNN     that error, with a body that quotes our credential (which must not travel on)
//   cut            reads the request and closes the connection without an answer
//   cut-midstream  three chunks, then closes
//   stall          two chunks, then nothing until the client leaves
//   html           200 with a web page
//
// Usage: UPSTREAM_CREDENTIAL=secret node upstream.mjs [--port N] [--log FILE]
// Prints `listening PORT`, appends one JSON line a request (and one when its client left early) to
// FILE, and stops on SIGTERM.
import { appendFileSync } from "node:fs";
import http from "node:http";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const credential = process.env.UPSTREAM_CREDENTIAL ?? "";
const logFile = option("log", "");

/// What `plain` and its like report; tests multiply these by their prices.
export const usage = {
  prompt_tokens: 1000,
  completion_tokens: 200,
  total_tokens: 1200,
  prompt_tokens_details: { cached_tokens: 400 },
  completion_tokens_details: { reasoning_tokens: 50 },
};
const words = ["The", " quick", " brown", " fox", " jumps", " over", " the", " lazy", " dog"];
const toolCalls = [
  { id: "call_1", name: "weather", parts: ['{"city"', ':"Oslo"}'] },
  { id: "call_2", name: "clock", parts: ['{"zone":', '"UTC"', "}"] },
];

let requests = 0;
const log = (entry) => {
  if (logFile) appendFileSync(logFile, JSON.stringify(entry) + "\n");
};
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function deltasOf(model, body) {
  const text = (pieces) => pieces.map((content) => ({ content }));
  if (model === "tools")
    return toolCalls.flatMap((call, index) => [
      { tool_calls: [{ index, id: call.id, type: "function", function: { name: call.name, arguments: "" } }] },
      ...call.parts.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]);
  if (model === "unicode") return text(["größer 日本 ", "\ud83d", "\ude42", " end"]);
  if (model === "long") return text(Array.from({ length: 500 }, (_, n) => ` w${n}`));
  if (model === "echo") {
    const last = body.messages.filter((message) => message.role === "user").at(-1)?.content ?? "";
    return text([typeof last === "string" ? last : JSON.stringify(last)]);
  }
  return text(words);
}

function messageOf(model, body) {
  if (model === "tools")
    return {
      role: "assistant",
      content: null,
      tool_calls: toolCalls.map((call) => ({
        id: call.id,
        type: "function",
        function: { name: call.name, arguments: call.parts.join("") },
      })),
    };
  return { role: "assistant", content: deltasOf(model, body).map((delta) => delta.content).join("") };
}

const reportOf = (model) => (model === "no-usage" ? undefined : usage);
const finishOf = (model) => (model === "tools" ? "tool_calls" : "stop");

/// JSON with every non-ASCII code unit escaped, so that half a surrogate pair can be sent.
const asciiJson = (value) =>
  JSON.stringify(value).replace(/[^\x00-\x7f]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));

async function stream(response, model, body, head) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (fields) =>
    new Promise((resolve, reject) => {
      if (response.destroyed) return reject(new Error("client left"));
      const json = model === "unicode" ? asciiJson : JSON.stringify;
      response.write(`data: ${json({ ...head, object: "chat.completion.chunk", ...fields })}\n\n`, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  const choice = (delta, finish = null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] });
  await send(choice({ role: "assistant", content: "" }));
  let sent = 1;
  for (const delta of deltasOf(model, body)) {
    if (model === "cut-midstream" && sent === 3) return response.destroy();
    if (model === "stall" && sent === 2) return;
    if (model === "slow") await wait(100);
    await send(choice(delta));
    sent += 1;
  }
  await send(choice({}, finishOf(model)));
  if (body.stream_options?.include_usage && reportOf(model)) await send({ choices: [], usage: reportOf(model) });
  response.end("data: [DONE]\n\n");
}

function json(response, status, value, headers = {}) {
  const text = JSON.stringify(value);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

async function complete(request, response, body) {
  const model = body.model;
  const failure = /^status-(\d{3})$/.exec(model);
  if (failure) {
    const status = Number(failure[1]);
    const quoted = `upstream says ${status}; your credential is ${credential}`;
    return json(response, status, { error: { message: quoted, type: "test_error", code: `e${status}` } },
      status === 429 ? { "retry-after": "2" } : {});
  }
  if (model === "cut") return request.socket.destroy();
  if (model === "html") {
    response.writeHead(200, { "content-type": "text/html" });
    return response.end("<html><body>It works!</body></html>");
  }
  const head = { id: `chatcmpl-${requests}`, created: Math.floor(Date.now() / 1000), model };
  if (body.stream) return stream(response, model, body, head);
  if (model === "slow") await wait(900);
  if (model === "stall") return;
  json(response, 200, {
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message: messageOf(model, body), finish_reason: finishOf(model), logprobs: null }],
    usage: reportOf(model),
  });
}

const server = http.createServer(async (request, response) => {
  requests += 1;
  const number = requests;
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString("utf8");
  const authorized = request.headers.authorization === `Bearer ${credential}`;
  log({ number, method: request.method, path: request.url, authorized, headers: request.headers, body: text });
  response.on("close", () => {
    if (!response.writableFinished) log({ number, left: true });
  });
  if (!authorized) return json(response, 401, { error: { message: "wrong credential", type: "invalid_request_error" } });
  if (request.method === "GET" && request.url === "/v1/models")
    return json(response, 200, { object: "list", data: [{ id: "plain", object: "model", created: 0, owned_by: "test" }] });
  if (request.method !== "POST" || request.url !== "/v1/chat/completions")
    return json(response, 404, { error: { message: `no route ${request.method} ${request.url}`, type: "invalid_request_error" } });
  try {
    await complete(request, response, JSON.parse(text));
  } catch (error) {
    if (!response.destroyed) log({ number, failed: String(error) });
    response.destroy();
  }
});
server.keepAliveTimeout = 60_000;
server.listen(Number(option("port", "0")), "127.0.0.1", () => console.log(`listening ${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
