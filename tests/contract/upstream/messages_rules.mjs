// SPDX-License-Identifier: GPL-3.0-or-later
// What Anthropic's Messages API takes, and what it refuses.
import { hidden } from "./answers.mjs";
import { count, isObject, isText, list, media, mediaOfUrl, members, must, number, oneOf, signature, toolName } from "./refusal.mjs";

const optional = ["system", "tools", "tool_choice", "thinking", "output_config", "context_management", "temperature", "top_p", "top_k",
  "stop_sequences", "stream", "metadata", "service_tier", "cache_control", "container", "mcp_servers", "inference_geo"];

let markers;
function marker(block, where) {
  if (block.cache_control === undefined || block.cache_control === null) return;
  members(block.cache_control, `${where}.cache_control`, ["type"], ["ttl", "scope"]);
  oneOf(block.cache_control.type, ["ephemeral"], `${where}.cache_control.type`);
  if (block.cache_control.ttl !== undefined) oneOf(block.cache_control.ttl, ["5m", "1h"], `${where}.cache_control.ttl`);
  markers += 1;
  must(markers <= 4, "A maximum of 4 blocks with cache_control may be provided. Found 5.");
}

function readText(block, where) {
  members(block, where, ["type", "text"], ["cache_control", "citations"]);
  must(isText(block.text) && /\S/.test(block.text), `${where}: text content blocks must contain non-whitespace text`);
  return block.text;
}

function readSource(source, where) {
  oneOf(source?.type, ["base64", "url", "text", "content", "file"], `${where}.source.type`);
  if (source.type === "base64") {
    members(source, `${where}.source`, ["type", "media_type", "data"]);
    return media(source.media_type, source.data, `${where}.source`);
  }
  if (source.type === "url") return mediaOfUrl(source.url, `${where}.source.url`);
  return undefined;
}

const asBlocks = (content, where) => {
  if (isText(content)) {
    must(/\S/.test(content), `${where}: all messages must have non-empty content`);
    return [{ type: "text", text: content }];
  }
  list(content, where);
  return content;
};

function readResult(block, where) {
  members(block, where, ["type", "tool_use_id"], ["content", "is_error", "cache_control"]);
  if (block.content === undefined || block.content === null || isText(block.content)) return block.content ?? "";
  must(Array.isArray(block.content), `${where}.content: Input should be a string or a list`);
  return block.content.map((part, at) => (part.type === "text" ? readText(part, `${where}.content.${at}`) : "")).join("");
}

function readThinking(block, where) {
  if (block.type === "redacted_thinking") {
    members(block, where, ["type", "data"]);
    return must(block.data === signature("anthropic", hidden), `${where}: Invalid \`data\` in \`redacted_thinking\` block`);
  }
  members(block, where, ["type", "thinking", "signature"]);
  must(block.signature === signature("anthropic", block.thinking), `${where}: Invalid \`signature\` in \`thinking\` block`);
}

/// Reads the messages; what the calls and results are is checked across them.
class Course {
  names = new Map(); ///< Of calls, by id.
  open = new Set(); ///< Calls of the message before.
  asked = { user: "", results: [] };
  carried = [];

  user(blocks, where) {
    const results = [];
    let text = "", image;
    blocks.forEach((block, at) => {
      const here = `${where}.content.${at}`;
      oneOf(block.type, ["text", "image", "document", "tool_result", "search_result"], `${here}.type`);
      marker(block, here);
      if (block.type === "tool_result") {
        const answered = readResult(block, here);
        must(this.open.delete(block.tool_use_id), `${here}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`);
        must(results.length === at, `${here}: \`tool_result\` blocks must come first in the content`);
        results.push({ name: this.names.get(block.tool_use_id), text: answered });
      } else if (block.type === "text") {
        text += readText(block, here);
      } else if (block.type === "image") {
        members(block, here, ["type", "source"], ["cache_control"]);
        image = readSource(block.source, here);
      }
    });
    must(this.open.size === 0, `${where}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${[...this.open]}.`);
    Object.assign(this.asked, { results, user: text || this.asked.user, image: image ?? this.asked.image });
  }

  assistant(blocks, where, mustThink) {
    must(this.open.size === 0, `${where}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${[...this.open]}.`);
    this.carried = [];
    blocks.forEach((block, at) => {
      const here = `${where}.content.${at}`;
      oneOf(block.type, ["text", "tool_use", "thinking", "redacted_thinking"], `${here}.type`);
      if (block.type === "text") {
        readText(block, here);
        marker(block, here);
      } else if (block.type === "tool_use") {
        members(block, here, ["type", "id", "name", "input"], ["cache_control", "caller"]);
        must(/^[a-zA-Z0-9_-]+$/.test(block.id), `${here}.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
        must(!this.names.has(block.id), `${here}: \`tool_use\` ids must be unique`);
        toolName(block.name, `${here}.name`);
        must(isObject(block.input), `${here}.input: Input should be a valid dictionary`);
        marker(block, here);
        this.names.set(block.id, block.name);
        this.open.add(block.id);
      } else {
        must(block.cache_control === undefined, `${here}: \`cache_control\` cannot be set on thinking blocks`);
        readThinking(block, here);
        this.carried.push(block.type);
      }
    });
    if (mustThink && this.open.size)
      must(/thinking/.test(blocks[0].type), `${where}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${blocks[0].type}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`);
  }
}

function readTools(body) {
  if (body.tools === undefined) return [];
  must(Array.isArray(body.tools), "tools: Input should be a valid list");
  return body.tools.map((tool, at) => {
    const where = `tools.${at}`;
    marker(tool, where);
    toolName(tool.name, `${where}.name`);
    if (tool.type !== undefined && tool.type !== "custom") return { name: tool.name, schema: {} };
    members(tool, where, ["name", "input_schema"], ["type", "description", "cache_control", "strict", "defer_loading", "eager_input_streaming",
      "input_examples", "allowed_callers"]);
    must(tool.input_schema.type === "object", `${where}.input_schema.type: Field required`);
    return { name: tool.name, schema: tool.input_schema };
  });
}

function readThinkingWish(body) {
  const thinking = body.thinking;
  if (thinking === undefined) return false;
  oneOf(thinking.type, ["enabled", "disabled", "adaptive"], "thinking.type");
  if (thinking.type === "disabled") return false;
  members(thinking, "thinking", thinking.type === "enabled" ? ["type", "budget_tokens"] : ["type"], ["display"]);
  if (thinking.type === "enabled") {
    count(thinking.budget_tokens, "thinking.budget_tokens", 1024);
    must(thinking.budget_tokens < body.max_tokens, "`max_tokens` must be greater than `thinking.budget_tokens`.");
  }
  must(body.temperature === undefined || body.temperature === 1, "`temperature` may only be set to 1 when thinking is enabled.");
  must(body.top_k === undefined, "`top_k` must be unset when thinking is enabled.");
  must(!["any", "tool"].includes(body.tool_choice?.type), "Thinking may not be enabled when tool_choice forces tool use.");
  return true;
}

/// A schema for strict output has to be closed.
function closed(schema, where) {
  if (!isObject(schema)) return;
  if (schema.type === "object")
    must(schema.additionalProperties === false, `${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
  for (const [name, own] of Object.entries(schema.properties ?? {})) closed(own, `${where}.properties.${name}`);
}

function readShape(body) {
  if (body.output_config === undefined) return undefined;
  members(body.output_config, "output_config", [], ["effort", "format", "task_budget"]);
  if (body.output_config.effort !== undefined) oneOf(body.output_config.effort, ["low", "medium", "high", "xhigh", "max"], "output_config.effort");
  const format = body.output_config.format;
  if (format === undefined || format === null) return undefined;
  members(format, "output_config.format", ["type", "schema"]);
  oneOf(format.type, ["json_schema"], "output_config.format.type");
  closed(format.schema, "output_config.format.schema");
  return format.schema;
}

export function readMessagesRequest(body, headers) {
  must(/^\d{4}-\d\d-\d\d$/.test(headers["anthropic-version"] ?? ""), "anthropic-version: header is required");
  members(body, "body", ["model", "messages", "max_tokens"], optional);
  count(body.max_tokens, "max_tokens");
  number(body.temperature, "temperature", 0, 1);
  number(body.top_p, "top_p", 0, 1);
  count(body.top_k, "top_k");
  if (body.metadata) members(body.metadata, "metadata", [], ["user_id"]);
  if (body.context_management)
    must(/context-management/.test(headers["anthropic-beta"] ?? ""), "context_management: Extra inputs are not permitted");
  markers = 0;
  if (body.cache_control) marker(body, "body");
  const tools = readTools(body);
  if (body.tool_choice) {
    members(body.tool_choice, "tool_choice", ["type"], ["name", "disable_parallel_tool_use"]);
    oneOf(body.tool_choice.type, ["auto", "any", "tool", "none"], "tool_choice.type");
    must(tools.length, "tool_choice may only be specified while providing tools.");
    if (body.tool_choice.type === "tool") must(tools.some((tool) => tool.name === body.tool_choice.name), `Tool '${body.tool_choice.name}' not found in provided tools`);
  }
  if (body.system !== undefined && !isText(body.system))
    asBlocks(body.system, "system").forEach((block, at) => {
      oneOf(block.type, ["text"], `system.${at}.type`);
      readText(block, `system.${at}`);
      marker(block, `system.${at}`);
    });
  const thinks = readThinkingWish(body);
  const schema = readShape(body);
  list(body.messages, "messages");
  const course = new Course();
  let role = "assistant";
  body.messages.forEach((message, at) => {
    const where = `messages.${at}`;
    members(message, where, ["role", "content"]);
    const mayBeSystem = /mid-conversation-system/.test(headers["anthropic-beta"] ?? "");
    oneOf(message.role, ["user", "assistant", ...(mayBeSystem ? ["system"] : [])], `${where}.role`);
    const blocks = asBlocks(message.content, `${where}.content`);
    if (message.role === "system") return blocks.forEach((block, n) => readText(block, `${where}.content.${n}`));
    must(message.role !== role, `${where}: roles must alternate between "user" and "assistant", but found multiple "${role}" roles in a row`);
    role = message.role;
    if (role === "user") course.user(blocks, where);
    else course.assistant(blocks, where, body.thinking?.type === "enabled" && !body.messages.slice(at + 1).some((later) => later.role === "assistant"));
  });
  must(course.open.size === 0, `\`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${[...course.open]}.`);
  const mustCall = ["any", "tool"].includes(body.tool_choice?.type);
  return { model: body.model, stream: body.stream === true, asked: { ...course.asked, tools, schema, mustCall, carried: course.carried, thinks } };
}
