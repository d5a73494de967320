// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation written as a chat-completions body.
#pragma once

#include "engine/formats/ProviderAdapter.h"

#include <string>
#include <tl/expected.hpp>

namespace turnpike {

tl::expected<std::string, ApiError> writeChatBody(Conversation &conversation,
                                                  const EncodeTarget &target);

} // namespace turnpike
