// SPDX-License-Identifier: GPL-3.0-or-later
// Input items, content parts and tools of a Responses request: checked and measured.
#include "engine/formats/MemberWalk.h"
#include "engine/formats/responses/ReasoningMark.h"
#include "engine/formats/responses/ResponsesRequest.h"
#include "engine/wire/RequestWalk.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

void readAudio(RequestWalk &walk, ContentMeasure &content)
{
    static constexpr std::string_view names[] = {"data", "format"};
    if (!walk.enterObject(true))
        return;
    readMembers(walk, names, [&](std::size_t known) {
        const std::int64_t size = walk.textSize(false);
        content.audioBytes += known == 0 ? size : 0;
    });
}

bool isKnownPart(std::string_view type)
{
    static constexpr std::string_view types[]
        = {"input_text",  "output_text", "text",        "summary_text", "reasoning_text",
           "input_image", "input_file",  "input_audio", "input_video",  "refusal"};
    return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

/// Counts by the payload that is there, not by the type told: no payload goes uncounted.
class PartReader
{
public:
    PartReader(RequestWalk &walk, ContentMeasure &content)
        : m_walk(walk)
        , m_content(content)
    {}

    void read()
    {
        if (!m_walk.enterObject())
            return;
        const std::size_t begin = m_walk.offset();
        const Members members
            = readMembers(m_walk, names, [this](std::size_t known) { readMember(known); });
        if (m_hasFile)
            ++m_content.fileCount;
        if (!m_type)
            refuseMember(m_walk, "type", "is missing");
        else if (m_type->ends_with("_text") && isKnownPart(*m_type)
                 && (members.seen & (1U << Text)) == 0)
            refuseMember(m_walk, "text", "is missing");
        else if (!isKnownPart(*m_type))
            m_content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
    }

private:
    enum : std::size_t {
        Type,
        Text,
        Refusal,
        ImageUrl,
        FileData,
        FileUrl,
        FileId,
        FileName,
        Audio,
        Video,
        Breakpoint,
        Cache
    };
    static constexpr std::string_view names[] = {"type",
                                                 "text",
                                                 "refusal",
                                                 "image_url",
                                                 "file_data",
                                                 "file_url",
                                                 "file_id",
                                                 "filename",
                                                 "input_audio",
                                                 "video_url",
                                                 "prompt_cache_breakpoint",
                                                 "cache_control"};

    void readMember(std::size_t known)
    {
        switch (known) {
        case Type: m_type = m_walk.text(); break;
        case Text: m_content.textBytes += m_walk.textSize(false); break;
        case Refusal: m_content.textBytes += m_walk.textSize(true); break;
        case ImageUrl: m_content.imageCount += m_walk.skip().isNull() ? 0 : 1; break;
        case Video: m_content.videoCount += m_walk.skip().isNull() ? 0 : 1; break;
        case Audio: readAudio(m_walk, m_content); break;
        case FileData: {
            const std::int64_t size = m_walk.textSize(true);
            m_content.fileBytes += size;
            m_hasFile = m_hasFile || size != 0;
            break;
        }
        case FileUrl:
        case FileId: m_hasFile = m_walk.textSize(true) != 0 || m_hasFile; break;
        case FileName: m_walk.textSize(true); break;
        default: m_content.marksCaching = !m_walk.skip().isNull() || m_content.marksCaching; break;
        }
    }

    RequestWalk &m_walk;
    ContentMeasure &m_content;
    std::optional<std::string> m_type;
    bool m_hasFile = false;
};

/// A string or parts.
void readContent(RequestWalk &walk, ContentMeasure &content)
{
    const json::Kind kind = walk.peek();
    if (kind == json::Kind::Null) {
        walk.skip();
    } else if (kind == json::Kind::String) {
        content.textBytes += walk.textSize(false);
    } else if (kind != json::Kind::Array) {
        walk.refuse("must be a string or an array of content parts");
    } else if (walk.enterArray()) {
        bool isFirst = true;
        for (std::size_t index = 0; walk.nextElement(isFirst); ++index) {
            walk.push(index);
            PartReader(walk, content).read();
            walk.pop();
        }
    }
}

/// A text, or what some clients write in its place.
void readTextOrValue(RequestWalk &walk, ContentMeasure &content)
{
    if (walk.peek() == json::Kind::String)
        content.textBytes += walk.textSize(false);
    else
        content.textBytes += rawSize(walk);
}

enum ItemMember : std::size_t {
    Type,
    Role,
    Content,
    CallId,
    Name,
    Arguments,
    CallInput,
    Output,
    Namespace,
    Summary,
    Encrypted,
};
constexpr std::string_view itemNames[]
    = {"type",   "role",      "content", "call_id",          "name", "arguments", "input",
       "output", "namespace", "summary", "encrypted_content"};

constexpr unsigned bit(ItemMember member)
{
    return 1U << member;
}

struct ItemRule
{
    std::string_view type;
    unsigned needed = 0; ///< Bits of members that may not be missing or null.
};
constexpr ItemRule itemRules[] = {
    {"message", bit(Role) | bit(Content)},
    {"function_call", bit(CallId) | bit(Name) | bit(Arguments)},
    {"function_call_output", bit(CallId) | bit(Output)},
    {"custom_tool_call", bit(CallId) | bit(Name) | bit(CallInput)},
    {"custom_tool_call_output", bit(CallId) | bit(Output)},
    {"reasoning", 0},
};

class ItemReader
{
public:
    ItemReader(RequestWalk &walk, ContentMeasure &content)
        : m_walk(walk)
        , m_content(content)
    {}

    void read()
    {
        if (!m_walk.enterObject())
            return;
        ++m_content.messageCount;
        const std::size_t begin = m_walk.offset();
        readMembers(m_walk, itemNames, [this](std::size_t known) {
            if (m_walk.peek() != json::Kind::Null)
                m_told |= 1U << known;
            readMember(known);
        });
        if (!m_walk.hasFailed())
            check(m_walk.offset() - begin);
    }

private:
    void readMember(std::size_t known)
    {
        switch (known) {
        case Type: m_type = m_walk.text().value_or(std::string()); break;
        case Role: readRole(); break;
        case Content: readContent(m_walk, m_content); break;
        case CallId:
        case Name:
        case Namespace: m_content.textBytes += m_walk.textSize(true); break;
        case Output:
            // Hosted tools answer with lists of their own kind.
            if (m_walk.peek() == json::Kind::String)
                m_content.textBytes += m_walk.textSize(false);
            else
                readOutput();
            break;
        case Summary: m_content.textBytes += rawSize(m_walk); break;
        case Encrypted: readEncrypted(); break;
        default: readTextOrValue(m_walk, m_content); break;
        }
    }

    void readEncrypted()
    {
        const json::Value value = m_walk.skip();
        m_content.textBytes += static_cast<std::int64_t>(value.text.size());
        if (value.kind == json::Kind::String && value.text.size() > 2)
            m_content.reasoning = markedFamily(value.text);
    }

    void readOutput()
    {
        if (m_walk.peek() != json::Kind::Array) {
            m_content.textBytes += rawSize(m_walk);
            return;
        }
        // Of parts, images and files count as such; anything else by its bytes.
        const bool isOfParts = m_type.empty() || m_type == "function_call_output"
            || m_type == "custom_tool_call_output";
        if (isOfParts)
            readContent(m_walk, m_content);
        else
            m_content.textBytes += rawSize(m_walk);
    }

    void readRole()
    {
        static constexpr std::array<std::string_view, 4> roles
            = {"user", "assistant", "system", "developer"};
        const std::string role = m_walk.text().value_or(std::string());
        if (std::find(roles.begin(), roles.end(), role) == roles.end())
            m_walk.refuse("must be one of user, assistant, system, developer");
    }

    void check(std::size_t size)
    {
        if ((m_told & bit(Type)) == 0 && (m_told & bit(Role)) == 0)
            return refuseMember(m_walk, "type", "is missing");
        if (m_type == "item_reference")
            return m_walk.refuse(
                "refers to an item of an earlier answer, which is not kept here: send the item "
                "itself");
        const std::string_view type = m_type.empty() ? std::string_view("message") : m_type;
        const auto *const rule
            = std::find_if(std::begin(itemRules), std::end(itemRules),
                           [type](const ItemRule &own) { return own.type == type; });
        if (rule == std::end(itemRules)) {
            m_content.textBytes += static_cast<std::int64_t>(size);
            return;
        }
        const unsigned missing = rule->needed & ~m_told;
        for (std::size_t member = 0; member < std::size(itemNames); ++member)
            if ((missing >> member & 1U) != 0)
                refuseMember(m_walk, itemNames[member], "is missing");
    }

    RequestWalk &m_walk;
    ContentMeasure &m_content;
    std::string m_type;
    unsigned m_told = 0;
};

/// Tools that the provider runs itself, or looks up: their fees no token bound covers.
bool isServerTool(std::string_view type)
{
    static constexpr std::string_view ours[]
        = {"function", "custom", "namespace", "local_shell", "apply_patch", "computer_use_preview",
           "computer"};
    return std::find(std::begin(ours), std::end(ours), type) == std::end(ours);
}

void readTool(RequestWalk &walk, ClientRequest &request, bool isNested)
{
    enum : std::size_t { ToolType, ToolName, Tools };
    static constexpr std::string_view names[] = {"type", "name", "tools"};
    std::string type, name;
    if (!walk.enterObject())
        return;
    readMembers(walk, names, [&](std::size_t known) {
        if (known == ToolType) {
            type = walk.text().value_or(std::string());
        } else if (known == ToolName) {
            name = walk.text().value_or(std::string());
        } else if (isNested) {
            walk.refuse("cannot stand in a tool of a namespace");
        } else if (walk.enterArray(true)) {
            bool isFirst = true;
            for (std::size_t index = 0; walk.nextElement(isFirst); ++index) {
                walk.push(index);
                readTool(walk, request, true);
                walk.pop();
            }
        }
    });
    if (walk.hasFailed())
        return;
    const bool needsName = type == "function" || type == "custom" || type == "namespace";
    if (type.empty())
        return refuseMember(walk, "type", "is missing");
    if (needsName && name.empty())
        return refuseMember(walk, "name", "is missing");
    request.hasServerTools = request.hasServerTools || isServerTool(type);
}

} // namespace

void readResponsesInput(RequestWalk &walk, ClientRequest &request)
{
    ContentMeasure &content = request.content;
    if (walk.peek() == json::Kind::String) {
        content.textBytes += walk.textSize(false);
        content.messageCount = 1;
        return;
    }
    if (walk.peek() != json::Kind::Array)
        return walk.refuse("must be a string or an array of items");
    walk.enterArray();
    bool isFirst = true;
    std::size_t index = 0;
    for (; walk.nextElement(isFirst); ++index) {
        walk.push(index);
        ItemReader(walk, content).read();
        walk.pop();
    }
    if (index == 0)
        walk.refuse("must not be empty");
}

void readResponsesTools(RequestWalk &walk, ClientRequest &request)
{
    if (!walk.enterArray(true))
        return;
    bool isFirst = true;
    for (std::size_t index = 0; walk.nextElement(isFirst); ++index) {
        walk.push(index);
        walk.peek();
        const std::size_t begin = walk.offset();
        readTool(walk, request, false);
        request.content.textBytes += static_cast<std::int64_t>(walk.offset() - begin);
        request.hasTools = true;
        walk.pop();
    }
}

} // namespace turnpike
