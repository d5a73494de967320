#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gate 5: ledger, screen, CSV and PDF say the same. The running programs first, then the contract test
# that follows one figure from the ledger to the chart. Uses build/dev, or GATE_BUILD.
set -uo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
status=0
python3 figures.py || status=1

build=${GATE_BUILD:-../../build/dev}
log=$(mktemp)
if ctest --test-dir "$build" -L figures --no-tests=error --output-on-failure >"$log" 2>&1 </dev/null; then
    echo "ok figures: $(grep -oE '100% tests passed.*' "$log" | head -n 1)"
else
    echo "not ok figures: $(grep -E '\*\*\*|FAIL|No tests' "$log" | head -n 5 | tr '\n' ' ')"
    status=1
fi
rm -f "$log"
exit "$status"
