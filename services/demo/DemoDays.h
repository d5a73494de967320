// SPDX-License-Identifier: GPL-3.0-or-later
// What happened in a demonstration's ninety days: the same for the same clock.
#pragma once

#include "core/Cost.h"
#include "core/Usage.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnpike::demo {

enum class Fate : std::uint8_t {
    Answered,
    FellBack, ///< The first provider failed, the second answered.
    Failed, ///< Each provider did.
    Cancelled,
    OverLimit, ///< Refused for the key's limit.
    Rejected, ///< Refused for its body.
    Simulated, ///< Answered by the built-in simulator.
};

struct Request
{
    std::int64_t atUs = 0;
    std::size_t key = 0;
    std::size_t model = 0; ///< Means nothing when it was simulated.
    Fate fate = Fate::Answered;
    std::size_t offer = 0; ///< Which of the model's; the last one tried.
    bool isStreamed = true;
    TokenUsage usage;
    Cost cost;
    std::int64_t firstTokenUs = 0;
    std::int64_t totalUs = 0;
};

struct Day
{
    std::int32_t day = 0; ///< Since 1970-01-01.
    std::vector<Request> requests; ///< In the order of their admission.
    Money cost; ///< Of all of them.
};

inline constexpr int dayCount = 90;

/// `dayCount` days, of which the one that holds `nowUs` is the last; it goes no further than to
/// `nowUs`. Weeks have their rhythm, the day before the last costs twice what such days do.
std::vector<Day> sampleDays(std::int64_t nowUs);

} // namespace turnpike::demo
