// SPDX-License-Identifier: GPL-3.0-or-later
// How much a key, or an organization of free models, may ask for in a time, and at once.
#pragma once

#include <cstdint>

namespace turnpike {

/// Minutes are of UTC; 0 is unlimited.
struct RateLimit
{
    static constexpr std::int64_t most = 4'000'000'000; ///< Of any.

    std::int64_t requestsPerMinute = 0;
    std::int64_t tokensPerMinute = 0; ///< Prompt and completion together.
    std::int64_t concurrentRequests = 0; ///< Under way at once; one more waits in turn.

    bool countsMinutes() const { return requestsPerMinute != 0 || tokensPerMinute != 0; }
    bool isNone() const { return !countsMinutes() && concurrentRequests == 0; }
    friend bool operator==(const RateLimit &, const RateLimit &) = default;
};

/// Requests to `:free` models of all keys of an organization together. Minutes and days are of UTC;
/// 0 is unlimited.
struct FreeLimit
{
    std::int64_t requestsPerMinute = 0;
    std::int64_t requestsPerDay = 0;

    bool isNone() const { return requestsPerMinute == 0 && requestsPerDay == 0; }
    friend bool operator==(const FreeLimit &, const FreeLimit &) = default;
};

} // namespace turnpike
