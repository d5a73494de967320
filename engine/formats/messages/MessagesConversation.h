// SPDX-License-Identifier: GPL-3.0-or-later
// A Messages request as every format means it.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/wire/ClientRequest.h"
#include "engine/wire/ErrorBody.h"

#include <tl/expected.hpp>

namespace turnpike {

/// What only Anthropic gives a meaning to is left out: context management, metadata, service tier,
/// blocks and tools of its own servers. Errors: 400 for a tool of its own that the tool choice
/// demands, and for media that is no base64 text.
tl::expected<Conversation, ApiError> converseMessages(const ClientRequest &request);

} // namespace turnpike
