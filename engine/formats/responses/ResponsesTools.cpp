// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesTools.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

/// What providers take as a function's name.
constexpr std::size_t longestName = 64;

bool isNameByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

/// Eight hex digits (FNV-1a).
std::string shortHash(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char byte : text)
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    std::string digits(8, '0');
    for (char &digit : digits) {
        digit = "0123456789abcdef"[hash >> 28U];
        hash <<= 4U;
    }
    return digits;
}

/// A name that is too long keeps its beginning and gets a mark of the whole.
std::string fitted(const std::string &name)
{
    if (name.size() <= longestName)
        return name;
    return name.substr(0, longestName - 9) + '_' + shortHash(name);
}

std::string joined(std::string_view space, std::string_view name)
{
    std::string flat(space);
    if (!space.ends_with("__"))
        flat += "__";
    flat += name;
    std::replace_if(
        flat.begin(), flat.end(), [](char byte) { return !isNameByte(byte); }, '_');
    return fitted(flat);
}

std::string plain(RawJson string)
{
    return string.empty() ? std::string() : json::decodedText(string).value_or(std::string());
}

void readTools(json::StrictReader &json, RawJson space, std::vector<ResponsesTool> &tools)
{
    eachElement(json, [&](std::size_t) {
        ResponsesTool tool;
        tool.space = space;
        std::optional<RawJson> children;
        eachMember(json, [&](std::string_view name) {
            if (name == "type")
                tool.type = plain(rawString(json));
            else if (name == "name")
                tool.name = rawString(json);
            else if (name == "description")
                tool.description = rawString(json);
            else if (name == "parameters")
                tool.parameters = rawValue(json);
            else if (name == "format")
                tool.format = rawValue(json);
            else if (name == "strict")
                tool.strict = rawBoolean(json);
            else if (name == "tools")
                children = rawValue(json);
            else
                json.skip();
        });
        if (tool.type != "namespace")
            return tools.push_back(std::move(tool));
        json::StrictReader nested(children.value_or("[]"), json::StrictReader::maxDepth);
        readTools(nested, tool.name, tools);
    });
}

} // namespace

std::vector<ResponsesTool> readResponsesToolList(RawJson tools)
{
    std::vector<ResponsesTool> list;
    if (tools.empty())
        return list;
    json::StrictReader json(tools, json::StrictReader::maxDepth);
    readTools(json, {}, list);
    return list;
}

ToolNames::ToolNames(const std::vector<ResponsesTool> &tools)
{
    std::vector<std::string> taken;
    const auto isTaken = [&taken](const std::string &name) {
        return std::find(taken.begin(), taken.end(), name) != taken.end();
    };
    for (const ResponsesTool &tool : tools)
        if (tool.space.empty())
            taken.push_back(plain(tool.name));
    for (const ResponsesTool &tool : tools) {
        const bool isCustom = tool.type == "custom";
        if (tool.name.empty() || (tool.space.empty() && !isCustom))
            continue;
        Entry entry{.flat = {}, .space = plain(tool.space), .name = plain(tool.name)};
        entry.isCustom = isCustom;
        if (entry.space.empty()) {
            entry.flat = entry.name;
        } else {
            const std::string first = joined(entry.space, entry.name);
            entry.flat = first;
            for (int number = 2; isTaken(entry.flat); ++number)
                entry.flat = fitted(first + '_' + std::to_string(number));
            taken.push_back(entry.flat);
        }
        m_entries.push_back(std::move(entry));
    }
}

std::string ToolNames::flat(std::string_view space, std::string_view name) const
{
    for (const Entry &entry : m_entries)
        if (entry.space == space && entry.name == name)
            return entry.flat;
    return space.empty() ? std::string(name) : joined(space, name);
}

const ToolNames::Entry *ToolNames::find(std::string_view flat) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [flat](const Entry &entry) { return entry.flat == flat; });
    return found == m_entries.end() ? nullptr : &*found;
}

std::string customInput(std::string_view arguments)
{
    std::string token = "\"";
    token.append(arguments).append(1, '"');
    Conversation scratch;
    const std::string_view object = plainText(scratch, token);
    json::StrictReader json(object);
    RawJson input;
    if (json.peek() == json::Kind::Object)
        eachMember(json, [&](std::string_view name) {
            if (name == "input")
                input = rawString(json);
            else
                json.skip();
        });
    if (!json.finish() || input.empty())
        return std::string(arguments);
    return std::string(input.substr(1, input.size() - 2));
}

} // namespace turnpike
