// SPDX-License-Identifier: GPL-3.0-or-later
// Decimal text to scaled integers and back, exactly. What Money and Price share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

enum class Exponents : std::uint8_t { Refused, Accepted };

/// Reads `digits[.digits][e[+-]digits]`, an optional minus before it, as value x 10^scale.
/// Nothing when malformed, finer than 10^-scale or outside +-(2^63 - 1).
std::optional<std::int64_t> parseDecimal(std::string_view text, int scale, Exponents exponents);

/// The decimal number value / 10^scale without an exponent and without trailing zeros beyond
/// `minimumDecimals` (at most scale).
std::string decimalText(std::int64_t value, int scale, int minimumDecimals);

} // namespace turnpike
