// SPDX-License-Identifier: GPL-3.0-or-later
// The whole answer of a chat request that does not stream.
#pragma once

#include "engine/wire/ChatStream.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// A validated answer. Views into the body, which must outlive this.
struct ChatResult
{
    std::string_view body;
    std::string upstreamId;
    std::string servedModel;
    std::string nativeFinishReason; ///< Of the first choice; empty when null or absent.
    UsageReport usage;
    bool hasUsage = false;
    std::int64_t choiceCount = 0;
    std::int64_t outputBytes = 0;
    RepairCounts repairs{};
    BodyEdit edit{{}}; ///< The repairs, `usage` taken out; chatResultBody() puts ours in.

    std::string_view finishReason() const { return normalisedFinish(nativeFinishReason); }
};

/// Broken when the body is no JSON object with choices: HTML, nothing, an error inside a 200.
tl::expected<ChatResult, WireBreak> readChatResult(std::string_view body, const StreamNames &names,
                                                   ChatDialect dialect = ChatDialect::Chat);

/// The client's body: the provider's bytes with our usage and the repairs that strict clients need.
GatheredText chatResultBody(ChatResult &&result, std::string_view usageJson);

} // namespace turnpike
