#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures a preset if it is not yet, and builds targets of it with all cores.
#   tools/build.sh PRESET [TARGET...]
# On a terminal ninja shows its progress; otherwise the output is kept in build/log/PRESET.log and
# shown only when something fails.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:?usage: tools/build.sh PRESET [TARGET...]}
shift
log=build/log/$preset.log
mkdir -p build/log

# The compiler cache is in its usual place, or in build/ for a user without a writable home.
if [ -z "${CCACHE_DIR:-}" ] && ! mkdir -p "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/ccache" 2>/dev/null; then
    export CCACHE_DIR=$PWD/build/ccache
fi

# Hits across clones of the tree, and with precompiled headers.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

quietly() {
    if ! "$@" >"$log" 2>&1 </dev/null; then
        grep -nE 'error|FAILED|CMake Error' "$log" | head -n 20 >&2 || true
        tail -n 30 "$log" >&2
        echo "build: failed; the whole output is in $log" >&2
        exit 1
    fi
}

# A tree that was moved or copied carries the paths of its old place: configure anew.
if [ -f "build/$preset/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "build/$preset/CMakeCache.txt"; then
    rm -rf "build/$preset/CMakeCache.txt" "build/$preset/CMakeFiles"
fi
if [ ! -f "build/$preset/build.ninja" ] || [ ! -f "build/$preset/CMakeCache.txt" ]; then
    echo "build: configuring $preset"
    quietly cmake --preset "$preset"
fi

targets=()
[ $# -eq 0 ] || targets=(--target "$@")
if [ -t 1 ]; then
    cmake --build "build/$preset" -j "$(nproc)" "${targets[@]}"
else
    echo "build: building $preset${*:+ ($*)}"
    quietly cmake --build "build/$preset" -j "$(nproc)" "${targets[@]}"
fi
