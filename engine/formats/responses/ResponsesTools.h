// SPDX-License-Identifier: GPL-3.0-or-later
// Tools of a Responses request as formats know them that have functions only: tools of a namespace
// by one flat name, custom tools as functions of one string. And back.
#pragma once

#include "engine/formats/Conversation.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// A function or custom tool; others have no name of their own.
struct ResponsesTool
{
    std::string type;
    RawJson space; ///< Name of its namespace.
    RawJson name, description, parameters, format;
    std::optional<bool> strict = {};
};

/// The parameters of a function that stands for a custom tool.
inline constexpr std::string_view customToolSchema
    = R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})";

/// All tools of the member's array in order, those of a namespace in its place; tools that the
/// provider runs come too. `tools` may be empty.
std::vector<ResponsesTool> readResponsesToolList(RawJson tools);

/// Flat names, the same for the same tools.
class ToolNames
{
public:
    struct Entry
    {
        std::string flat; ///< Plain text, as all here.
        std::string space; ///< Empty: no namespace.
        std::string name;
        bool isCustom = false;
    };

    ToolNames() = default;
    explicit ToolNames(const std::vector<ResponsesTool> &tools);

    /// The flat name of a tool; also of one that the request does not define, as history may.
    std::string flat(std::string_view space, std::string_view name) const;
    /// What the client calls it; null when that is the flat name and it is a plain function.
    const Entry *find(std::string_view flat) const;

private:
    std::vector<Entry> m_entries;
};

/// The text of a custom call, as a string token's inside, out of its function's arguments (the
/// inside of a string token, too). Arguments of another form are the text themselves.
std::string customInput(std::string_view arguments);

} // namespace turnpike
