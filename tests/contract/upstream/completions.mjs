// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI's legacy completions, for models that continue a text: POST /v1/completions.
import { chat, openAiError, usage } from "./chat.mjs";
import { count, isText, must } from "./refusal.mjs";

function read(body) {
  must(body.messages === undefined, "Unrecognized request argument supplied: messages");
  must(isText(body.prompt), "you must provide a prompt");
  count(body.max_tokens, "max_tokens");
  must(body.stream === true || !body.stream_options, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
  return { model: body.model, stream: body.stream === true, asked: { user: body.prompt, results: [], tools: [] } };
}

const head = (answer) => ({ id: `cmpl-${answer.number}`, object: "text_completion", created: Math.floor(Date.now() / 1000), model: answer.model });
const choice = (text, finish_reason = null) => ({ choices: [{ text, index: 0, logprobs: null, finish_reason }] });

function* frames(answer) {
  const frame = (fields, isContent = false) => ({ text: `data: ${answer.json({ ...head(answer), ...fields })}\n\n`, isContent });
  for (const piece of answer.parts[0].pieces) yield frame(choice(piece), true);
  yield frame(choice("", answer.finish));
  if (answer.body.stream_options?.include_usage && answer.tellsUsage) yield frame({ choices: [], usage });
  yield { text: "data: [DONE]\n\n" };
}

export const completions = {
  route: (method, path) => (method === "POST" && path === "/v1/completions" ? {} : null),
  credential: chat.credential,
  read,
  frames,
  whole: (answer) => answer.json({ ...head(answer), ...choice(answer.parts[0].text, answer.finish), ...(answer.tellsUsage ? { usage } : {}) }),
  error: openAiError,
  failure: chat.failure,
};
