// SPDX-License-Identifier: GPL-3.0-or-later
// What the drivers of the clients share. A driver makes one client do what matrix.mjs asks of all:
//
//   name
//   whole(model, prompt)            {text, finish, usage, cost}, not streamed
//   stream(model, prompt)           the same and {pieces}, streamed
//   toolLoop(model, tools)          streams until the answer is text: {text, calls: [{name, input}]}
//   shape(model, schema)            the document that the client parsed
//   image(model, base64)            the text about a PNG
//   failure(model, isStreamed)      {status, message}
//   midstream(model)                {text, message} of a stream that ends with an error
//   leave(model)                    streams until the first text, then aborts
//   generations()                   ids of the generations since it was asked last
//
// `finish` is "stop", "tools", "length" or the client's own word for anything else. `usage` is
// {prompt, completion, cacheRead} as far as the client shows it, `cost` what it shows of that.
import assert from "node:assert/strict";

export const question = "Count the words of this sentence, please.";
export const turn = (prompt = question) => [{ role: "user", content: prompt }];

/// fetch() that remembers the generations.
export function recorder() {
  let ids = [];
  const own = async (input, options) => {
    const response = await fetch(input, options);
    const id = response.headers.get("x-generation-id");
    if (id) ids.push(id);
    return response;
  };
  return { fetch: own, take: () => ids.splice(0) };
}

/// The two tools of the loop: one answers with text, one with a document.
export const toolResults = { weather: "rain", clock: '{"time":"12:00"}' };
export const toolSchemas = {
  weather: { type: "object", properties: { city: { type: "string", description: "a city" } }, required: ["city"], additionalProperties: false },
  clock: { type: "object", properties: { zone: { type: "string" } }, required: ["zone"], additionalProperties: false },
};

/// The error that `work` ends with.
export async function errorOf(work) {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return assert.fail("it succeeded");
}

/// Neither an error of the transport nor one of our making: what an SDK made of a legal error.
export function assertLegal(error) {
  assert.ok(!/terminated|socket|ECONN|JSON|Unexpected|undefined|validation/i.test(`${error.name} ${error.message}`), `${error.name}: ${error.message}`);
}
