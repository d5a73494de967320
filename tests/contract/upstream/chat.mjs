// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI's chat completions: POST /v1/chat/completions.
import { count, isObject, isText, list, mediaOfUrl, must, number, oneOf, toolName } from "./refusal.mjs";

/// What `plain` and its like report; tests multiply these by their prices.
export const usage = {
  prompt_tokens: 1000,
  completion_tokens: 200,
  total_tokens: 1200,
  prompt_tokens_details: { cached_tokens: 400 },
  completion_tokens_details: { reasoning_tokens: 50 },
};

// Many providers speak this format, each with members of its own: only those of other formats, and
// those that are meant for a gateway, are refused.
const foreign = ["system", "input", "instructions", "contents", "thinking", "stop_sequences", "max_output_tokens", "generationConfig",
  "output_config", "context_management", "provider", "models", "route", "plugins", "transforms", "session_id", "trace", "preset"];

function readTools(body) {
  if (body.tools === undefined) return [];
  list(body.tools, "tools");
  return body.tools.map((tool, at) => {
    oneOf(tool.type, ["function", "custom"], `tools[${at}].type`);
    const own = tool[tool.type];
    must(isObject(own), `Missing required parameter: 'tools[${at}].${tool.type}'.`);
    toolName(own.name, `tools[${at}].${tool.type}.name`);
    must(own.input_schema === undefined && tool.input_schema === undefined, `Unknown parameter: 'tools[${at}].input_schema'.`);
    return { name: own.name, schema: own.parameters };
  });
}

function readContent(content, role, where) {
  if (isText(content)) return { text: content };
  must(Array.isArray(content) && content.length, `Invalid value for '${where}.content': expected a string or parts.`);
  const found = { text: "" };
  const types = { user: ["text", "image_url", "input_audio", "file"], assistant: ["text", "refusal"] }[role] ?? ["text"];
  for (const part of content) {
    oneOf(part.type, types, `${where}.content.type`);
    must(part.cache_control === undefined, `Unknown parameter: '${where}.content.cache_control'.`);
    if (part.type === "text") {
      must(isText(part.text), `${where}.content.text must be a string`);
      found.text += part.text;
    } else if (part.type === "image_url") {
      found.image = mediaOfUrl(part.image_url?.url, `${where}.content.image_url`);
    }
  }
  return found;
}

function readCalls(message, where) {
  if (message.tool_calls === undefined || message.tool_calls === null) return [];
  list(message.tool_calls, `${where}.tool_calls`);
  for (const call of message.tool_calls) {
    must(isText(call.id) && call.id && call.id.length <= 64, `${where}.tool_calls.id must be a string of at most 64`);
    oneOf(call.type, ["function", "custom"], `${where}.tool_calls.type`);
    toolName(call[call.type]?.name, `${where}.tool_calls.${call.type}.name`);
    must(isText(call.function?.arguments ?? call.custom?.input), `${where}.tool_calls: arguments must be a string`);
  }
  return message.tool_calls;
}

function readMessages(body) {
  list(body.messages, "messages");
  const asked = { user: "", results: [] };
  const names = new Map();
  let open = new Set();
  body.messages.forEach((message, at) => {
    const where = `messages[${at}]`;
    oneOf(message.role, ["system", "developer", "user", "assistant", "tool"], `${where}.role`);
    if (message.role === "tool") {
      must(open.delete(message.tool_call_id), `'${where}': messages with role 'tool' must be a response to a preceding message with 'tool_calls'.`);
      asked.results.push({ name: names.get(message.tool_call_id), text: readContent(message.content, "tool", where).text });
      return;
    }
    must(open.size === 0, `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id': ${[...open]}.`);
    const calls = message.role === "assistant" ? readCalls(message, where) : [];
    open = new Set(calls.map((call) => call.id));
    must(open.size === calls.length, `${where}: two tool calls have one id`);
    for (const call of calls) names.set(call.id, call[call.type].name);
    if (message.content === null || message.content === undefined) {
      must(message.role === "assistant" && (calls.length || message.refusal), `Invalid value for '${where}.content': expected a string, got null.`);
    } else {
      const content = readContent(message.content, message.role, where);
      if (message.role === "user") Object.assign(asked, { user: content.text, image: content.image });
    }
    asked.results = [];
  });
  must(open.size === 0, `No tool message answers ${[...open]}.`);
  return asked;
}

function read(body) {
  for (const name of foreign) must(body[name] === undefined, `Unrecognized request argument supplied: ${name}`);
  must(isText(body.model), "you must provide a model parameter");
  count(body.max_tokens, "max_tokens");
  count(body.max_completion_tokens, "max_completion_tokens");
  must(!(body.max_tokens && body.max_completion_tokens), "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
  number(body.temperature, "temperature", 0, 2);
  number(body.top_p, "top_p", 0, 1);
  must(body.stream === true || !body.stream_options, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
  const tools = readTools(body);
  must(tools.length || body.tool_choice === undefined || body.tool_choice === null, "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.");
  if (isObject(body.tool_choice)) oneOf(body.tool_choice.type, ["function", "custom", "allowed_tools"], "tool_choice.type");
  else if (body.tool_choice) oneOf(body.tool_choice, ["auto", "none", "required"], "tool_choice");
  const mustCall = body.tool_choice === "required" || ["function", "custom"].includes(body.tool_choice?.type);
  let schema;
  if (body.response_format) {
    oneOf(body.response_format.type, ["text", "json_object", "json_schema"], "response_format.type");
    if (body.response_format.type === "json_schema") {
      must(isText(body.response_format.json_schema?.name), "Missing required parameter: 'response_format.json_schema.name'.");
      schema = body.response_format.json_schema.schema;
    }
  }
  return { model: body.model, stream: body.stream === true, asked: { ...readMessages(body), tools, schema, mustCall } };
}

const finishes = { stop: "stop", tools: "tool_calls", length: "length" };

function head(answer, object) {
  return { id: `chatcmpl-${answer.number}`, object, created: Math.floor(Date.now() / 1000), model: answer.model };
}

function* frames(answer) {
  const own = head(answer, "chat.completion.chunk");
  const frame = (fields, isContent = false) => ({ text: `data: ${answer.json({ ...own, ...fields })}\n\n`, isContent });
  const choice = (delta, finish = null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] });
  yield frame(choice({ role: "assistant", content: "" }));
  let index = 0;
  for (const part of answer.parts) {
    if (part.kind === "text") for (const content of part.pieces) yield frame(choice({ content }), true);
    if (part.kind === "reasoning") for (const piece of part.pieces) yield frame(choice({ reasoning_content: piece }), true);
    if (part.kind !== "call") continue;
    const id = `call_${index + 1}`;
    yield frame(choice({ tool_calls: [{ index, id, type: "function", function: { name: part.name, arguments: "" } }] }), true);
    for (const piece of part.pieces) yield frame(choice({ tool_calls: [{ index, function: { arguments: piece } }] }), true);
    index += 1;
  }
  yield frame(choice({}, finishes[answer.finish]));
  if (answer.body.stream_options?.include_usage && answer.tellsUsage) yield frame({ choices: [], usage });
  yield { text: "data: [DONE]\n\n" };
}

function whole(answer) {
  const joined = (kind) => answer.parts.filter((part) => part.kind === kind).map((part) => part.text).join("");
  const calls = answer.parts.filter((part) => part.kind === "call").map((part, index) => ({
    id: `call_${index + 1}`,
    type: "function",
    function: { name: part.name, arguments: part.text },
  }));
  const message = { role: "assistant", content: calls.length ? null : joined("text") };
  if (joined("reasoning")) message.reasoning_content = joined("reasoning");
  if (calls.length) message.tool_calls = calls;
  return {
    ...head(answer, "chat.completion"),
    choices: [{ index: 0, message, finish_reason: finishes[answer.finish], logprobs: null }],
    usage: answer.tellsUsage ? usage : undefined,
  };
}

export const openAiError = (status, message) => ({
  error: { message, type: status === 429 ? "requests" : status < 500 ? "invalid_request_error" : "server_error", param: null, code: `e${status}` },
});

export const chat = {
  route: (method, path) => (method === "POST" && path === "/v1/chat/completions" ? {} : null),
  credential: (headers) => /^Bearer (.*)$/.exec(headers.authorization ?? "")?.[1],
  read,
  frames,
  whole: (answer) => answer.json(whole(answer)),
  error: openAiError,
  failure: () => `data: ${JSON.stringify({ error: { message: "The server had an error", type: "server_error", code: 500 } })}\n\n`,
};
