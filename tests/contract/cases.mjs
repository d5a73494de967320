// SPDX-License-Identifier: GPL-3.0-or-later
// The few words the contract scripts share. A script prints `ok NAME` or `not ok NAME: why` a case.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/// Where the gateway answers, and two of its keys; tools/gates/with_gateway.py sets them.
export const base = process.env.TURNPIKE_BASE_URL;
export const key = process.env.TURNPIKE_KEY;
export const managementKey = process.env.TURNPIKE_MANAGEMENT_KEY;
export const poorKey = process.env.TURNPIKE_POOR_KEY; ///< Its limit is spent by one request.
if (!base || !key || !poorKey) throw new Error("run this by tests/contract/clients.sh");

/// What `test/plain` costs, and what it reports.
export const plainCost = 0.000187645;
export const plainText = "The quick brown fox jumps over the lazy dog";
export const messages = [{ role: "user", content: "Count the words of this sentence, please." }];

/// The same providers in four formats; models are called FORMAT/BEHAVIOUR.
export const authors = ["test", "responses-test", "anthropic-test", "gemini-test"];
/// What `plain` means by its format's usage; counts of the prompt are parts of `prompt`.
export const usageOf = {
  "test": { prompt: 1000, cacheRead: 400, cacheWrite: 0, cacheWrite1h: 0, completion: 200, reasoning: 50 },
  "responses-test": { prompt: 1000, cacheRead: 400, cacheWrite: 100, cacheWrite1h: 0, completion: 200, reasoning: 50 },
  "anthropic-test": { prompt: 1100, cacheRead: 400, cacheWrite: 70, cacheWrite1h: 30, completion: 200, reasoning: 50 },
  "gemini-test": { prompt: 1000, cacheRead: 400, cacheWrite: 0, cacheWrite1h: 0, completion: 200, reasoning: 50 },
};

const prices = JSON.parse(process.env.TURNPIKE_PRICES ?? "{}");

/// A decimal string in units of 10^-15 dollars.
function femto(decimal = "0") {
  const [whole, fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(15, "0"));
}

/// What a usage costs by the prices of `author`'s models: exact, then rounded half up to nano-dollars.
export function costOf(author, usage = usageOf[author]) {
  const price = prices[author];
  const write = price.input_cache_write ?? price.prompt;
  const parts = [
    [usage.prompt - usage.cacheRead - usage.cacheWrite - usage.cacheWrite1h, price.prompt],
    [usage.cacheRead, price.input_cache_read ?? price.prompt],
    [usage.cacheWrite, write],
    [usage.cacheWrite1h, price.input_cache_write_1h ?? write],
    [usage.completion, price.completion],
    [1, price.request],
  ];
  const sum = parts.reduce((total, [tokens, own]) => total + BigInt(tokens) * femto(own), 0n);
  return Number((sum + 500_000n) / 1_000_000n) / 1e9;
}

/// What the provider got: the last body with `marker` in it, its headers and its path.
export function upstreamRequest(marker) {
  const lines = readFileSync(process.env.TURNPIKE_UPSTREAM_LOG, "utf8").split("\n");
  const found = lines.filter((line) => line.includes(marker)).map((line) => JSON.parse(line)).filter((entry) => entry.body?.includes(marker)).at(-1);
  assert.ok(found, `no request with ${marker} went upstream`);
  return { ...found, body: JSON.parse(found.body) };
}

let markers = 0;
/// A word that no other request has.
export const marker = () => `marker-${process.pid}-${++markers}`;

/// The row as GET /generation shows it, as soon as it is there.
export const generationRow = (id) =>
  until(async () => {
    const answer = await fetch(`${base}/generation?id=${id}`, { headers: { authorization: `Bearer ${key}` } });
    return answer.status === 200 ? (await answer.json()).data : null;
  }, `GET /generation did not tell ${id}`);

const cases = [];
export const test = (name, body) => cases.push({ name, body });

/// TURNPIKE_ONLY=REGEX runs the cases alone whose names match, for whoever looks for a fault.
export async function run(script, milliseconds = 30_000) {
  let failed = 0;
  const only = new RegExp(process.env.TURNPIKE_ONLY ?? "");
  for (const { name, body } of cases) {
    const label = `${script}: ${name}`;
    if (!only.test(label)) continue;
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end within ${milliseconds / 1000} s`)), milliseconds);
    });
    try {
      await Promise.race([body(), limit]);
      console.log(`ok ${label}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${label}: ${String(error?.message ?? error).replaceAll("\n", " ").slice(0, 400)}`);
    } finally {
      clearTimeout(timer);
    }
  }
  process.exit(failed ? 1 : 0);
}

/// The usage of test/plain as the gateway must report it.
export function checkUsage(usage) {
  assert.ok(usage, "usage is missing");
  assert.equal(usage.prompt_tokens, 1000);
  assert.equal(usage.completion_tokens, 200);
  assert.equal(usage.total_tokens, 1200);
  assert.equal(usage.prompt_tokens_details?.cached_tokens, 400);
  assert.equal(usage.completion_tokens_details?.reasoning_tokens, 50);
  assert.equal(usage.cost, plainCost);
}

export async function until(condition, what, milliseconds = 10_000) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what} within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
