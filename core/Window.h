// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace turnpike {

/// The spans over which spending is metered. All in UTC; weeks start on Monday.
enum class Window : std::uint8_t { Lifetime, Day, Week, Month };
inline constexpr std::size_t windowCount = 4;

/// Days since 1970-01-01 of an instant in microseconds UTC; right for instants before 1970 too.
std::int32_t dayOf(std::int64_t us);

/// Names the window that holds an instant: 0 for Lifetime, the day number for Day, the day number
/// of its Monday for Week, year * 12 + (month - 1) for Month. Keys grow with time.
std::int32_t windowKey(Window window, std::int64_t us);

/// All four keys of an instant, by Window.
std::array<std::int32_t, windowCount> windowKeys(std::int64_t us);

/// First instant after the window that holds `us`, in microseconds UTC; 0 for Lifetime.
std::int64_t windowEnd(Window window, std::int64_t us);

} // namespace turnpike
