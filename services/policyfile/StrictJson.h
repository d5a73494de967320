// SPDX-License-Identifier: GPL-3.0-or-later
// JSON read without forgiveness, for files that decide about money and access.
#pragma once

#include "core/Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// A JSON value that keeps the order of members and the text of numbers.
struct JsonNode
{
    enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    std::string text; ///< Of a string (unescaped, UTF-8) or a number (as written).
    std::vector<JsonNode> items; ///< Of an array, or the values of an object.
    std::vector<std::string> names; ///< Of an object, in parallel to `items`.
};

/// At most 16 MiB and 32 levels, valid UTF-8, no comments, no trailing commas, no member twice.
/// Errors: InvalidArgument with the JSON pointer of the fault, or line and column in the sentence.
Result<JsonNode> parseStrictJson(std::string_view json);

/// `pointer` and one more reference token, escaped as RFC 6901 has it.
QString pointerTo(const QString &pointer, std::string_view name);
QString pointerTo(const QString &pointer, std::size_t index);

} // namespace turnpike
