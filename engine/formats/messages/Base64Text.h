// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 text, decoded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// Both alphabets, padded or not; blanks are passed over. Nothing when it is none.
std::optional<std::string> decodedBase64(std::string_view text);

} // namespace turnpike
