// SPDX-License-Identifier: GPL-3.0-or-later
// Coding agents, as their users start them, in a home of their own. Each must run the command that
// the model asks for and finish its turn with what the upstream said of it, whatever format the
// provider speaks, and stop at once when the budget is spent.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { authors, base, key, messages, plainText, poorKey, run, test } from "./cases.mjs";

const modules = fileURLToPath(new URL("node_modules", import.meta.url));
const origin = base.replace(/\/v1$/, "");

/// A program out of a package that was installed without its scripts.
function program(path) {
  const file = join(modules, path);
  chmodSync(file, 0o755);
  return file;
}

/// Runs a program in an empty home and gives what it wrote.
async function start(file, args, environment, files = {}) {
  const home = mkdtempSync(join(tmpdir(), "turnpike-agent-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), content);
    }
    const child = spawn(file, args, {
      cwd: home,
      env: { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: home, XDG_CONFIG_HOME: join(home, "c"), XDG_DATA_HOME: join(home, "d"), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 85_000,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    return { code, output };
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

// As "Connect a tool" writes it for a key whose secret is at hand, and for one that a variable holds.
const opencode = (apiKey, model, written = apiKey) =>
  start(
    program("opencode-linux-x64/bin/opencode"),
    ["run", "--format", "json", "Say something."],
    { TURNPIKE_KEY: apiKey, OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" },
    {
      "c/opencode/opencode.json": JSON.stringify({
        $schema: "https://opencode.ai/config.json",
        provider: { openrouter: { options: { baseURL: base, apiKey: written }, models: { [model]: {} } } },
        model: `openrouter/${model}`,
      }),
    },
  );
const opencodeWithVariable = (apiKey, model) => opencode(apiKey, model, "{env:TURNPIKE_KEY}");

const qwen = (apiKey, model) =>
  start(process.execPath, [join(modules, "@qwen-code/qwen-code/cli.js"), "--auth-type", "openai", "--yolo", "-o", "json", "-p", "Say something."], {
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: base,
    OPENAI_MODEL: model,
  });

const claude = (apiKey, model) =>
  start(
    program("@anthropic-ai/claude-code-linux-x64/claude"),
    ["-p", "Say something.", "--output-format", "json", "--dangerously-skip-permissions"],
    {
      ANTHROPIC_BASE_URL: origin,
      ANTHROPIC_AUTH_TOKEN: apiKey,
      ANTHROPIC_API_KEY: "",
      ...Object.fromEntries(["MODEL", "DEFAULT_OPUS_MODEL", "DEFAULT_SONNET_MODEL", "DEFAULT_HAIKU_MODEL"].map((name) => [`ANTHROPIC_${name}`, model])),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      CLAUDE_CODE_MAX_RETRIES: "1",
      IS_SANDBOX: "1", // It refuses to skip permissions as root otherwise.
    },
  );

const codex = (apiKey, model) =>
  start(
    program("@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex"),
    ["exec", "--json", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "-m", model, "Say something."],
    { TURNPIKE_KEY: apiKey },
    {
      ".codex/config.toml": [
        'model_provider = "turnpike"',
        "[model_providers.turnpike]",
        'name = "Turnpike"',
        `base_url = "${base}"`,
        'env_key = "TURNPIKE_KEY"',
        'wire_api = "responses"',
        "request_max_retries = 1",
        "stream_max_retries = 1",
        "[analytics]",
        "enabled = false",
      ].join("\n"),
    },
  );

for (const [name, agent] of Object.entries({ "opencode": opencode, "qwen-code": qwen, "claude code": claude, "codex": codex }))
  for (const author of authors)
    test(`${name} runs a tool and finishes its turn, ${author}`, async () => {
      const { code, output } = await agent(key, `${author}/agent`);
      assert.equal(code, 0, output.slice(-300));
      const said = output.indexOf(`${plainText}. The tool said: `);
      assert.ok(said >= 0, `the end of the loop is missing: ${output.slice(-300)}`);
      assert.ok(output.slice(said).includes("turnpike-42-ran"), `the command did not run: ${output.slice(said).slice(0, 300)}`);
    });

test("opencode with a variable finishes a turn", async () => {
  const { code, output } = await opencodeWithVariable(key, "test/agent");
  assert.equal(code, 0, output.slice(-300));
  assert.ok(output.includes(plainText), output.slice(-300));
});

for (const [name, agent] of Object.entries({ "opencode": opencode, "claude code": claude }))
  test(`${name} stops when the budget is spent`, async () => {
    await fetch(`${base}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${poorKey}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "test/plain", messages }),
    });
    const { code, output } = await agent(poorKey, "anthropic-test/plain");
    assert.ok(!output.includes(plainText), "it was answered beyond the limit");
    assert.notEqual(code, null, "it went on trying");
  });

await run("agents", 90_000);
