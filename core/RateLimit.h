// SPDX-License-Identifier: GPL-3.0-or-later
// How much a key may ask for in a minute.
#pragma once

#include <cstdint>

namespace turnpike {

/// Both count in minutes of UTC; 0 is unlimited.
struct RateLimit
{
    static constexpr std::int64_t most = 4'000'000'000; ///< Of either.

    std::int64_t requestsPerMinute = 0;
    std::int64_t tokensPerMinute = 0; ///< Prompt and completion together.

    bool isNone() const { return requestsPerMinute == 0 && tokensPerMinute == 0; }
    friend bool operator==(const RateLimit &, const RateLimit &) = default;
};

} // namespace turnpike
