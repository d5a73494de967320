// SPDX-License-Identifier: GPL-3.0-or-later
// The whole answer of a Messages request that does not stream.
#pragma once

#include "engine/formats/messages/AnthropicEvent.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/BodyEdit.h"

#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// An Anthropic provider's whole answer to a Messages client: the provider's bytes with our usage
/// and the repairs that strict clients need. Views into the body, which must outlive this.
struct MessagesResult final : WholeAnswer
{
    GatheredText body(const UsageFigures &figures) override;

    AnthropicMessage message;
    BodyEdit edit{{}}; ///< The repairs.
};

/// Broken when the body is no message: HTML, nothing, an error inside a 200.
tl::expected<MessagesResult, WireBreak> readMessagesResult(std::string_view body,
                                                           const AnswerNames &names);

} // namespace turnpike
