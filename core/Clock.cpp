// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Clock.h"

#include <chrono>

namespace turnpike {

using namespace std::chrono;

std::int64_t SystemClock::nowUs() const
{
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steadyNs() const
{
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace turnpike
