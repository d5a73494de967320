// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiSchema.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace turnpike {

namespace {

constexpr std::size_t readDepth = json::StrictReader::maxDepth;
/// Pairs of members that are compared when a reference and its surroundings are merged.
constexpr std::size_t mergeLimit = 65'536;

/// Members whose values are named schemas: the names in them are no keywords.
bool holdsNamedSchemas(std::string_view name)
{
    static constexpr std::array<std::string_view, 5> names
        = {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Members whose values are data, whatever they look like.
bool holdsData(std::string_view name)
{
    static constexpr std::array<std::string_view, 6> names
        = {"enum", "const", "default", "examples", "example", "required"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool holdsDefinitions(std::string_view name)
{
    return name == "$defs" || name == "definitions";
}

/// One step of a JSON pointer, unescaped.
std::string stepOf(std::string_view spelled)
{
    std::string step;
    for (std::size_t i = 0; i < spelled.size(); ++i) {
        if (spelled[i] == '~' && i + 1 < spelled.size()) {
            ++i;
            step += spelled[i] == '1' ? '/' : '~';
        } else {
            step += spelled[i];
        }
    }
    return step;
}

RawJson memberOf(RawJson value, std::string_view name)
{
    RawJson found;
    json::StrictReader json(value, readDepth);
    if (json.peek() == json::Kind::Object) {
        eachMember(json, [&](std::string_view member) {
            const json::Value candidate = json.skip();
            if (member == name)
                found = candidate.text;
        });
    } else {
        std::size_t wanted = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), wanted);
        const bool isIndex = error == std::errc() && end == name.data() + name.size();
        eachElement(json, [&](std::size_t index) {
            const json::Value candidate = json.skip();
            if (isIndex && index == wanted)
                found = candidate.text;
        });
    }
    return found;
}

} // namespace

RawJson SchemaFitting::fitted(Conversation &conversation, RawJson schema)
{
    if (schema.find("$ref") == std::string_view::npos
        && schema.find("$schema") == std::string_view::npos)
        return schema;
    m_root = schema;
    m_out.clear();
    m_targets.clear();
    m_open.clear();
    m_depth = 0;
    m_keepsDefinitions = false;
    writeRoot(schema);
    if (isSpent())
        return schema; // Better refused by the provider, in its words, than unfolded without end.
    m_outputLeft -= m_out.size();
    return conversation.keep(std::exchange(m_out, {}));
}

/// The value that a reference into this schema means; empty when it cannot be found.
RawJson SchemaFitting::target(std::string_view reference)
{
    if (!reference.starts_with("#/") || reference.find_first_of("\\%") != std::string_view::npos)
        return {};
    const auto [place, isNew] = m_targets.try_emplace(reference);
    if (!isNew)
        return place->second;
    RawJson value = m_root;
    std::string_view rest = reference.substr(1);
    while (!rest.empty() && !value.empty()) {
        if (value.size() > m_searchLeft)
            return {};
        m_searchLeft -= value.size();
        rest.remove_prefix(1);
        const std::size_t end = std::min(rest.find('/'), rest.size());
        value = memberOf(value, stepOf(rest.substr(0, end)));
        rest.remove_prefix(end);
    }
    return place->second = value;
}

/// The members of an object with what its `$ref` means put first; its own members win. `entered`
/// counts the targets that were opened. False: a reference has to stay.
bool SchemaFitting::gather(RawJson schema, Entries &entries, std::size_t &entered)
{
    Entries own;
    RawJson reference;
    json::StrictReader json(schema, readDepth);
    eachMember(json, [&](std::string_view name) {
        const json::Value value = json.skip();
        if (name == "$ref" && value.kind == json::Kind::String)
            reference = value.text;
        else
            own.push_back({name, value.text});
    });
    if (!reference.empty()) {
        const RawJson value = target(reference.substr(1, reference.size() - 2));
        const bool isOpen = std::find(m_open.begin(), m_open.end(), value.data()) != m_open.end();
        if (value.empty() || value.front() != '{' || isOpen || m_depth + entered >= maxDepth / 2)
            return false;
        m_open.push_back(value.data());
        ++entered;
        if (!gather(value, entries, entered))
            return false;
    }
    const std::size_t merged = entries.size();
    if (merged * own.size() > mergeLimit)
        return false;
    for (const Entry &entry : own) {
        const auto end = entries.begin() + static_cast<std::ptrdiff_t>(merged);
        const auto same = std::find_if(entries.begin(), end, [&entry](const Entry &other) {
            return other.name == entry.name;
        });
        if (same == end)
            entries.push_back(entry);
        else
            same->value = entry.value;
    }
    return true;
}

void SchemaFitting::writeMember(const Entry &entry)
{
    m_out += m_out.back() == '{' ? "\"" : ",\"";
    m_out.append(entry.name).append("\":");
    if (holdsData(entry.name))
        m_out += entry.value;
    else if (holdsNamedSchemas(entry.name))
        writeMap(entry.value);
    else
        writeSchema(entry.value);
}

void SchemaFitting::writeMap(RawJson map)
{
    if (map.front() != '{') {
        m_out += map;
        return;
    }
    m_out += '{';
    json::StrictReader json(map, readDepth);
    eachMember(json, [&](std::string_view name) {
        m_out += m_out.back() == '{' ? "\"" : ",\"";
        m_out.append(name).append("\":");
        writeSchema(json.skip().text);
    });
    m_out += '}';
}

void SchemaFitting::writeSchema(RawJson schema)
{
    const bool isPlain = (schema.front() != '{' && schema.front() != '[')
        || schema.find("$ref") == std::string_view::npos;
    if (isPlain || isSpent()) {
        m_keepsDefinitions = m_keepsDefinitions || !isPlain;
        m_out += schema;
        return;
    }
    ++m_depth;
    if (schema.front() == '[') {
        m_out += '[';
        json::StrictReader json(schema, readDepth);
        eachElement(json, [&](std::size_t index) {
            m_out += index == 0 ? "" : ",";
            writeSchema(json.skip().text);
        });
        m_out += ']';
    } else {
        Entries entries;
        std::size_t entered = 0;
        m_out += '{';
        if (gather(schema, entries, entered)) {
            for (const Entry &entry : entries)
                writeMember(entry);
        } else {
            // Beside a reference only these two may stand.
            m_keepsDefinitions = true;
            json::StrictReader json(schema, readDepth);
            eachMember(json, [&](std::string_view name) {
                const RawJson value = json.skip().text;
                if (name == "$ref" || name == "description" || name == "default") {
                    m_out += m_out.back() == '{' ? "\"" : ",\"";
                    m_out.append(name).append("\":").append(value);
                }
            });
        }
        m_out += '}';
        m_open.resize(m_open.size() - entered);
    }
    --m_depth;
}

void SchemaFitting::writeRoot(RawJson schema)
{
    Entries entries, definitions;
    std::size_t entered = 0;
    if (schema.front() != '{' || !gather(schema, entries, entered)) {
        m_out += schema;
        return;
    }
    m_out += '{';
    for (const Entry &entry : entries) {
        if (holdsDefinitions(entry.name))
            definitions.push_back(entry);
        else if (entry.name != "$schema")
            writeMember(entry);
    }
    for (const Entry &entry : definitions)
        if (m_keepsDefinitions) {
            m_out += m_out.back() == '{' ? "\"" : ",\"";
            m_out.append(entry.name).append("\":").append(entry.value);
        }
    m_out += '}';
}

} // namespace turnpike
