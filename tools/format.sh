#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Formats our C++ with clang-format 14 (the .clang-format at the root).
#   tools/format.sh [--check] [PATH...]     default: every file that git knows
set -eu
cd "$(dirname "$0")/.."
formatter=$(command -v clang-format-14 || command -v clang-format) || {
    echo "format: clang-format-14 is not installed (tools/packages.sh install test)" >&2
    exit 2
}
case "$("$formatter" --version)" in
*"version 14."*) ;;
*) echo "format: $formatter is not version 14, whose output is the rule here" >&2; exit 2 ;;
esac
mode=-i
if [ "${1:-}" = --check ]; then
    shift
    mode="--dry-run --Werror"
fi
if [ $# -gt 0 ]; then
    find "$@" -name '*.h' -o -name '*.cpp'
else
    git ls-files -- '*.h' '*.cpp'
fi | xargs -r "$formatter" $mode --style=file
