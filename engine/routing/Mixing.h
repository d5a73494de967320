// SPDX-License-Identifier: GPL-3.0-or-later
// One step of SplitMix64: every bit of the result depends on every bit of the number.
#pragma once

#include <cstdint>

namespace turnpike {

constexpr std::uint64_t mixed(std::uint64_t number)
{
    number += 0x9E3779B97F4A7C15U;
    number = (number ^ (number >> 30U)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27U)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31U);
}

} // namespace turnpike
