#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gate 4: the console. The real program on a display of its own serves, is raised by a second start,
# and drains when it ends; then the tests of windows, panes and models. Uses build/dev, or GATE_BUILD.
set -uo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
status=0
python3 console.py || status=1

build=${GATE_BUILD:-../../build/dev}
log=$(mktemp)
if ctest --test-dir "$build" -L console --no-tests=error --output-on-failure >"$log" 2>&1 </dev/null; then
    echo "ok console: $(grep -oE '[0-9]+ tests failed out of [0-9]+|100% tests passed.*' "$log" | head -n 1)"
else
    echo "not ok console: tests failed: $(grep -E '\*\*\*|Error' "$log" | head -n 5 | tr '\n' ' ')"
    status=1
fi
rm -f "$log"
exit "$status"
