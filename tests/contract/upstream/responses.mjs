// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI's Responses: POST /v1/responses.
import { openAiError } from "./chat.mjs";
import { must, signature } from "./refusal.mjs";
import { readResponsesRequest } from "./responses_rules.mjs";

/// 1,000 tokens of prompt: 400 read from the cache, 100 written to it.
const usage = {
  input_tokens: 1000,
  input_tokens_details: { cached_tokens: 400, cache_write_tokens: 100 },
  output_tokens: 200,
  output_tokens_details: { reasoning_tokens: 50 },
  total_tokens: 1200,
};

function read(body) {
  const request = readResponsesRequest(body);
  if (/think$/.test(request.model) && request.asked.results.length)
    must(request.asked.carried.length === 1, `The reasoning of the turn before came back ${request.asked.carried.length} times.`);
  return request;
}

/// One output item for each part; reasoning and what nobody may read of it are one.
function itemsOf(answer) {
  const items = [];
  answer.parts.forEach((part, at) => {
    const suffix = `${answer.number}_${at}`;
    const tool = part.kind === "call" ? answer.asked.tools.find((one) => one.name === part.name) : undefined;
    if (part.kind === "reasoning") {
      const summary = answer.asked.tellsSummary ? [{ type: "summary_text", text: part.text }] : [];
      items.push({ part, item: { id: `rs_${suffix}`, type: "reasoning", summary } });
    } else if (part.kind === "redacted") {
      if (answer.asked.tellsReasoning) items.at(-1).item.encrypted_content = signature("openai", part.text);
    } else if (tool?.isCustom) {
      items.push({ part, item: { id: `ctc_${suffix}`, type: "custom_tool_call", status: "completed", call_id: `call_${suffix}`, name: part.name, input: part.text } });
    } else if (part.kind === "call") {
      const item = { id: `fc_${suffix}`, type: "function_call", status: "completed", arguments: part.text, call_id: `call_${suffix}`, name: part.name };
      if (tool?.namespace) item.namespace = tool.namespace;
      items.push({ part, item });
    } else {
      const content = [{ type: "output_text", annotations: [], logprobs: [], text: part.text }];
      items.push({ part, item: { id: `msg_${suffix}`, type: "message", status: "completed", content, role: "assistant" } });
    }
  });
  return items;
}

function responseOf(answer, fields) {
  const body = answer.body;
  return {
    id: `resp_${answer.number}`, object: "response", created_at: Math.floor(Date.now() / 1000), status: "in_progress", background: false, error: null,
    incomplete_details: null, instructions: body.instructions ?? null, max_output_tokens: body.max_output_tokens ?? null, max_tool_calls: null,
    model: answer.model, output: [], parallel_tool_calls: body.parallel_tool_calls ?? true, previous_response_id: null, prompt_cache_key: null,
    reasoning: { effort: null, summary: null }, safety_identifier: null, service_tier: "default", store: body.store ?? true,
    temperature: body.temperature ?? 1, text: body.text ?? { format: { type: "text" }, verbosity: "medium" }, tool_choice: body.tool_choice ?? "auto",
    tools: body.tools ?? [], top_logprobs: 0, top_p: body.top_p ?? 1, truncation: "disabled", usage: null, user: null, metadata: {}, ...fields,
  };
}

function finished(answer) {
  const isCut = answer.finish === "length";
  return responseOf(answer, {
    status: isCut ? "incomplete" : "completed",
    completed_at: isCut ? null : Math.floor(Date.now() / 1000),
    incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
    output: itemsOf(answer).map(({ item }) => item),
    usage: answer.tellsUsage ? usage : null,
  });
}

/// The deltas of an item, as [event, members, isContent].
function* piecesOf(part, item) {
  const at = { item_id: item.id };
  if (item.type === "message") {
    const own = { ...at, content_index: 0 };
    yield ["response.content_part.added", { ...own, part: { type: "output_text", annotations: [], logprobs: [], text: "" } }];
    for (const delta of part.pieces) yield ["response.output_text.delta", { ...own, delta, logprobs: [], obfuscation: "x" }, true];
    yield ["response.output_text.done", { ...own, text: part.text, logprobs: [] }];
    yield ["response.content_part.done", { ...own, part: item.content[0] }];
  } else if (item.type === "reasoning" && item.summary.length) {
    const own = { ...at, summary_index: 0 };
    yield ["response.reasoning_summary_part.added", { ...own, part: { type: "summary_text", text: "" } }];
    for (const delta of part.pieces) yield ["response.reasoning_summary_text.delta", { ...own, delta, obfuscation: "x" }, true];
    yield ["response.reasoning_summary_text.done", { ...own, text: part.text }];
    yield ["response.reasoning_summary_part.done", { ...own, part: item.summary[0] }];
  } else if (item.type === "function_call") {
    for (const delta of part.pieces) yield ["response.function_call_arguments.delta", { ...at, delta, obfuscation: "x" }, true];
    yield ["response.function_call_arguments.done", { ...at, arguments: part.text, name: item.name }];
  } else if (item.type === "custom_tool_call") {
    for (const delta of part.pieces) yield ["response.custom_tool_call_input.delta", { ...at, delta, obfuscation: "x" }, true];
    yield ["response.custom_tool_call_input.done", { ...at, input: part.text }];
  }
}

const empty = {
  message: { content: [], status: "in_progress" },
  function_call: { arguments: "", status: "in_progress" },
  custom_tool_call: { input: "", status: "in_progress" },
  reasoning: { summary: [] },
};

function* frames(answer) {
  let sequence = 0;
  const frame = (type, fields, isContent = false) => ({
    text: `event: ${type}\ndata: ${answer.json({ type, sequence_number: sequence++, ...fields })}\n\n`,
    isContent,
  });
  yield frame("response.created", { response: responseOf(answer, {}) });
  yield frame("response.in_progress", { response: responseOf(answer, {}) });
  let output_index = 0;
  for (const { part, item } of itemsOf(answer)) {
    yield frame("response.output_item.added", { output_index, item: { ...item, ...empty[item.type] } });
    for (const [type, fields, isContent] of piecesOf(part, item)) yield frame(type, { ...fields, output_index }, isContent);
    yield frame("response.output_item.done", { output_index, item });
    output_index += 1;
  }
  const response = finished(answer);
  yield frame(`response.${response.status}`, { response });
}

export const responses = {
  route: (method, path) => (method === "POST" && path === "/v1/responses" ? {} : null),
  credential: (headers) => /^Bearer (.*)$/.exec(headers.authorization ?? "")?.[1],
  read,
  frames,
  whole: (answer) => answer.json(finished(answer)),
  error: openAiError,
  failure: (answer) => {
    const response = responseOf(answer, { status: "failed", error: { code: "server_error", message: "The server had an error" } });
    return `event: response.failed\ndata: ${JSON.stringify({ type: "response.failed", sequence_number: 99, response })}\n\n`;
  },
};
