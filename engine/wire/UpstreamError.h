// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's error, made ours: our vocabulary, our statuses, nobody's secrets.
#pragma once

#include "engine/wire/AnswerStream.h"
#include "engine/wire/ErrorBody.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Reads an error answer of any shape: OpenAI's object, Anthropic's, Google's, plain text, HTML,
/// nothing. Their 401, 402 and 403 never show as the client's: they become 502 with a neutral
/// sentence. `credential` is what was sent to the provider; no spelling of it survives.
ApiError readUpstreamError(int status, std::string_view body, std::string_view credential);

/// The same for an answer that broke.
ApiError brokenAnswerError(const WireBreak &broken, std::string_view credential);

/// `text` with every occurrence of the credential cut out (plain, in parts of 8 characters and
/// more, percent-encoded, JSON-escaped, hex, base64 at any alignment) and everything masked that
/// looks like some API key.
std::string redacted(std::string_view text, std::string_view credential);

} // namespace turnpike
