#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The official SDKs against every format of provider, and an independent provider, by a gateway of
# their own.
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/run_clients.sh" node "$here" openai_chat.mjs openrouter_sdk.mjs \
    matrix.mjs anthropic_sdk.mjs responses_sdk.mjs routes.mjs embeddings.mjs media.mjs aimock.mjs
