// SPDX-License-Identifier: GPL-3.0-or-later
// What OpenAI's Responses API takes, and what it refuses.
import { hidden } from "./answers.mjs";
import { count, isText, list, mediaOfUrl, members, must, number, oneOf, signature, toolName } from "./refusal.mjs";

const optional = ["input", "instructions", "max_output_tokens", "max_tool_calls", "temperature", "top_p", "top_logprobs", "text", "reasoning",
  "tools", "tool_choice", "parallel_tool_calls", "include", "truncation", "service_tier", "metadata", "user", "safety_identifier", "prompt",
  "prompt_cache_key", "prompt_cache_retention", "store", "stream", "stream_options", "previous_response_id", "background", "conversation",
  "client_metadata"];
const hosted = ["web_search", "web_search_preview", "file_search", "code_interpreter", "image_generation", "mcp", "local_shell", "shell",
  "apply_patch", "computer_use_preview", "tool_search"];

function readTool(tool, where) {
  if (tool.type === "function") {
    members(tool, where, ["type", "name"], ["description", "parameters", "strict", "defer_loading"]);
    toolName(tool.name, `${where}.name`);
    return [{ name: tool.name, schema: tool.parameters }];
  }
  if (tool.type === "custom") {
    members(tool, where, ["type", "name"], ["description", "format", "defer_loading"]);
    return [{ name: tool.name, isCustom: true }];
  }
  if (tool.type === "namespace") {
    list(tool.tools, `${where}.tools`);
    return tool.tools.flatMap((inner, at) => readTool(inner, `${where}.tools[${at}]`)).map((inner) => ({ ...inner, namespace: tool.name }));
  }
  oneOf(tool.type, hosted, `${where}.type`);
  return [];
}

function readParts(content, role, where) {
  if (isText(content)) return { text: content };
  must(Array.isArray(content), `Invalid type for '${where}.content'.`);
  const types = role === "assistant" ? ["output_text", "refusal"] : ["input_text", "input_image", "input_file", "input_audio"];
  const found = { text: "" };
  for (const part of content) {
    oneOf(part.type, types, `${where}.content.type`);
    if (/text$/.test(part.type)) {
      members(part, `${where}.content`, ["type", "text"], ["annotations", "logprobs", "prompt_cache_breakpoint"]);
      found.text += part.text;
    } else if (part.type === "input_image") {
      members(part, `${where}.content`, ["type", "image_url"], ["detail", "file_id"]);
      found.image = mediaOfUrl(part.image_url, `${where}.content.image_url`);
    }
  }
  return found;
}

const resultText = (output, where) => (isText(output) ? output : readParts(output, "user", where).text);

/// The items in order: calls and results belong together, reasoning is ours and comes before a call.
class Items {
  names = new Map();
  open = new Set();
  asked = { user: "", results: [], carried: [] };

  take(item, where) {
    const type = item.type ?? "message";
    const own = {
      message: () => this.message(item, where),
      function_call: () => this.call(item, where, ["call_id", "name", "arguments"]),
      custom_tool_call: () => this.call(item, where, ["call_id", "name", "input"]),
      function_call_output: () => this.result(item, where),
      custom_tool_call_output: () => this.result(item, where),
      reasoning: () => this.reasoning(item, where),
    }[type];
    must(own || /^(local_shell|shell|apply_patch|web_search|tool_search)_call/.test(type), `Invalid value: '${type}'. ('${where}.type')`);
    own?.();
  }

  message(item, where) {
    members(item, where, ["role", "content"], ["type", "id", "status", "phase"]);
    oneOf(item.role, ["user", "assistant", "system", "developer"], `${where}.role`);
    if (item.id !== undefined) must(/^msg_/.test(item.id), `Invalid '${where}.id': '${item.id}'. Expected an ID that begins with 'msg'.`);
    const content = readParts(item.content, item.role, where);
    if (item.role === "user") Object.assign(this.asked, { user: content.text, image: content.image, results: [] });
    if (item.role === "assistant") this.asked.results = [];
  }

  call(item, where, needed) {
    members(item, where, needed, ["type", "id", "status", "namespace"]);
    if (item.id) must(/^(fc|ctc)_/.test(item.id), `Invalid '${where}.id': '${item.id}'. Expected an ID that begins with 'fc'.`);
    must(item.call_id.length <= 64, `Invalid '${where}.call_id': string too long.`);
    if (this.asked.results.length) this.asked.results = [];
    this.names.set(item.call_id, item.name);
    this.open.add(item.call_id);
  }

  result(item, where) {
    members(item, where, ["call_id", "output"], ["type", "id", "status", "name"]);
    must(this.names.has(item.call_id), `No tool call found for function call output with call_id ${item.call_id}.`);
    this.open.delete(item.call_id);
    this.asked.results.push({ name: this.names.get(item.call_id), text: resultText(item.output, where) });
  }

  reasoning(item, where) {
    members(item, where, ["summary"], ["type", "id", "encrypted_content", "content", "status"]);
    must(isText(item.encrypted_content), `Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false.`);
    must(item.encrypted_content === signature("openai", hidden), `The encrypted content for item ${item.id} could not be verified.`);
    for (const part of item.summary) members(part, `${where}.summary`, ["type", "text"]);
    this.asked.carried.push(item.id);
  }
}

export function readResponsesRequest(body) {
  members(body, "body", ["model"], optional);
  must(body.previous_response_id === undefined || body.previous_response_id === null, "Previous response not found.");
  if (body.stream_options) members(body.stream_options, "stream_options", [], ["include_obfuscation"]);
  count(body.max_output_tokens, "max_output_tokens", 16);
  number(body.temperature, "temperature", 0, 2);
  number(body.top_p, "top_p", 0, 1);
  for (const name of body.include ?? [])
    oneOf(name, ["reasoning.encrypted_content", "message.output_text.logprobs", "message.input_image.image_url", "web_search_call.action.sources"], "include");
  if (body.reasoning) {
    members(body.reasoning, "reasoning", [], ["effort", "summary", "context", "mode"]);
    if (body.reasoning.effort) oneOf(body.reasoning.effort, ["none", "minimal", "low", "medium", "high", "xhigh", "max"], "reasoning.effort");
  }
  if (body.text) members(body.text, "text", [], ["format", "verbosity"]);
  const format = body.text?.format;
  if (format) {
    oneOf(format.type, ["text", "json_object", "json_schema"], "text.format.type");
    if (format.type === "json_schema") members(format, "text.format", ["type", "name", "schema"], ["description", "strict"]);
  }
  const tools = (body.tools ?? []).flatMap((tool, at) => readTool(tool, `tools[${at}]`));
  if (body.tool_choice && !isText(body.tool_choice)) oneOf(body.tool_choice.type, ["function", "custom", "allowed_tools", ...hosted], "tool_choice.type");
  else if (body.tool_choice) oneOf(body.tool_choice, ["auto", "none", "required"], "tool_choice");
  const items = new Items();
  if (isText(body.input)) {
    items.asked.user = body.input;
  } else {
    list(body.input, "input");
    body.input.forEach((item, at) => items.take(item, `input[${at}]`));
  }
  must(items.open.size === 0, `No tool output found for function call ${[...items.open]}.`);
  const tellsReasoning = (body.include ?? []).includes("reasoning.encrypted_content");
  const mustCall = body.tool_choice === "required" || ["function", "custom"].includes(body.tool_choice?.type);
  const asked = { ...items.asked, tools, mustCall, schema: format?.schema, tellsReasoning, tellsSummary: Boolean(body.reasoning?.summary) };
  return { model: body.model, stream: body.stream === true, asked };
}
