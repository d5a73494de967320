// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation as a generateContent body.
#pragma once

#include "engine/formats/ProviderAdapter.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Errors: 400 for content that the format cannot say (files by id, custom tools, results of calls
/// that are nowhere). Left out, since they only tune: logprobs, logit bias, the penalties and
/// samplings that Gemini does not have, parallel calls forbidden, cache markers, names of speakers.
tl::expected<std::string, ApiError> writeGeminiBody(Conversation &conversation,
                                                    const EncodeTarget &target);

} // namespace turnpike
