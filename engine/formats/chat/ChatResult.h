// SPDX-License-Identifier: GPL-3.0-or-later
// The whole answer of a chat request that does not stream.
#pragma once

#include "engine/formats/chat/ChatStream.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// A chat provider's whole answer to a chat client: the provider's bytes with our usage and the
/// repairs that strict clients need. Views into the body, which must outlive this.
struct ChatResult final : WholeAnswer
{
    GatheredText body(const UsageFigures &figures) override;

    std::string_view text;
    std::int64_t choiceCount = 0;
    BodyEdit edit{{}}; ///< The repairs, `usage` taken out.
};

/// Broken when the body is no JSON object with choices: HTML, nothing, an error inside a 200.
tl::expected<ChatResult, WireBreak> readChatResult(std::string_view body, const AnswerNames &names,
                                                   ChatDialect dialect = ChatDialect::Chat);

} // namespace turnpike
