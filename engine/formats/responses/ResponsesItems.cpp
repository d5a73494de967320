// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesItems.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ReasoningMark.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

constexpr std::string_view emptyText = R"("")";

Role roleOf(std::string_view word)
{
    if (word == "assistant")
        return Role::Assistant;
    if (word == "system")
        return Role::System;
    return word == "developer" ? Role::Developer : Role::User;
}

/// What a part is, by its type; nothing for types that mean nothing elsewhere.
std::optional<Kind> kindOf(std::string_view type)
{
    static constexpr std::pair<std::string_view, Kind> kinds[] = {
        {"input_text", Kind::Text},   {"output_text", Kind::Text},    {"text", Kind::Text},
        {"summary_text", Kind::Text}, {"reasoning_text", Kind::Text}, {"refusal", Kind::Refusal},
        {"input_image", Kind::Image}, {"input_file", Kind::File},     {"input_audio", Kind::Audio},
        {"input_video", Kind::Video}};
    for (const auto &[word, kind] : kinds)
        if (word == type)
            return kind;
    return std::nullopt;
}

} // namespace

struct ResponsesItemReader::Item
{
    std::string_view type, role;
    std::vector<ContentPart> parts; ///< Of `content` or `output`.
    std::vector<RawJson> summaries;
    RawJson arguments; ///< Any value.
    RawJson id, callId, name, space, input, encrypted, signature, format; ///< String tokens.
    std::string problem; ///< Pointer to a part that cannot be said elsewhere.
};

std::optional<ApiError> ResponsesItemReader::read(RawJson input)
{
    if (input.starts_with('"')) {
        m_talk.turns.push_back(
            {.role = Role::User, .parts = {{.kind = Kind::Text, .text = input}}});
        return std::nullopt;
    }
    json::StrictReader json(input, json::StrictReader::maxDepth);
    eachElement(json, [&](std::size_t index) {
        Item item = readItem(json, index);
        place(item);
    });
    return std::move(m_error);
}

/// The place of a member that is a string; null for others.
RawJson *ResponsesItemReader::textOf(Item &item, std::string_view name)
{
    static constexpr std::pair<std::string_view, RawJson Item::*> texts[] = {
        {"id", &Item::id},
        {"call_id", &Item::callId},
        {"name", &Item::name},
        {"namespace", &Item::space},
        {"input", &Item::input},
        {"encrypted_content", &Item::encrypted},
        {"signature", &Item::signature},
        {"format", &Item::format},
    };
    for (const auto &[own, place] : texts)
        if (own == name)
            return &(item.*place);
    return nullptr;
}

ResponsesItemReader::Item ResponsesItemReader::readItem(json::StrictReader &json, std::size_t index)
{
    Item item;
    eachMember(json, [&](std::string_view name) {
        if (RawJson *const text = textOf(item, name))
            *text = rawString(json);
        else if (name == "type")
            item.type = plainText(m_talk, rawString(json));
        else if (name == "role")
            item.role = plainText(m_talk, rawString(json));
        else if (name == "arguments")
            item.arguments = rawValue(json);
        else if (name == "content" || name == "output")
            readContent(json, item, name);
        else if (name == "summary")
            eachElement(json, [&](std::size_t) { readSummary(json, item); });
        else
            json.skip();
    });
    if (!item.problem.empty())
        item.problem = "/input/" + std::to_string(index) + item.problem;
    return item;
}

void ResponsesItemReader::readSummary(json::StrictReader &json, Item &item)
{
    eachMember(json, [&](std::string_view name) {
        const RawJson text = name == "text" ? rawString(json) : RawJson();
        if (name != "text")
            json.skip();
        else if (!text.empty())
            item.summaries.push_back(text);
    });
}

void ResponsesItemReader::readContent(json::StrictReader &json, Item &item, std::string_view member)
{
    if (json.peek() == json::Kind::String) {
        item.parts.push_back({.kind = Kind::Text, .text = rawString(json)});
        return;
    }
    eachElement(json, [&](std::size_t index) {
        ContentPart part;
        if (readPart(json, part)) {
            item.parts.push_back(std::move(part));
        } else if (item.problem.empty()) {
            item.problem.append(1, '/').append(member).append(1, '/');
            item.problem.append(std::to_string(index)).append("/type");
        }
    });
}

/// False: its type means nothing to other formats.
bool ResponsesItemReader::readPart(json::StrictReader &json, ContentPart &part)
{
    std::optional<Kind> kind;
    RawJson refusal;
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            kind = kindOf(plainText(m_talk, rawString(json)));
        else if (name == "text")
            part.text = rawString(json);
        else if (name == "refusal")
            refusal = rawString(json);
        else if (!readMedia(json, part, name))
            readMarker(json, part, name);
    });
    if (!kind)
        return false;
    part.kind = *kind;
    if (part.kind == Kind::Refusal)
        part.text = refusal.empty() ? emptyText : refusal;
    return true;
}

/// False: the member is none of a picture, a file or a sound.
bool ResponsesItemReader::readMedia(json::StrictReader &json, ContentPart &part,
                                    std::string_view name)
{
    if (name == "image_url" || name == "video_url" || name == "file_url") {
        placeMedia(part, rawString(json));
    } else if (name == "file_data") {
        placeMedia(part, rawString(json), "application/pdf");
    } else if (name == "file_id") {
        if (const RawJson id = rawString(json); !id.empty()) {
            part.source = Source::FileId;
            part.data = id;
        }
    } else if (name == "input_audio") {
        readAudio(json, part);
    } else if (name == "filename") {
        part.fileName = rawString(json);
    } else if (name == "detail") {
        part.detail = rawString(json);
    } else {
        return false;
    }
    return true;
}

/// A breakpoint without a lifetime is Anthropic's plain marker.
void ResponsesItemReader::readMarker(json::StrictReader &json, ContentPart &part,
                                     std::string_view name)
{
    const bool isMarker = name == "cache_control";
    const RawJson value = rawValue(json);
    if ((isMarker || name == "prompt_cache_breakpoint") && !value.empty())
        part.cacheControl = isMarker ? value : RawJson(R"({"type":"ephemeral"})");
}

void ResponsesItemReader::readAudio(json::StrictReader &json, ContentPart &part)
{
    eachMember(json, [&](std::string_view name) {
        if (name == "data") {
            part.source = Source::Base64;
            part.data = plainText(m_talk, rawString(json));
        } else if (name == "format") {
            part.mediaType
                = m_talk.keep("audio/" + std::string(plainText(m_talk, rawString(json))));
        } else {
            json.skip();
        }
    });
}

/// A data URL becomes media type and base64, a web address stays one; the rest is base64 of
/// `bareType`, where that is told.
void ResponsesItemReader::placeMedia(ContentPart &part, RawJson url, std::string_view bareType)
{
    if (url.empty())
        return;
    if (splitDataUrl(m_talk, url, part.mediaType, part.data)) {
        part.source = Source::Base64;
    } else if (bareType.empty() || url.starts_with("\"http")) {
        part.source = Source::Url;
        part.data = url;
    } else {
        part.source = Source::Base64;
        part.mediaType = bareType;
        part.data = plainText(m_talk, url);
    }
}

void ResponsesItemReader::place(Item &item)
{
    const std::string_view type = item.type.empty() ? std::string_view("message") : item.type;
    if (type == "message")
        placeMessage(item);
    else if (type == "reasoning")
        placeReasoning(item);
    else if (type == "function_call" || type == "custom_tool_call")
        placeCall(item);
    else if (type == "function_call_output" || type == "custom_tool_call_output")
        placeResult(item);
    else
        return; // A hosted tool's: what it led to stands in the messages.
    if (item.problem.empty() || m_error)
        return;
    m_error = ApiError{.status = 400, .errorType = "invalid_request", .pointer = item.problem};
    m_error->message = item.problem
        + " is a kind of content that this model's provider cannot be "
          "sent.";
}

Turn &ResponsesItemReader::assistant()
{
    if (m_talk.turns.empty() || m_talk.turns.back().role != Role::Assistant)
        m_talk.turns.push_back({.role = Role::Assistant});
    return m_talk.turns.back();
}

void ResponsesItemReader::placeMessage(Item &item)
{
    const Role role = roleOf(item.role);
    if (role != Role::Assistant) {
        m_talk.turns.push_back({.role = role, .parts = std::move(item.parts)});
        return;
    }
    std::vector<ContentPart> &parts = assistant().parts;
    std::move(item.parts.begin(), item.parts.end(), std::back_inserter(parts));
}

RawJson ResponsesItemReader::joined(const std::vector<RawJson> &texts)
{
    if (texts.size() == 1)
        return texts.front();
    std::string token = "\"";
    for (const RawJson text : texts) {
        if (token.size() > 1)
            token += R"(\n\n)";
        appendInner(token, text);
    }
    return m_talk.keep(std::move(token.append(1, '"')));
}

void ResponsesItemReader::placeReasoning(Item &item)
{
    const bool isEncrypted = item.encrypted.size() > 2;
    MarkedReasoning marked;
    if (isEncrypted) {
        marked = readReasoningMark(m_talk, item.encrypted);
    } else {
        marked.family = familyOfFormat(plainText(m_talk, item.format));
        marked.kind = MarkedReasoning::Kind::Signature;
        marked.value = item.signature;
    }
    if (marked.kind == MarkedReasoning::Kind::CallSignature) {
        m_callSignature = marked.value;
        m_callFamily = marked.family;
        return;
    }
    std::vector<RawJson> texts;
    for (const ContentPart &part : item.parts)
        if (part.text.size() > 2)
            texts.push_back(part.text);
    if (marked.kind == MarkedReasoning::Kind::Signature && marked.value.size() > 2) {
        assistant().parts.push_back({.kind = Kind::Reasoning,
                                     .text = joined(texts.empty() ? item.summaries : texts),
                                     .signature = marked.value,
                                     .family = marked.family});
        return;
    }
    placeThoughts(item.summaries, marked.family, true);
    placeThoughts(texts, marked.family, false);
    if (!isEncrypted)
        return;
    // Ids of ours mean nothing to the provider.
    const bool isMarked = marked.value.data() != item.encrypted.data();
    assistant().parts.push_back({.kind = Kind::Reasoning,
                                 .id = isMarked ? RawJson() : item.id,
                                 .encrypted = marked.value,
                                 .family = marked.family});
}

void ResponsesItemReader::placeThoughts(const std::vector<RawJson> &texts, ReasoningFamily family,
                                        bool isSummary)
{
    for (const RawJson text : texts)
        assistant().parts.push_back(
            {.kind = Kind::Reasoning, .text = text, .isSummary = isSummary, .family = family});
}

RawJson ResponsesItemReader::toolName(RawJson space, RawJson name)
{
    if (space.size() <= 2)
        return name;
    return keepString(m_talk, m_names.flat(plainText(m_talk, space), plainText(m_talk, name)));
}

void ResponsesItemReader::placeCall(Item &item)
{
    ContentPart call{.kind = Kind::ToolCall, .id = item.callId};
    call.name = toolName(item.space, item.name);
    if (item.type == "custom_tool_call") {
        std::string object = R"({"input":)";
        call.arguments = m_talk.keep(
            std::move(object.append(item.input.empty() ? emptyText : item.input).append(1, '}')));
    } else {
        call.arguments = item.arguments;
    }
    call.signature = std::exchange(m_callSignature, {});
    if (!call.signature.empty())
        call.family = m_callFamily;
    assistant().parts.push_back(std::move(call));
}

void ResponsesItemReader::placeResult(Item &item)
{
    ContentPart result{.kind = Kind::ToolResult, .id = item.callId};
    result.result = std::move(item.parts);
    for (auto turn = m_talk.turns.rbegin(); turn != m_talk.turns.rend() && result.name.empty();
         ++turn)
        for (const ContentPart &part : turn->parts)
            if (part.kind == Kind::ToolCall && part.id == item.callId)
                result.name = part.name;
    Turn &turn = m_talk.turns.emplace_back();
    turn.role = Role::Tool;
    turn.parts.push_back(std::move(result));
}

} // namespace turnpike
