// SPDX-License-Identifier: GPL-3.0-or-later
// A chat-completions request, read once and strictly.
#pragma once

#include "engine/wire/ClientRequest.h"

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// Which routes take the body: chat needs `messages`, the legacy route `prompt`.
enum class ChatDialect : std::uint8_t { Chat, TextCompletion };

/// Errors are 400 `invalid_request` with a message that names the member and its JSON pointer:
/// not JSON, a known member of the wrong type, a member that we read given twice or under another
/// spelling, no messages. Unknown members are passed over, and sent on.
tl::expected<ClientRequest, ApiError> readChatRequest(std::string_view body,
                                                      ChatDialect dialect = ChatDialect::Chat,
                                                      const ReadLimits &limits = {});

} // namespace turnpike
