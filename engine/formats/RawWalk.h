// SPDX-License-Identifier: GPL-3.0-or-later
// Walks JSON that was read strictly before, and collects slices of it.
#pragma once

#include "engine/json/StrictReader.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace turnpike {

/// Calls `read(name)` for each member of the object at the cursor; it must read or skip the value.
/// Anything but an object is skipped.
template <typename Read>
void eachMember(json::StrictReader &json, Read read)
{
    if (json.peek() != json::Kind::Object) {
        json.skip();
        return;
    }
    json.enterObject();
    for (json::Member member; json.nextMember(member);)
        read(member.name);
}

/// The same for the elements of an array: `read(index)`.
template <typename Read>
void eachElement(json::StrictReader &json, Read read)
{
    if (json.peek() != json::Kind::Array) {
        json.skip();
        return;
    }
    json.enterArray();
    bool isFirst = true;
    for (std::size_t index = 0; json.nextElement(isFirst); ++index)
        read(index);
}

/// The value at the cursor as written; empty for null.
inline std::string_view rawValue(json::StrictReader &json)
{
    const json::Value value = json.skip();
    return value.isNull() ? std::string_view() : value.text;
}

/// The value at the cursor if it is a string token, else nothing.
inline std::string_view rawString(json::StrictReader &json)
{
    const json::Value value = json.skip();
    return value.kind == json::Kind::String ? value.text : std::string_view();
}

inline std::optional<bool> rawBoolean(json::StrictReader &json)
{
    const json::Value value = json.skip();
    if (!value.isBoolean())
        return std::nullopt;
    return value.kind == json::Kind::True;
}

} // namespace turnpike
