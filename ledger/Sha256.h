// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of small texts.
#pragma once

#include <string>
#include <string_view>

namespace turnpike {

/// 64 lowercase hex digits.
std::string sha256Hex(std::string_view bytes);

} // namespace turnpike
