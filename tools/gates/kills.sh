#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 of a busy gateway, again and again: kills.sh [N] [SEED]. Uses build/dev, or GATE_BUILD.
export PYTHONDONTWRITEBYTECODE=1
exec python3 "$(dirname "$0")/random_kills.py" "$@"
