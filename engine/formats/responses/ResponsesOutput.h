// SPDX-License-Identifier: GPL-3.0-or-later
// What a stream and a whole answer for a Responses client decide alike.
#pragma once

#include "engine/formats/responses/ReasoningMark.h"
#include "engine/formats/responses/ResponsesObject.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Claude's thinking goes as a summary, which it is, and which clients send back with the signature
/// beside it; they keep a reasoning text to themselves.
bool isToldAsSummary(bool isSummary, ReasoningFamily family);

/// The value (a string token) under its mark, as a token's inside.
std::string markedSignature(MarkedReasoning::Kind kind, ReasoningFamily family, RawJson value);

/// An empty call of the tool that the model named by `flatName` (a string token).
OutputItem outputCall(const ResponseFrame &frame, RawJson flatName, bool isCustom);
/// Brings a call's text to its final form when all of it is there.
void settleCall(OutputItem &call);

/// The base64 of a data URL; empty for any other address.
std::string imageBase64(RawJson url);
/// A picture elsewhere, as a text token that shows it.
std::string imageLink(RawJson url);

/// How an answer with this finish (chat's word) stands.
ResponseFrame::Standing standingOf(std::string_view finish);

} // namespace turnpike
