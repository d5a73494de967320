// SPDX-License-Identifier: GPL-3.0-or-later
// A Responses request as every format means it.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/wire/ClientRequest.h"

#include <tl/expected.hpp>

namespace turnpike {

/// `request` was read from a valid body. Namespaced tools get flat names, custom tools become
/// functions of one string (ToolNames tells them apart again); tools that a provider runs itself
/// are left out, unless one is forced: 400. Hosted calls of earlier turns are left out.
tl::expected<Conversation, ApiError> converseResponses(const ClientRequest &request);

} // namespace turnpike
