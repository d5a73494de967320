// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/FigureScale.h"

#include <array>
#include <limits>

namespace turnpike {

FigureScale FigureScale::of(std::int64_t highest, FigureUnit unit, int maxIntervals)
{
    if (highest <= 0)
        return {unit == FigureUnit::NanoUsd ? std::int64_t{1'000'000'000} : 1, 1};
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 50;
    static constexpr std::array<std::int64_t, 4> tenths{10, 20, 25, 50};
    for (std::int64_t power = 1; power < most; power *= 10) {
        for (const std::int64_t tenth : tenths) {
            if (power * tenth % 10 != 0) // No 2.5 requests.
                continue;
            const std::int64_t step = power * tenth / 10;
            const std::int64_t intervals = (highest - 1) / step + 1;
            if (intervals <= maxIntervals)
                return {step, int(intervals)};
        }
    }
    return {highest, 1};
}

} // namespace turnpike
