#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gate 1: client -> engine -> a real upstream -> stream back -> journal -> ledger row with the exact
# cost; the kill-point table; verify green. Uses build/dev, or GATE_BUILD.
set -uo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
status=0
python3 first_request.py || status=1
[ "$status" -ne 0 ] || python3 kill_table.py || status=1
exit "$status"
