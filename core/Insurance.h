// SPDX-License-Identifier: GPL-3.0-or-later
// When an answer is free for the client.
#pragma once

#include "core/Generation.h"

#include <string_view>

namespace turnpike {

/// Zero-completion insurance (data-plane 20.2) for whole answers of told usage: nothing came, or
/// the provider itself gave up. Embeddings and media complete no tokens, and are whole all the
/// same.
inline bool isInsured(ApiType api, GenerationState state, UsageOrigin origin,
                      std::int64_t completionTokens, std::string_view finishReason)
{
    return api != ApiType::Embeddings && !isMedia(api) && state == GenerationState::Complete
        && origin == UsageOrigin::Measured
        && ((completionTokens == 0 && finishReason.empty()) || finishReason == "error");
}

} // namespace turnpike
