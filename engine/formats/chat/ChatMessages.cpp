// SPDX-License-Identifier: GPL-3.0-or-later
// Messages, content parts and tools of a chat request: roles and types checked, sizes measured.
#include "engine/formats/MemberWalk.h"
#include "engine/formats/chat/ChatParts.h"
#include "engine/wire/ClientRequest.h"
#include "engine/wire/RequestWalk.h"

#include <algorithm>
#include <array>
#include <utility>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

void readAudioPart(RequestWalk &walk, ContentMeasure &content)
{
    static constexpr std::string_view names[] = {"data", "format"};
    if (!walk.enterObject())
        return;
    readMembers(walk, names, [&](std::size_t known) {
        const std::int64_t size = walk.textSize(false);
        content.audioBytes += known == 0 ? size : 0;
    });
}

void readFilePart(RequestWalk &walk, ContentMeasure &content)
{
    static constexpr std::string_view names[] = {"file_data", "file_id", "filename"};
    ++content.fileCount;
    if (!walk.enterObject())
        return;
    readMembers(walk, names, [&](std::size_t known) {
        const std::int64_t size = walk.textSize(true);
        content.fileBytes += known == 0 ? size : 0;
    });
}

bool isKnownPart(std::string_view type)
{
    static constexpr std::string_view types[]
        = {"text", "image_url", "input_audio", "video_url", "input_video", "file", "refusal"};
    return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

/// Counts by the payload that is there, not by the type told: no payload goes uncounted.
void readPart(RequestWalk &walk, ContentMeasure &content)
{
    enum : std::size_t {
        Type,
        Text,
        Image,
        Audio,
        Video,
        OldVideo,
        File,
        Refusal,
        Cache,
        Breakpoint
    };
    static constexpr std::string_view names[]
        = {"type",        "text", "image_url", "input_audio",   "video_url",
           "input_video", "file", "refusal",   "cache_control", "prompt_cache_breakpoint"};
    if (!walk.enterObject())
        return;
    const std::size_t begin = walk.offset();
    std::optional<std::string> type;
    const Members members = readMembers(walk, names, [&](std::size_t known) {
        switch (known) {
        case Type: type = walk.text(); break;
        case Text: content.textBytes += walk.textSize(false); break;
        case Refusal: content.textBytes += walk.textSize(true); break;
        case Audio: readAudioPart(walk, content); break;
        case File: readFilePart(walk, content); break;
        case Image:
            ++content.imageCount;
            walk.skip();
            break;
        case Video:
        case OldVideo:
            ++content.videoCount;
            walk.skip();
            break;
        default: content.marksCaching = !walk.skip().isNull() || content.marksCaching; break;
        }
    });
    if (!type) {
        walk.push("type");
        walk.refuse("is missing");
        walk.pop();
    } else if (*type == "text" && (members.seen & (1U << Text)) == 0) {
        walk.push("text");
        walk.refuse("is missing");
        walk.pop();
    } else if (!isKnownPart(*type)) {
        content.textBytes += static_cast<std::int64_t>(walk.offset() - begin);
    }
}

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
            readPart(walk, content);
            walk.pop();
        }
    }
}

/// A tool call's function, or a message's old `function_call`: name and arguments are prompt text.
void readFunctionCall(RequestWalk &walk, ContentMeasure &content)
{
    static constexpr std::string_view names[] = {"name", "arguments"};
    if (!walk.enterObject(true))
        return;
    readMembers(walk, names, [&](std::size_t) {
        // Arguments are a string by the format, but some clients send the object itself.
        if (walk.peek() == json::Kind::String)
            content.textBytes += walk.textSize(false);
        else
            content.textBytes += rawSize(walk);
    });
}

void readToolCalls(RequestWalk &walk, ContentMeasure &content)
{
    static constexpr std::string_view names[] = {"function", "custom"};
    if (!walk.enterArray(true))
        return;
    bool isFirst = true;
    for (std::size_t index = 0; walk.nextElement(isFirst); ++index) {
        walk.push(index);
        if (walk.enterObject())
            readMembers(walk, names, [&](std::size_t known) {
                if (known == 0)
                    readFunctionCall(walk, content);
                else
                    content.textBytes += rawSize(walk);
            });
        walk.pop();
    }
}

enum class Role : std::uint8_t { None, System, Developer, User, Assistant, Tool, Function };

Role readRole(RequestWalk &walk)
{
    static constexpr std::array<std::string_view, 6> roles
        = {"system", "developer", "user", "assistant", "tool", "function"};
    const std::optional<std::string> word = walk.text();
    const auto found = std::find(roles.begin(), roles.end(), word.value_or(std::string()));
    if (found == roles.end()) {
        walk.refuse("must be one of system, developer, user, assistant, tool, function");
        return Role::None;
    }
    return static_cast<Role>(found - roles.begin() + 1);
}

/// One of `reasoning_details`. What is neither signed nor encrypted any model may read.
void readReasoningDetail(RequestWalk &walk, ContentMeasure &content)
{
    enum : std::size_t { Format, Signature, Data };
    static constexpr std::string_view names[] = {"format", "signature", "data"};
    if (walk.peek() != json::Kind::Object || !walk.enterObject()) {
        walk.skip();
        return;
    }
    std::string_view format;
    bool isSealed = false;
    readMembers(walk, names, [&](std::size_t known) {
        const json::Value value = walk.skip();
        if (value.kind != json::Kind::String || value.text.size() <= 2)
            return;
        if (known == Format)
            format = value.text.substr(1, value.text.size() - 2);
        else
            isSealed = true;
    });
    if (isSealed)
        content.reasoning = familyOfDetail(format);
}

void readReasoningDetails(RequestWalk &walk, ContentMeasure &content)
{
    if (walk.peek() != json::Kind::Array) {
        content.textBytes += rawSize(walk);
        return;
    }
    const std::size_t begin = walk.offset();
    walk.enterArray();
    bool isFirst = true;
    for (std::size_t index = 0; walk.nextElement(isFirst); ++index) {
        walk.push(index);
        readReasoningDetail(walk, content);
        walk.pop();
    }
    content.textBytes += static_cast<std::int64_t>(walk.offset() - begin);
}

/// The role that was told.
Role readMessage(RequestWalk &walk, ContentMeasure &content, bool &hasReasoning)
{
    enum : std::size_t {
        RoleName,
        Content,
        ToolCalls,
        FunctionCall,
        Reasoning,
        ReasoningContent,
        ReasoningDetails,
        Cache,
        Audio,
        ToolCallId,
        Name,
        Refusal
    };
    static constexpr std::string_view names[] = {"role",
                                                 "content",
                                                 "tool_calls",
                                                 "function_call",
                                                 "reasoning",
                                                 "reasoning_content",
                                                 "reasoning_details",
                                                 "cache_control",
                                                 "audio",
                                                 "tool_call_id",
                                                 "name",
                                                 "refusal"};
    if (!walk.enterObject())
        return Role::None;
    ++content.messageCount;
    Role role = Role::None;
    json::Kind contentKind = json::Kind::None;
    const Members members = readMembers(walk, names, [&](std::size_t known) {
        hasReasoning = hasReasoning
            || (known >= Reasoning && known <= ReasoningDetails && walk.peek() != json::Kind::Null);
        switch (known) {
        case RoleName: role = readRole(walk); break;
        case Content:
            contentKind = walk.peek();
            readContent(walk, content);
            break;
        case ToolCalls: readToolCalls(walk, content); break;
        case FunctionCall: readFunctionCall(walk, content); break;
        case Reasoning:
        case ReasoningContent:
        case Refusal:
        case ToolCallId:
        case Name: content.textBytes += walk.textSize(true); break;
        case Cache: content.marksCaching = !walk.skip().isNull() || content.marksCaching; break;
        case ReasoningDetails: readReasoningDetails(walk, content); break;
        case Audio: walk.skip(); break;
        default: content.textBytes += rawSize(walk); break;
        }
    });
    const bool needsContent = role == Role::System || role == Role::Developer || role == Role::User;
    if ((members.seen & 1U) == 0) {
        walk.push("role");
        walk.refuse("is missing");
        walk.pop();
    } else if (needsContent
               && (contentKind == json::Kind::None || contentKind == json::Kind::Null)) {
        walk.push("content");
        walk.refuse("must be a string or an array of content parts");
        walk.pop();
    }
    return role;
}

} // namespace

void readMessages(RequestWalk &walk, ClientRequest &request)
{
    if (!walk.enterArray())
        return;
    bool isFirst = true;
    std::size_t index = 0;
    bool hasSystem = false, hasOther = false;
    for (; walk.nextElement(isFirst); ++index) {
        walk.push(index);
        walk.peek();
        const std::size_t begin = walk.offset();
        bool hasReasoning = false;
        const Role role = readMessage(walk, request.content, hasReasoning);
        const std::string_view message = request.body.substr(begin, walk.offset() - begin);
        if (hasReasoning && !walk.hasFailed())
            request.reasonedMessages.push_back(message);
        const bool isSystem = role == Role::System || role == Role::Developer;
        if (!std::exchange(isSystem ? hasSystem : hasOther, true))
            request.opening = openingWith(request.opening, message);
        walk.pop();
    }
    if (index == 0)
        walk.refuse("must not be empty");
}

void readTools(RequestWalk &walk, ClientRequest &request)
{
    static constexpr std::string_view names[] = {"type", "cache_control"};
    if (!walk.enterArray(true))
        return;
    bool isFirst = true;
    for (std::size_t index = 0; walk.nextElement(isFirst); ++index) {
        walk.push(index);
        const std::size_t begin = walk.offset();
        if (walk.enterObject())
            readMembers(walk, names, [&](std::size_t known) {
                if (known == 1) {
                    request.content.marksCaching
                        = !walk.skip().isNull() || request.content.marksCaching;
                    return;
                }
                const std::string type = walk.text().value_or("function");
                request.hasServerTools
                    = request.hasServerTools || (type != "function" && type != "custom");
            });
        request.content.textBytes += static_cast<std::int64_t>(walk.offset() - begin);
        request.hasTools = true;
        walk.pop();
    }
}

} // namespace turnpike
