// SPDX-License-Identifier: GPL-3.0-or-later
// What a request for media is taken to use where its provider tells nothing (docs/media.md): one
// rule for the hold, the settlement and the replay of what was interrupted.
#pragma once

#include "core/Generation.h"

#include <cstdint>

namespace turnpike {

/// Of a recording, a part of its prompt, as OpenAI's transcribers count it.
constexpr std::int64_t audioTokensPerSecond = 10;

/// The tokens of a recording: `usage.audioMs` of it.
constexpr std::int64_t heardTokens(const TokenUsage &usage)
{
    return usage.audioMs * audioTokensPerSecond / 1000;
}

/// The output tokens of pictures and of speech, by what was asked for; `ofText`: of all other
/// answers, by their text. A square picture of medium quality of OpenAI's gpt-image-1; the prices
/// of its speech models for a minute of about 900 characters.
constexpr std::int64_t mediaOutputTokens(ApiType api, const TokenUsage &usage, std::int64_t ofText)
{
    constexpr std::int64_t perPicture = 1'056;
    if (api == ApiType::Images || api == ApiType::ImageEdits)
        return usage.imagesOut * perPicture;
    return api == ApiType::Speech ? (usage.characters * 4 + 2) / 3 : ofText;
}

} // namespace turnpike
