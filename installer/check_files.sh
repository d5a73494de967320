#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Validates what installs beside the programs: check_files.sh SOURCE BUILD. 77: no validator is here.
set -u
source=$1 build=$2
checked=0 status=0
if command -v appstreamcli >/dev/null; then
    appstreamcli validate --no-net "$build/io.github.turnpike.Turnpike.metainfo.xml" || status=1
    checked=1
fi
if command -v desktop-file-validate >/dev/null; then
    desktop-file-validate "$source/io.github.turnpike.Turnpike.desktop" || status=1
    checked=1
fi
if command -v systemd-analyze >/dev/null && [ -x "$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$build/turnpiked.service")" ]; then
    systemd-analyze verify "$build/turnpiked.service" || status=1
    checked=1
fi
[ "$checked" -eq 1 ] || exit 77
exit "$status"
