#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gate 6: the first run. From an empty folder to the first request: the gateway alone, then the
# console on a display of its own by two clicks, then the tests of the assistant. Says how long each
# took, and asserts no time. Uses build/dev, or GATE_BUILD.
set -uo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
status=0
python3 first_run.py || status=1

build=${GATE_BUILD:-../../build/dev}
log=$(mktemp)
if ctest --test-dir "$build" -L firstrun --no-tests=error --output-on-failure >"$log" 2>&1 </dev/null; then
    echo "ok first run: $(grep -oE '100% tests passed.*' "$log" | head -n 1)"
else
    echo "not ok first run: $(grep -E '\*\*\*|FAIL|No tests' "$log" | head -n 5 | tr '\n' ' ')"
    status=1
fi
rm -f "$log"
exit "$status"
