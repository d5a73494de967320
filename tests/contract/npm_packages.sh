#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the packages of a package-lock.json: npm_packages.sh SOURCE WORK. A second call is quick.
# Exits 3, with the reason on stderr, where the registry cannot be reached.
set -uo pipefail
source=$(cd "$1" && pwd) work=$2
mkdir -p "$work"
stamp=$(cat "$source/package.json" "$source/package-lock.json" | sha256sum)
[ "$(cat "$work/stamp" 2>/dev/null)" != "$stamp" ] || exit 0
command -v npm >/dev/null || { echo "npm is not installed" >&2; exit 3; }
cp "$source/package.json" "$source/package-lock.json" "$(dirname "$0")/.npmrc" "$work/"
install() {
    (cd "$work" && npm "$@" --ignore-scripts --no-audit --no-fund) >"$work/npm.log" 2>&1 </dev/null
}
# A registry that has only this platform's optional packages makes `npm ci` call the lock stale;
# `npm install` keeps to the lock's versions and checksums and leaves out what is not to be had.
if ! install ci && ! { grep -q 'code EUSAGE' "$work/npm.log" && install install --no-save; }; then
    if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH' "$work/npm.log"; then
        echo "the npm registry cannot be reached" >&2
        exit 3
    fi
    cat "$work/npm.log" >&2
    exit 1
fi
echo "$stamp" >"$work/stamp"
