// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnpike {

/// Milliseconds that a WAV file plays, rounded up, by its own header; nothing for any other file
/// and for one whose header makes no sense. A size that is larger than the file counts as what is
/// there.
std::optional<std::int64_t> waveLengthMs(std::string_view file);

/// What a file of that many bytes plays at 128 kbit/s.
std::int64_t compressedLengthMs(std::int64_t bytes);

} // namespace turnpike
