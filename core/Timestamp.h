// SPDX-License-Identifier: GPL-3.0-or-later
// Instants as RFC 3339 text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// "2026-07-02T00:00:00Z", with six decimals when the instant is not a whole second. `us`:
/// microseconds UTC.
std::string timestampText(std::int64_t us);

/// Reads RFC 3339 in UTC ("Z" or "+00:00") with seconds and up to six decimals; years 1970 to 9999.
/// Nothing when malformed, in another zone or no real date.
std::optional<std::int64_t> parseTimestamp(std::string_view text);

} // namespace turnpike
