// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike {

/// How a row's token counts are known (money-and-journal: "What is charged").
enum class UsageOrigin : std::uint8_t {
    Measured, ///< The provider told all of it.
    Partial, ///< The provider told some of it; the rest is estimated.
    Estimated, ///< Nothing was told.
};

/// Native token counts of one generation. `prompt` includes cached, cache-write, audio and image
/// tokens; `completion` includes reasoning and audio tokens.
struct TokenUsage
{
    std::int64_t prompt = 0;
    std::int64_t completion = 0;
    std::int64_t cacheRead = 0; ///< Without audioCacheRead.
    std::int64_t cacheWrite = 0; ///< Five-minute or only lifetime.
    std::int64_t cacheWrite1h = 0;
    std::int64_t reasoning = 0;
    std::int64_t audioIn = 0;
    std::int64_t audioOut = 0;
    std::int64_t audioCacheRead = 0; ///< Part of audioIn.
    std::int64_t imageTokens = 0; ///< Image tokens in; part of prompt.
    std::int64_t images = 0; ///< Input images.
    std::int64_t imagesOut = 0;
    std::int64_t searches = 0;
    // Of routes for media; a generation has at most one of them.
    std::int64_t characters = 0; ///< Unicode code points that were spoken.
    std::int64_t audioMs = 0; ///< Milliseconds of audio that were listened to.
    std::int64_t searchUnits = 0; ///< A reranked query, by its provider's count.

    friend bool operator==(const TokenUsage &, const TokenUsage &) = default;
};

} // namespace turnpike
