#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real coding agents against a gateway of their own (400 MB of packages: only by ./test --agents).
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/run_clients.sh" agents "$here/agents" agents.mjs
