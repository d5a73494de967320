#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The official SDKs, and an independent provider, against a gateway of their own.
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/run_clients.sh" node "$here" openai_chat.mjs openrouter_sdk.mjs aimock.mjs
