#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs each fuzz target of a build folder for a while; a finding is kept in BUILD/fuzz-findings.
#   tools/fuzz.sh BUILD SECONDS
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:?usage: tools/fuzz.sh BUILD SECONDS} seconds=${2:?usage: tools/fuzz.sh BUILD SECONDS}
status=0
mkdir -p "$build/fuzz-findings"
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    name=$(basename "$target")
    if "$target" --seconds "$seconds" --findings "$build/fuzz-findings"; then
        echo "ok $name"
    else
        echo "not ok $name: see $build/fuzz-findings"
        status=1
    fi
done
exit "$status"
