// SPDX-License-Identifier: GPL-3.0-or-later
// Whose reasoning an `encrypted_content` holds. What another family's model made travels in the
// member under a mark, so that it comes back to where it can be read; without a mark it is
// OpenAI's own.
#pragma once

#include "engine/formats/Conversation.h"

#include <string>
#include <string_view>

namespace turnpike {

struct MarkedReasoning
{
    enum class Kind : std::uint8_t {
        Encrypted, ///< The whole of it.
        Signature, ///< Of the item's text.
        CallSignature, ///< Of the call that follows the item.
    };

    Kind kind = Kind::Encrypted;
    ReasoningFamily family = ReasoningFamily::OpenAi;
    RawJson value; ///< The string token without the mark.
};

/// The mark to put before a value: "tp1:anthropic:", "tp1s:gemini:"; empty where none is needed.
std::string reasoningMark(MarkedReasoning::Kind kind, ReasoningFamily family);

/// Reads a token of `encrypted_content`.
MarkedReasoning readReasoningMark(Conversation &conversation, RawJson token);

/// Only whose it is.
ReasoningFamily markedFamily(RawJson token);

} // namespace turnpike
