#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gate 2: budgets under 200 parallel requests, a dearer fallback, cancellation, restart, the command
# line beside a running owner, a full disk. Uses build/dev, or GATE_BUILD.
set -uo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
status=0
python3 budgets.py || status=1
python3 ownership.py || status=1
exit "$status"
