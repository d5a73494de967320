#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gate 3: the bench table, everything on. bench/README.md says what is measured. Uses build/dev, or
# GATE_BUILD: what is judged are counts, which no optimizer changes.
set -uo pipefail
cd "$(dirname "$0")"
export PYTHONDONTWRITEBYTECODE=1
exec python3 bench.py
