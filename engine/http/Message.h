// SPDX-License-Identifier: GPL-3.0-or-later
// The words that parsers, connections and upstream calls share about an HTTP message.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace turnpike::http {

/// One header line; views into the head that it came from. Names keep their case; compare with
/// `sameName`.
struct Header
{
    std::string_view name;
    std::string_view value; ///< Without surrounding blanks.
};

using Headers = std::vector<Header>;

/// ASCII case-insensitive, as header names and tokens compare.
bool sameName(std::string_view a, std::string_view b);

/// The value of the first header of that name, or an empty view whose data() is null.
std::string_view findHeader(const Headers &headers, std::string_view name);

} // namespace turnpike::http
