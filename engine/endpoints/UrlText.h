// SPDX-License-Identifier: GPL-3.0-or-later
// Percent-encoded text of request targets.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnpike {

/// Decoded names and values, in the order of the request.
using UrlQuery = std::vector<std::pair<std::string, std::string>>;

/// Decodes %XX; a percent sign that no two hexadecimal digits follow stays as it is.
std::string percentDecoded(std::string_view text);

/// Encodes everything but RFC 3986's unreserved characters.
std::string percentEncoded(std::string_view text);

/// Reads "a=1&b=x%20y", without the question mark; a plus sign is a space. A name without "=" has
/// an empty value.
UrlQuery parseUrlQuery(std::string_view text);

} // namespace turnpike
