// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Window.h"

#include <limits>

namespace turnpike {

namespace {

constexpr std::int64_t usPerDay = 86'400'000'000;

std::int64_t floorDiv(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Months since year 0 of a day, and back. std::chrono's calendar ends at year 32767, an instant in
/// microseconds does not; so the arithmetic is done here, in years that start in March, over eras
/// of 400 years (146,097 days; 1970-01-01 is day 719,468 since 0000-03-01).
constexpr std::int64_t daysPerEra = 146'097;
constexpr std::int64_t epochFromMarch0 = 719'468;

std::int64_t monthOfDay(std::int64_t day)
{
    const std::int64_t shifted = day + epochFromMarch0;
    const std::int64_t era = floorDiv(shifted, daysPerEra);
    const std::int64_t dayOfEra = shifted - era * daysPerEra;
    const std::int64_t yearOfEra
        = (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t marchMonth = (5 * dayOfYear + 2) / 153; // 0 = March
    return (era * 400 + yearOfEra) * 12 + marchMonth + 2;
}

std::int64_t firstDayOfMonth(std::int64_t month)
{
    const std::int64_t sinceMarch0 = month - 2;
    const std::int64_t year = floorDiv(sinceMarch0, 12);
    const std::int64_t marchMonth = sinceMarch0 - year * 12;
    const std::int64_t era = floorDiv(year, 400);
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t dayOfEra
        = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * marchMonth + 2) / 5;
    return era * daysPerEra + dayOfEra - epochFromMarch0;
}

std::int64_t mondayOf(std::int64_t day)
{
    const std::int64_t sinceMonday = day + 3; // Day 0 was a Thursday.
    return floorDiv(sinceMonday, 7) * 7 - 3;
}

std::int64_t startOfDay(std::int64_t day)
{
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    return day > last / usPerDay ? last : day * usPerDay;
}

} // namespace

std::int32_t dayOf(std::int64_t us)
{
    return static_cast<std::int32_t>(floorDiv(us, usPerDay));
}

std::int32_t windowKey(Window window, std::int64_t us)
{
    const std::int64_t day = dayOf(us);
    switch (window) {
    case Window::Lifetime: return 0;
    case Window::Day: return static_cast<std::int32_t>(day);
    case Window::Week: return static_cast<std::int32_t>(mondayOf(day));
    case Window::Month: return static_cast<std::int32_t>(monthOfDay(day));
    }
    return 0;
}

std::array<std::int32_t, windowCount> windowKeys(std::int64_t us)
{
    return {windowKey(Window::Lifetime, us), windowKey(Window::Day, us),
            windowKey(Window::Week, us), windowKey(Window::Month, us)};
}

std::int64_t windowEnd(Window window, std::int64_t us)
{
    const std::int64_t day = dayOf(us);
    switch (window) {
    case Window::Lifetime: return 0;
    case Window::Day: return startOfDay(day + 1);
    case Window::Week: return startOfDay(mondayOf(day) + 7);
    case Window::Month: return startOfDay(firstDayOfMonth(monthOfDay(day) + 1));
    }
    return 0;
}

} // namespace turnpike
