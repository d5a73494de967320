// SPDX-License-Identifier: GPL-3.0-or-later
// A span of time that figures are about.
#pragma once

#include <cstdint>

namespace turnpike {

/// Whole hours in microseconds UTC; `toUs` is not included.
struct Period
{
    static constexpr std::int64_t hourUs = 3'600'000'000;
    static constexpr std::int64_t dayUs = 24 * hourUs;

    std::int64_t fromUs = 0;
    std::int64_t toUs = 0;

    /// Days of core/Window.h, both included.
    static Period ofDays(std::int32_t first, std::int32_t last);
    /// The hour that holds `nowUs` and those before it, `hours` in all.
    static Period lastHours(int hours, std::int64_t nowUs);

    std::int32_t firstDay() const;
    std::int32_t lastDay() const; ///< That of its last microsecond.
    bool isWholeDays() const;
    bool isWholeMonth() const; ///< One calendar month, UTC.
    /// What it is compared with: the month before a whole month, else as long a span just before.
    Period before() const;

    friend bool operator==(const Period &, const Period &) = default;
};

} // namespace turnpike
