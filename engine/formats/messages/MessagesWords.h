// SPDX-License-Identifier: GPL-3.0-or-later
// What our own Messages answers say alike, streamed or whole.
#pragma once

#include "engine/formats/Conversation.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace turnpike {

/// `stop_reason` for chat's finish word. Forced calls finish as "stop" in some formats, so that
/// `hasTools` decides. An error has no word of this format's.
std::string_view stopReasonOf(std::string_view finish, bool hasTools, bool isRefused);

/// Appends a call's id as the format wants it: letters, digits, _ and -; others become _. A call
/// without one gets one that is unique by the generation's.
void appendToolId(std::string &out, std::string_view inner, std::string_view generationId,
                  std::size_t call);

/// What a reasoning part carries so that it can be read again: insides of string tokens.
struct ReasoningSeal
{
    ReasoningFamily family = ReasoningFamily::Unknown;
    bool isSummary = false;
    bool isOfCall = false;
    std::string_view id = {};
    std::string_view payload = {}; ///< Signature or encrypted text; may be empty.
};
/// Appends Anthropic's own payload as it is, and others' marked as such (SignatureMark.h).
void appendSeal(std::string &out, const ReasoningSeal &seal);

/// A generated image as text, since answers hold no images here: Markdown, inside of a token.
std::string imageText(std::string_view urlInner);

/// A citation in the form of Messages, an object; empty where it cites no page. `chat`: chat's
/// shape. Its index is marked, since only Anthropic's search gives one that can be sent back.
std::string messagesCitation(RawJson chat);
/// Whether `citations` of a text block hold one of ours: no provider takes it back.
bool hasOwnCitation(std::string_view citations);

/// Free text of a custom tool as the inside of a token that holds the object {"input": TEXT}.
inline constexpr std::string_view customOpening = R"({\"input\":\")";
inline constexpr std::string_view customEnd = R"(\"})";

/// The inside of a string token, without its quotes.
inline std::string_view innerOf(RawJson string)
{
    return string.size() < 2 ? std::string_view() : string.substr(1, string.size() - 2);
}

} // namespace turnpike
