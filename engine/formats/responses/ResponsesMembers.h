// SPDX-License-Identifier: GPL-3.0-or-later
// The top level of a request that was read before, by name.
#pragma once

#include "engine/formats/Conversation.h"

#include <string_view>

namespace turnpike {

/// As written; empty where absent or null. Views into the body.
struct ResponsesMembers
{
    RawJson input, instructions, tools, toolChoice, parallelToolCalls, reasoning, text, include,
        temperature, topP, topK, topLogprobs, presencePenalty, frequencyPenalty, maxOutputTokens,
        maxToolCalls, truncation, metadata, user, safetyIdentifier, promptCacheKey, serviceTier,
        cacheControl;
};

ResponsesMembers responsesMembers(std::string_view body);

/// Whether `include` asks for `what`.
bool includes(RawJson include, std::string_view what);

} // namespace turnpike
