#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The one list of Debian 12 packages, by what needs them.
#   tools/packages.sh list GROUP...       prints the names
#   tools/packages.sh install GROUP...    installs what is missing, with sudo when not root
# Groups: build console test bench
set -eu

# The daemon: compiler, and the libraries of docs/adr/0002-dependencies.md.
build="g++ cmake ninja-build ccache pkg-config python3 ca-certificates
qt6-base-dev libqt6sql6-sqlite libboost1.81-dev libboost-json1.81-dev libssl-dev libnghttp2-dev
libc-ares-dev libsimdjson-dev libsqlite3-dev libsodium-dev libexpected-dev libtomlplusplus-dev
qtkeychain-qt6-dev libsecret-1-0"

# The windows, charts, printing, and the fonts they are drawn with.
console="libqt6opengl6-dev libgl-dev qt6-svg-dev qt6-charts-dev libqpdf-dev
fonts-inter fonts-jetbrains-mono"

# What ./test looks with.
test="curl strace sqlite3 poppler-utils xvfb xauth x11-utils libxtst6 dbus gnome-keyring libsecret-tools openssl
mold clang-format-14 clang-tidy-14 appstream desktop-file-utils nodejs npm"

# What bench/ compares itself with, and what it looks with.
bench="nginx-light haproxy strace openssl xvfb"

die() {
    echo "packages: $*" >&2
    exit 1
}

names_of() {
    for group in "$@"; do
        case "$group" in
        build) echo $build ;;
        console) echo $console ;;
        test) echo $test ;;
        bench) echo $bench ;;
        *) die "no group '$group'; there are build, console, test and bench" ;;
        esac
    done | tr ' ' '\n' | sort -u
}

# A Node that did not come as a Debian package serves as well: asking for nodejs over it would clash.
is_there() {
    case "$1" in
    nodejs) command -v node >/dev/null && return 0 ;;
    npm) command -v npm >/dev/null && return 0 ;;
    esac
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -q '^installed'
}

missing_of() {
    for name in $(names_of "$@"); do
        is_there "$name" || echo "$name"
    done
}

install() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null \
        || die "this is not a Debian system; install the counterparts of: $(names_of "$@" | tr '\n' ' ')"
    missing=$(missing_of "$@")
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null \
            || die "missing, and there is no sudo; as root: apt-get install" $missing
        as_root=sudo
    fi
    echo "packages: installing" $missing
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! { $as_root apt-get update &&
           $as_root env DEBIAN_FRONTEND=noninteractive \
               apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        die "apt-get failed; above are its last lines. By hand: apt-get install" $missing
    fi
    left=$(missing_of "$@")
    [ -z "$left" ] || die "apt-get reported success, yet these are missing:" $left
}

[ $# -ge 2 ] || die "usage: tools/packages.sh list|install GROUP..."
verb=$1
shift
case "$verb" in
list) names_of "$@" ;;
install) install "$@" ;;
*) die "no verb '$verb'; there are list and install" ;;
esac
