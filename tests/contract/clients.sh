#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The official SDKs against a gateway with real upstreams. Packages come from npm into build/node, at
# the versions of package-lock.json. Where npm cannot be reached the cases are reported as skipped.
set -uo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
work=$root/build/node
export PYTHONDONTWRITEBYTECODE=1

if ! node=$("$root/tests/contract/node.sh" 2>"$root/build/node.err"); then
    echo "skip clients: $(cat "$root/build/node.err")"
    exit 0
fi
mkdir -p "$work"
stamp=$(cat package.json package-lock.json | sha256sum)
if [ "$(cat "$work/stamp" 2>/dev/null)" != "$stamp" ]; then
    cp package.json package-lock.json .npmrc "$work/"
    if ! (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund) >"$work/npm.log" 2>&1 </dev/null; then
        if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|not found: npm' "$work/npm.log"; then
            echo "skip clients: the npm registry cannot be reached"
            exit 0
        fi
        cat "$work/npm.log"
        echo "not ok clients: npm ci failed"
        exit 1
    fi
    echo "$stamp" >"$work/stamp"
fi
# Modules are looked for beside the script that asks for them.
cp -- *.mjs aimock.json "$work/"
echo "# node $("$node" --version)"
exec python3 "$root/tools/gates/with_gateway.py" "$work" openai_chat.mjs openrouter_sdk.mjs aimock.mjs
