// SPDX-License-Identifier: GPL-3.0-or-later
// How much money one attempt is held for (docs/ledger.md, "Holds").
#pragma once

#include "core/Money.h"
#include "core/Policy.h"
#include "core/Usage.h"

#include <cstdint>
#include <optional>

namespace turnpike {

/// What the request says about its own size. Counts, never content.
struct RequestSize
{
    std::int64_t textBytes = 0; ///< Message texts, tool schemas and arguments.
    std::int64_t otherBytes = 0; ///< Everything else that is sent on: part of the bound only.
    std::int64_t messages = 0;
    std::int64_t images = 0;
    bool hasUnboundedParts = false; ///< Files, audio or video, whose tokens nobody can tell.
    bool marksCaching = false;
    /// The output limit that the client asked for; 0 where nothing is put out (embeddings).
    std::optional<std::int64_t> maxOutput{};
    std::int64_t choices = 1;
    TokenUsage media{}; ///< Pictures made, characters, search units, audio: for routes of media.
};

/// Tokens that an image takes at most: the dearest published tiling (a 2,048 x 2,048 picture in
/// 512-pixel tiles of 170 tokens, and a base of 85) and the fixed maximum of 4,784 of large-tile
/// models; the larger of both.
inline constexpr std::int64_t maxTokensPerImage = 4784;

/// An estimate for soft mode and a bound for hard mode.
struct HoldEstimate
{
    std::int64_t promptTokens = 0; ///< Estimated.
    std::int64_t outputTokens = 0; ///< Estimated, over all choices.
    Money amount;
    Money worstCase;
    Money worstPrompt; ///< The part of worstCase that no output limit can lower.
    FemtoUsd outputPrice = 0;
    bool hasWorstCase = false;
};

/// `milliBytesPerToken` and `usualOutput` come from ModelStatistics.
HoldEstimate estimateHold(const RequestSize &request, const EndpointPolicy &endpoint,
                          std::int64_t milliBytesPerToken, std::int64_t usualOutput);

/// Output tokens per choice that `affordable` leaves room for; nothing when that is less than the
/// smallest useful answer of 256 tokens beyond `thinkingBudget`.
std::optional<std::int64_t> affordableOutput(const HoldEstimate &estimate, Money affordable,
                                             std::int64_t choices, std::int64_t thinkingBudget);

} // namespace turnpike
