// SPDX-License-Identifier: GPL-3.0-or-later
// How a Claude model is asked to think: each generation takes other words (data plane 10.3).
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/formats/ProviderAdapter.h"

#include <cstdint>
#include <string_view>

namespace turnpike {

/// 3.7 is {true, 3, 7}. Without a number in the name ("claude-opus-latest") it is the newest.
struct ClaudeVersion
{
    bool isClaude = false;
    int major = 0;
    int minor = 0;

    bool isAtLeast(int wantedMajor, int wantedMinor) const
    {
        return isClaude && (major > wantedMajor || (major == wantedMajor && minor >= wantedMinor));
    }
};

/// Of a model's name at any provider: "claude-3-7-sonnet-20250219", "anthropic/claude-opus-4.6".
ClaudeVersion claudeVersion(std::string_view model);

struct ThinkingPlan
{
    enum class Mode : std::uint8_t { NotTold, Disabled, Budget, Adaptive };

    Mode mode = Mode::NotTold;
    std::int64_t maxTokens = 0; ///< The body's limit.
    std::int64_t budget = 0; ///< Below maxTokens.
    std::string_view display = {}; ///< "summarized", "omitted" or not told.
    std::string_view effort = {}; ///< output_config.effort; empty: not told.
    bool takesSampling = true; ///< temperature, top_p, top_k

    bool isThinking() const { return mode == Mode::Budget || mode == Mode::Adaptive; }
};

/// The limit of an answer for which the client told none; the format wants one. `most`: what the
/// endpoint can, 0 unknown. `budget`: of thinking, which the limit must exceed.
std::int64_t anthropicLimit(std::int64_t most, std::int64_t budget);

ThinkingPlan planThinking(Conversation &conversation, const EncodeTarget &target);

/// Whether the wish asks for reasoning.
bool wantsReasoning(const ReasoningWish &wish);

} // namespace turnpike
