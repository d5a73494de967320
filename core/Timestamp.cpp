// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Timestamp.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace turnpike {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t usPerSecond = 1'000'000;
constexpr std::int64_t secondsPerDay = 86'400;

/// Takes `count` digits off the front of `text`; nothing when there are fewer.
std::optional<int> takeDigits(std::string_view &text, std::size_t count)
{
    if (text.size() < count)
        return {};
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9')
            return {};
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool takeChar(std::string_view &text, std::string_view oneOf)
{
    if (text.empty() || oneOf.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

/// Up to six decimals after a point, as microseconds.
std::optional<std::int64_t> takeFraction(std::string_view &text)
{
    if (!takeChar(text, "."))
        return 0;
    std::int64_t us = 0;
    int count = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++count) {
        if (count == 6)
            return {};
        us = us * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (count == 0)
        return {};
    for (; count < 6; ++count)
        us *= 10;
    return us;
}

} // namespace

std::string timestampText(std::int64_t us)
{
    std::int64_t seconds = us / usPerSecond;
    std::int64_t fraction = us % usPerSecond;
    if (fraction < 0) {
        fraction += usPerSecond;
        --seconds;
    }
    const auto day
        = std::chrono::floor<days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const year_month_day date(day);
    const std::int64_t ofDay = seconds - day.time_since_epoch().count() * secondsPerDay;
    std::array<char, 64> text{};
    int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                             static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                             static_cast<unsigned>(date.day()), static_cast<int>(ofDay / 3600),
                             static_cast<int>(ofDay / 60 % 60), static_cast<int>(ofDay % 60));
    std::string out(text.data(), static_cast<std::size_t>(size));
    if (fraction != 0) {
        size = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(fraction));
        out.append(text.data(), static_cast<std::size_t>(size));
    }
    return out + 'Z';
}

std::optional<std::int64_t> parseTimestamp(std::string_view text)
{
    const auto year = takeDigits(text, 4);
    const bool yearEnds = takeChar(text, "-");
    const auto month = takeDigits(text, 2);
    const bool monthEnds = takeChar(text, "-");
    const auto day = takeDigits(text, 2);
    const bool dayEnds = takeChar(text, "Tt ");
    const auto hour = takeDigits(text, 2);
    const bool hourEnds = takeChar(text, ":");
    const auto minute = takeDigits(text, 2);
    const bool minuteEnds = takeChar(text, ":");
    const auto second = takeDigits(text, 2);
    if (!year || !yearEnds || !month || !monthEnds || !day || !dayEnds || !hour || !hourEnds
        || !minute || !minuteEnds || !second)
        return {};
    const auto fraction = takeFraction(text);
    if (!fraction || (text != "Z" && text != "z" && text != "+00:00"))
        return {};
    const year_month_day date(std::chrono::year(*year),
                              std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day)));
    if (*year < 1970 || !date.ok() || *hour > 23 || *minute > 59 || *second > 59)
        return {};
    const std::int64_t days = sys_days(date).time_since_epoch().count();
    return ((days * 24 + *hour) * 60 + *minute) * 60 * usPerSecond + *second * usPerSecond
        + *fraction;
}

} // namespace turnpike
