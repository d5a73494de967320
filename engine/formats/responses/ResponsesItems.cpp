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
    std::string_view type, role, format;
    std::vector<ContentPart> parts; ///< Of `content` or `output`.
    std::vector<RawJson> summaries;
    RawJson id, callId, name, space, arguments, input, encrypted, signature;
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

ResponsesItemReader::Item ResponsesItemReader::readItem(json::StrictReader &json, std::size_t index)
{
    Item item;
    const auto word = [&] { return plainText(m_talk, rawString(json)); };
    const std::array<std::pair<std::string_view, RawJson *>, 7> texts{
        {{"id", &item.id},
         {"call_id", &item.callId},
         {"name", &item.name},
         {"namespace", &item.space},
         {"input", &item.input},
         {"encrypted_content", &item.encrypted},
         {"signature", &item.signature}}};
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            item.type = word();
        else if (name == "role")
            item.role = word();
        else if (name == "format")
            item.format = word();
        else if (name == "arguments")
            item.arguments = rawValue(json);
        else if (name == "content" || name == "output")
            readContent(json, item, name);
        else if (name == "summary")
            eachElement(json, [&](std::size_t) {
                eachMember(json, [&](std::string_view member) {
                    const RawJson text = member == "text" ? rawString(json) : rawValue(json);
                    if (member == "text" && !text.empty())
                        item.summaries.push_back(text);
                });
            });
        else if (const auto *const place
                 = std::find_if(texts.begin(), texts.end(),
                                [name](const auto &own) { return own.first == name; });
                 place != texts.end())
            *place->second = rawString(json);
        else
            json.skip();
    });
    if (!item.problem.empty())
        item.problem = "/input/" + std::to_string(index) + item.problem;
    return item;
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
        else if (name == "image_url" || name == "video_url" || name == "file_url")
            placeMedia(part, rawString(json));
        else if (name == "file_data")
            placeMedia(part, rawString(json), "application/pdf");
        else if (name == "input_audio")
            readAudio(json, part);
        else if (name == "filename")
            part.fileName = rawString(json);
        else if (name == "detail")
            part.detail = rawString(json);
        else if (name == "file_id") {
            if (const RawJson id = rawString(json); !id.empty()) {
                part.source = Source::FileId;
                part.data = id;
            }
        } else if (name == "prompt_cache_breakpoint" || name == "cache_control") {
            // A breakpoint without a lifetime is Anthropic's plain marker.
            if (const RawJson marker = rawValue(json); !marker.empty())
                part.cacheControl
                    = name == "cache_control" ? marker : RawJson(R"({"type":"ephemeral"})");
        } else
            json.skip();
    });
    if (!kind)
        return false;
    part.kind = *kind;
    if (part.kind == Kind::Refusal)
        part.text = refusal.empty() ? emptyText : refusal;
    return true;
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
    if (isEncrypted)
        marked = readReasoningMark(m_talk, item.encrypted);
    else
        marked.family = familyOfFormat(item.format);
    if (isEncrypted && marked.kind == MarkedReasoning::Kind::CallSignature) {
        m_callSignature = marked.value;
        m_callFamily = marked.family;
        return;
    }
    std::vector<ContentPart> &parts = assistant().parts;
    std::vector<RawJson> texts;
    for (const ContentPart &part : item.parts)
        if (part.text.size() > 2)
            texts.push_back(part.text);
    const bool isSigned = (isEncrypted && marked.kind == MarkedReasoning::Kind::Signature)
        || (!isEncrypted && item.signature.size() > 2);
    ContentPart part{.kind = Kind::Reasoning, .family = marked.family};
    if (isSigned) {
        part.text = joined(texts.empty() ? item.summaries : texts);
        part.signature = isEncrypted ? marked.value : item.signature;
        parts.push_back(std::move(part));
        return;
    }
    part.isSummary = true;
    for (const RawJson summary : item.summaries) {
        part.text = summary;
        parts.push_back(part);
    }
    part.isSummary = false;
    for (const RawJson text : texts) {
        part.text = text;
        parts.push_back(part);
    }
    if (!isEncrypted)
        return;
    part.text = {};
    part.encrypted = marked.value;
    // Ids of ours mean nothing to the provider.
    part.id = marked.value.data() == item.encrypted.data() ? item.id : RawJson();
    parts.push_back(std::move(part));
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
