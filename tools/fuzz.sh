#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs each fuzz target of a build folder with ever new mutations of its corpus, for SECONDS each. An
# input that fails is kept in BUILD/fuzz-findings/TARGET/fuzz-crash.bin.
#   tools/fuzz.sh BUILD SECONDS
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:?usage: tools/fuzz.sh BUILD SECONDS} seconds=${2:?usage: tools/fuzz.sh BUILD SECONDS}
root=$PWD status=0

# Prints how far it came; fails with the program.
fuzz() {
    local target=$1 corpus=$2 end=$((SECONDS + seconds)) seed
    seed=$(date +%s)
    while [ $SECONDS -lt $end ]; do
        seed=$((seed + 1))
        "$target" --random 100000 $seed "$corpus" || { echo "seed $seed"; return 1; }
    done
}

for target in "$root/$build"/tests/fuzz/fuzz_*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    name=$(basename "$target")
    findings=$root/$build/fuzz-findings/$name
    mkdir -p "$findings"
    if (cd "$findings" && fuzz "$target" "$root/tests/fuzz/corpus/${name#fuzz_}"); then
        echo "ok $name"
    else
        echo "not ok $name: see $findings"
        status=1
    fi
done
exit "$status"
