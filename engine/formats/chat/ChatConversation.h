// SPDX-License-Identifier: GPL-3.0-or-later
// A chat request as every format means it.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/wire/ClientRequest.h"
#include "engine/wire/ErrorBody.h"

#include <tl/expected.hpp>

namespace turnpike {

/// Also for the legacy text completion, whose prompt is one message of the user. Errors: 400 for
/// what chat alone can say (grammars).
tl::expected<Conversation, ApiError> converseChat(const ClientRequest &request);

} // namespace turnpike
