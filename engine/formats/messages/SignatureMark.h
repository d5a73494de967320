// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures and encrypted reasoning of other families, as Messages clients carry them for us:
// "tp1:FAMILY:ID:PAYLOAD", in the `signature` of a thinking block or the `data` of a redacted one.
// A family's name may have a suffix: "+summary", or "+call" for the signature of the call that the
// redacted block stands before. What has no mark is Anthropic's own.
#pragma once

#include "engine/formats/Conversation.h"

#include <string>
#include <string_view>

namespace turnpike {

struct SignatureMark
{
    ReasoningFamily family = ReasoningFamily::Unknown;
    bool isSummary = false;
    bool isOfCall = false;
    std::string_view id = {}; ///< Inside of a string token.
    std::string_view payload = {}; ///< Inside of a string token; may be empty.
};

/// Whether the string token carries a mark.
bool isMarked(RawJson string);
/// Reads the mark of a string token; without one, Anthropic's, and all of it payload.
SignatureMark readMark(RawJson string);
/// Appends mark and payload: the inside of a string token.
void appendMarked(std::string &out, const SignatureMark &mark);

} // namespace turnpike
