// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesBlocks.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <string>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Source = ContentPart::Source;

bool isBase64(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '+' || byte == '/' || byte == '=' || byte == '-'
        || byte == '_';
}

bool isBlank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// Another format writes it between quotes as it is.
bool isMediaType(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return isBase64(byte) || byte == '.'; });
}

} // namespace

/// The members of `source`, as they came.
struct MessagesBlocks::SourceSlices
{
    RawJson type, mediaType, data, url, fileId, content;
};

void MessagesBlocks::readMessage(std::size_t index, json::StrictReader &json, Parts &parts)
{
    m_callMark = {};
    m_message = index;
    m_block = 0;
    if (json.peek() == json::Kind::String)
        return readContent(json, parts);
    eachElement(json, [&](std::size_t block) {
        m_block = block;
        readBlock(json, parts);
    });
}

void MessagesBlocks::refuse(std::string_view sentence)
{
    if (m_error)
        return;
    std::string pointer
        = "/messages/" + std::to_string(m_message) + "/content/" + std::to_string(m_block);
    m_error = {.status = 400, .errorType = "invalid_request"};
    m_error->message = pointer + ' ' + std::string(sentence);
    m_error->pointer = std::move(pointer);
}

void MessagesBlocks::readContent(json::StrictReader &json, Parts &parts)
{
    if (json.peek() == json::Kind::String) {
        parts.push_back({.kind = Kind::Text, .text = rawString(json)});
        return;
    }
    eachElement(json, [&](std::size_t) { readBlock(json, parts); });
}

void MessagesBlocks::readBlock(json::StrictReader &json, Parts &parts)
{
    std::string_view type;
    ContentPart part;
    RawJson source, content, toolUseId, thinking, signature, data, title, context;
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            type = word(rawString(json));
        else if (name == "text")
            part.text = rawString(json);
        else if (name == "source")
            source = rawValue(json);
        else if (name == "content")
            content = rawValue(json);
        else if (name == "tool_use_id")
            toolUseId = rawString(json);
        else if (name == "id")
            part.id = rawString(json);
        else if (name == "name")
            part.name = rawString(json);
        else if (name == "input")
            part.arguments = rawValue(json);
        else if (name == "is_error")
            part.isError = rawBoolean(json).value_or(false);
        else if (name == "thinking")
            thinking = rawString(json);
        else if (name == "signature")
            signature = rawString(json);
        else if (name == "data")
            data = rawString(json);
        else if (name == "title")
            title = rawString(json);
        else if (name == "context")
            context = rawString(json);
        else if (name == "cache_control")
            part.cacheControl = rawValue(json);
        else
            json.skip();
    });
    if (type == "text") {
        part.kind = Kind::Text;
        parts.push_back(std::move(part));
    } else if (type == "image") {
        part.kind = Kind::Image;
        addMedia(readSource(source), std::move(part), parts);
    } else if (type == "document") {
        if (!context.empty())
            parts.push_back({.kind = Kind::Text, .text = context});
        part.kind = Kind::File;
        part.fileName = title;
        addMedia(readSource(source), std::move(part), parts);
    } else if (type == "tool_use") {
        part.kind = Kind::ToolCall;
        if (!m_callMark.payload.empty()) {
            part.signature = m_talk.keep('"' + std::string(m_callMark.payload) + '"');
            part.family = m_callMark.family;
            m_callMark = {};
        }
        parts.push_back(std::move(part));
    } else if (type == "tool_result") {
        part.id = toolUseId;
        addResult(content, std::move(part), parts);
    } else if (type == "search_result") {
        if (!title.empty())
            parts.push_back({.kind = Kind::Text, .text = title});
        json::StrictReader inner(content, json::StrictReader::maxDepth);
        readContent(inner, parts);
    } else if (type == "thinking") {
        addReasoning(thinking, signature, false, parts);
    } else if (type == "redacted_thinking") {
        addReasoning({}, data, true, parts);
    }
    // Others are of Anthropic's servers: their text stands in text blocks, too.
}

void MessagesBlocks::addResult(RawJson content, ContentPart &&result, Parts &parts)
{
    result.kind = Kind::ToolResult;
    if (!content.empty()) {
        json::StrictReader inner(content, json::StrictReader::maxDepth);
        readContent(inner, result.result);
    }
    parts.push_back(std::move(result));
}

void MessagesBlocks::addReasoning(RawJson text, RawJson marked, bool isEncrypted, Parts &parts)
{
    const SignatureMark mark = readMark(marked);
    if (mark.isOfCall) {
        m_callMark = mark;
        return;
    }
    if (text.size() <= 2 && mark.payload.empty())
        return;
    ContentPart part{.kind = Kind::Reasoning};
    part.text = text;
    part.isSummary = mark.isSummary;
    const bool hasPayload = !mark.payload.empty();
    // What nobody signed is nobody's.
    part.family = hasPayload || isMarked(marked) ? mark.family : ReasoningFamily::Unknown;
    const RawJson payload = !hasPayload || !isMarked(marked)
        ? (hasPayload ? marked : RawJson())
        : RawJson(m_talk.keep('"' + std::string(mark.payload) + '"'));
    (isEncrypted ? part.encrypted : part.signature) = payload;
    if (!mark.id.empty())
        part.id = m_talk.keep('"' + std::string(mark.id) + '"');
    parts.push_back(std::move(part));
}

MessagesBlocks::SourceSlices MessagesBlocks::readSource(RawJson object)
{
    SourceSlices source;
    json::StrictReader json(object, json::StrictReader::maxDepth);
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            source.type = rawString(json);
        else if (name == "media_type")
            source.mediaType = rawString(json);
        else if (name == "data")
            source.data = rawString(json);
        else if (name == "url")
            source.url = rawString(json);
        else if (name == "file_id")
            source.fileId = rawString(json);
        else if (name == "content")
            source.content = rawValue(json);
        else
            json.skip();
    });
    return source;
}

void MessagesBlocks::addMedia(const SourceSlices &source, ContentPart &&part, Parts &parts)
{
    const std::string_view type = word(source.type);
    if (type == "text" && !source.data.empty()) {
        part.kind = Kind::Text;
        part.text = source.data;
        parts.push_back(std::move(part));
    } else if (type == "content" && !source.content.empty()) {
        json::StrictReader inner(source.content, json::StrictReader::maxDepth);
        readContent(inner, parts);
    } else if (type == "url" && !source.url.empty()) {
        part.source = Source::Url;
        part.data = source.url;
        part.mediaType = part.kind == Kind::File ? "application/pdf" : "";
        parts.push_back(std::move(part));
    } else if (type == "file" && !source.fileId.empty()) {
        part.source = Source::FileId;
        part.data = source.fileId;
        parts.push_back(std::move(part));
    } else if (type == "base64" && !source.data.empty()) {
        addBase64(source, std::move(part), parts);
    } else {
        refuse("has a source that this model's provider does not have.");
    }
}

/// Other formats write the data between quotes without a further look, so it is looked at here.
void MessagesBlocks::addBase64(const SourceSlices &source, ContentPart &&part, Parts &parts)
{
    part.source = Source::Base64;
    part.mediaType = word(source.mediaType);
    part.data = word(source.data);
    if (!std::all_of(part.data.begin(), part.data.end(), isBase64)) {
        std::string data(part.data);
        data.erase(std::remove_if(data.begin(), data.end(), isBlank), data.end());
        if (!std::all_of(data.begin(), data.end(), isBase64))
            refuse("has data that is no base64 text.");
        part.data = m_talk.keep(std::move(data));
    }
    if (part.mediaType.empty() || !isMediaType(part.mediaType))
        refuse("has a media type that is none.");
    parts.push_back(std::move(part));
}

} // namespace turnpike
