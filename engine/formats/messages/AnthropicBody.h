// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation written for an Anthropic provider.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/formats/ProviderAdapter.h"

#include <string>
#include <tl/expected.hpp>

namespace turnpike {

/// Dropped, since the format has no words for them: seed, penalties, logit_bias, logprobs, min_p,
/// top_a, tools' `strict` (it needs a beta), the service tier. Errors: 400 for several choices, and
/// for audio, video, other providers' file ids and files that are neither PDF nor text.
tl::expected<std::string, ApiError> writeAnthropicBody(Conversation &conversation,
                                                       const EncodeTarget &target);

} // namespace turnpike
