// SPDX-License-Identifier: GPL-3.0-or-later
// Anthropic's Messages: POST /anthropic/v1/messages.
import { readMessagesRequest } from "./messages_rules.mjs";
import { must, signature } from "./refusal.mjs";

/// 1,100 tokens of prompt: 600 fresh, 400 read from the cache, 70 and 30 written to it.
const inputUsage = {
  input_tokens: 600,
  cache_creation_input_tokens: 100,
  cache_read_input_tokens: 400,
  cache_creation: { ephemeral_5m_input_tokens: 70, ephemeral_1h_input_tokens: 30 },
};
const usage = { ...inputUsage, output_tokens: 200, output_tokens_details: { thinking_tokens: 50 }, service_tier: "standard" };

const finishes = { stop: "end_turn", tools: "tool_use", length: "max_tokens" };

function read(body, headers) {
  const request = readMessagesRequest(body, headers);
  // What was signed in the answer before must have come back with the call.
  if (/think$/.test(request.model) && request.asked.results.length)
    must(request.asked.carried.join() === "thinking,redacted_thinking", `The reasoning of the turn before is missing; there is ${request.asked.carried.join() || "none"}.`);
  return request;
}

function blockOf(part, answer, index) {
  switch (part.kind) {
    case "reasoning": return { type: "thinking", thinking: part.text, signature: signature("anthropic", part.text) };
    case "redacted": return { type: "redacted_thinking", data: signature("anthropic", part.text) };
    case "call": return { type: "tool_use", id: `toolu_${answer.number}_${index}`, name: part.name, input: JSON.parse(part.text) };
    default: return { type: "text", text: part.text };
  }
}

const head = (answer) => ({ id: `msg_${answer.number}`, type: "message", role: "assistant", model: answer.model });

/// Reasoning is told to those alone who asked for it.
const shown = (answer) => answer.parts.filter((part) => answer.asked.thinks || !["reasoning", "redacted"].includes(part.kind));

function* frames(answer) {
  const frame = (value, isContent = false) => ({ text: `event: ${value.type}\ndata: ${answer.json(value)}\n\n`, isContent });
  const told = (own) => (answer.tellsUsage ? { usage: own } : {});
  yield frame({
    type: "message_start",
    message: { ...head(answer), content: [], stop_reason: null, stop_sequence: null, ...told({ ...inputUsage, output_tokens: 1 }) },
  });
  let index = 0;
  for (const part of shown(answer)) {
    const block = blockOf(part, answer, index);
    const delta = (own) => frame({ type: "content_block_delta", index, delta: own }, true);
    const empty = { text: { text: "" }, reasoning: { thinking: "", signature: "" }, call: { input: {} } }[part.kind];
    yield frame({ type: "content_block_start", index, content_block: { ...block, ...empty } });
    if (index === 0) yield frame({ type: "ping" });
    if (part.kind === "text") for (const text of part.pieces) yield delta({ type: "text_delta", text });
    if (part.kind === "call") {
      yield delta({ type: "input_json_delta", partial_json: "" });
      for (const piece of part.pieces) yield delta({ type: "input_json_delta", partial_json: piece });
    }
    if (part.kind === "reasoning") {
      for (const thinking of part.pieces) yield delta({ type: "thinking_delta", thinking });
      yield delta({ type: "signature_delta", signature: block.signature });
    }
    yield frame({ type: "content_block_stop", index });
    index += 1;
  }
  yield frame({ type: "message_delta", delta: { stop_reason: finishes[answer.finish], stop_sequence: null }, ...told(usage) });
  yield frame({ type: "message_stop" });
}

const whole = (answer) => ({
  ...head(answer),
  content: shown(answer).map((part, index) => blockOf(part, answer, index)),
  stop_reason: finishes[answer.finish],
  stop_sequence: null,
  ...(answer.tellsUsage ? { usage } : {}),
});

const types = { 400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error", 404: "not_found_error",
  413: "request_too_large", 429: "rate_limit_error", 529: "overloaded_error" };

export const messages = {
  route: (method, path) => (method === "POST" && /^\/anthropic\/v1\/messages(\?beta=true)?$/.test(path) ? {} : null),
  credential: (headers) => headers["x-api-key"],
  read,
  frames,
  whole: (answer) => answer.json(whole(answer)),
  error: (status, message) => ({ type: "error", error: { type: types[status] ?? "api_error", message }, request_id: "req_test" }),
  failure: () => `event: error\ndata: ${JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } })}\n\n`,
};
