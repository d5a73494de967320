// SPDX-License-Identifier: GPL-3.0-or-later
// The few words the contract scripts share. A script prints `ok NAME` or `not ok NAME: why` a case.
import assert from "node:assert/strict";

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

const cases = [];
export const test = (name, body) => cases.push({ name, body });

export async function run(script) {
  let failed = 0;
  for (const { name, body } of cases) {
    const label = `${script}: ${name}`;
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("no end within 30 s")), 30_000);
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
