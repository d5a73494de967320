#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs client scripts against a gateway with real upstreams: run_clients.sh NAME SOURCE SCRIPT...
# SOURCE has package.json and package-lock.json; its packages go to build/NAME. Where Node or npm's
# registry is missing, that is reported as skipped.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/contract
name=$1 source=$2 work=$root/build/$1
shift 2
export PYTHONDONTWRITEBYTECODE=1
mkdir -p "$work"

# Says in one line why not, and ends: 3 means skipped.
give_up() {
    if [ "$1" -eq 3 ]; then
        echo "skip $name: $(cat "$work/why")"
        exit 0
    fi
    cat "$work/why"
    echo "not ok $name: its packages could not be installed"
    exit 1
}
node=$("$here/node.sh" 2>"$work/why") || give_up $?
"$here/npm_packages.sh" "$source" "$work" 2>"$work/why" || give_up $?

# Modules are looked for beside the script that asks for them.
cp -r -- "$here"/*.mjs "$here/clients" "$here/upstream" "$here/aimock.json" "$work/"
echo "# node $("$node" --version)"
exec python3 "$root/tools/gates/with_gateway.py" "$work" "$@"
