// SPDX-License-Identifier: GPL-3.0-or-later
// multipart/form-data (RFC 7578), read strictly: what two readers could understand differently is
// refused, so that a provider sees the fields that we saw.
#pragma once

#include "engine/wire/ErrorBody.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace turnpike {

/// One part. Views into the body.
struct MultipartPart
{
    std::string_view name; ///< As written between its quotes, which hold no escape.
    std::string_view fileName; ///< The same; escapes are allowed. Empty when none was told.
    bool isFile = false; ///< A file name was told.
    std::string_view contentType; ///< Empty when not told.
    std::string_view data;
};

/// The boundary that a Content-Type names; nothing when it is another type. Errors: 400 for a
/// boundary that is missing, told twice or none by RFC 2046.
tl::expected<std::string_view, ApiError> multipartBoundary(std::string_view contentType);
bool isMultipart(std::string_view contentType);

/// The parts in their order, 1 to 256 of them. Errors: 400 naming the part: anything before the
/// first boundary or behind the last but a line end, a part without its name or with two, a header
/// that is malformed or longer than 8 KiB, an encoding of its own, an end that never comes.
tl::expected<std::vector<MultipartPart>, ApiError> readMultipart(std::string_view body,
                                                                 std::string_view boundary);

/// A body of the same kind, written: fields, then one file. `boundary` must not occur in them.
struct MultipartField
{
    std::string_view name;
    std::string_view value;
};
std::string writeMultipart(const std::vector<MultipartField> &fields, const MultipartPart &file,
                           std::string_view boundary);

} // namespace turnpike
