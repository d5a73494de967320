// SPDX-License-Identifier: GPL-3.0-or-later
// Coding agents, as their users start them, in a home of their own: each must finish its turn with
// the text that the upstream said, and stop at once when the budget is spent.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { base, key, messages, plainText, poorKey, run, test } from "./cases.mjs";

const modules = fileURLToPath(new URL("node_modules", import.meta.url));

/// Runs a program in an empty home and gives what it wrote.
async function start(program, args, environment, files = {}) {
  const home = mkdtempSync(join(tmpdir(), "turnpike-agent-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), content);
    }
    const child = spawn(program, args, {
      cwd: home,
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: home, XDG_CONFIG_HOME: join(home, "c"), XDG_DATA_HOME: join(home, "d"), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 28_000,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    return { code, output };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

// As "Connect a tool" writes it for a key whose secret is at hand, and for one that a variable holds.
const opencode = (apiKey, written = apiKey) =>
  start(
    join(modules, "opencode-linux-x64/bin/opencode"),
    ["run", "--format", "json", "Say something."],
    { TURNPIKE_KEY: apiKey, OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" },
    {
      "c/opencode/opencode.json": JSON.stringify({
        $schema: "https://opencode.ai/config.json",
        provider: { openrouter: { options: { baseURL: base, apiKey: written }, models: { "test/plain": {} } } },
        model: "openrouter/test/plain",
      }),
    },
  );
const qwen = (apiKey) =>
  start(process.execPath, [join(modules, "@qwen-code/qwen-code/cli.js"), "--auth-type", "openai", "--yolo", "-o", "json", "-p", "Say something."], {
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: base,
    OPENAI_MODEL: "test/plain",
  });

const opencodeWithVariable = (apiKey) => opencode(apiKey, "{env:TURNPIKE_KEY}");
for (const [name, agent] of [["opencode", opencode], ["opencode with a variable", opencodeWithVariable], ["qwen-code", qwen]])
  test(`${name} finishes a turn`, async () => {
    const { code, output } = await agent(key);
    assert.equal(code, 0, output.slice(-300));
    assert.ok(output.includes(plainText), output.slice(-300));
  });

test("opencode stops when the budget is spent", async () => {
  await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${poorKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "test/plain", messages }),
  });
  const started = Date.now();
  const { output } = await opencode(poorKey);
  assert.ok(!output.includes(plainText), "it was answered beyond the limit");
  assert.ok(Date.now() - started < 25_000, "it went on trying");
});

await run("agents");
