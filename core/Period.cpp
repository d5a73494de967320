// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Period.h"

#include "core/Window.h"

#include <chrono>

namespace turnpike {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::int64_t startOf(std::int32_t day)
{
    return day * Period::dayUs;
}

year_month_day dateOf(std::int32_t day)
{
    return year_month_day(sys_days(std::chrono::days(day)));
}

std::int32_t dayOfDate(const year_month_day &date)
{
    return static_cast<std::int32_t>(sys_days(date).time_since_epoch().count());
}

} // namespace

Period Period::ofDays(std::int32_t first, std::int32_t last)
{
    return {startOf(first), startOf(last + 1)};
}

Period Period::lastHours(int hours, std::int64_t nowUs)
{
    const std::int64_t end = (nowUs / hourUs + 1) * hourUs;
    return {end - hours * hourUs, end};
}

std::int32_t Period::firstDay() const
{
    return dayOf(fromUs);
}

std::int32_t Period::lastDay() const
{
    return dayOf(toUs - 1);
}

bool Period::isWholeDays() const
{
    return fromUs % dayUs == 0 && toUs % dayUs == 0;
}

bool Period::isWholeMonth() const
{
    const year_month_day first = dateOf(firstDay());
    return isWholeDays() && first.day() == std::chrono::day(1)
        && lastDay() + 1 == dayOfDate(first + std::chrono::months(1));
}

Period Period::before() const
{
    if (!isWholeMonth())
        return {fromUs - (toUs - fromUs), fromUs};
    return ofDays(dayOfDate(dateOf(firstDay()) - std::chrono::months(1)), firstDay() - 1);
}

} // namespace turnpike
