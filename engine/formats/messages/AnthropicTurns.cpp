// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicTurns.h"

#include "engine/formats/messages/Base64Text.h"
#include "engine/formats/messages/MessagesWords.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

constexpr std::size_t mostMarkers = 4;
/// Before an answer that nobody asked for: a conversation begins with the user.
constexpr std::string_view userOpening
    = R"({"role":"user","content":[{"type":"text","text":"."}]})";

bool isText(const ContentPart &part)
{
    return part.kind == Kind::Text || part.kind == Kind::Refusal;
}

bool isSystem(const Turn &turn)
{
    return turn.role == Role::System || turn.role == Role::Developer;
}

void separate(std::string &blocks)
{
    if (!blocks.empty())
        blocks += ',';
}

/// Base64 text between quotes. Data that is none must not end the string that it stands in.
void appendQuoted(std::string &out, std::string_view data)
{
    const bool isPlain = std::all_of(data.begin(), data.end(), [](char byte) {
        return byte != '"' && byte != '\\' && static_cast<unsigned char>(byte) >= ' '
            && static_cast<unsigned char>(byte) < 0x80;
    });
    if (isPlain)
        out.append(1, '"').append(data).append(1, '"');
    else
        json::appendString(out, data);
}

bool isPdf(const ContentPart &part)
{
    constexpr std::string_view pdfHead = "JVBERi"; // "%PDF" as base64.
    return part.mediaType == "application/pdf"
        || (part.data.starts_with(pdfHead) && !part.mediaType.starts_with("text/"))
        || (part.mediaType.empty() && innerOf(part.fileName).ends_with(".pdf"));
}

bool isTextType(std::string_view type)
{
    return type.starts_with("text/") || type == "application/json" || type == "application/xml"
        || type == "application/x-yaml";
}

} // namespace

RawJson markerOf(const ContentPart &part)
{
    if (part.kind == Kind::Reasoning || (isText(part) && part.text.size() <= 2))
        return {};
    if (part.kind != Kind::ToolResult || !part.cacheControl.empty())
        return part.cacheControl;
    // A result takes one marker, wherever in it the client put it.
    RawJson marker;
    for (const ContentPart &inner : part.result)
        if (!inner.cacheControl.empty())
            marker = inner.cacheControl;
    return marker;
}

CacheMarkers::CacheMarkers(const Conversation &conversation,
                           const std::vector<ToolDefinition> &tools)
{
    std::size_t count = 0;
    for (const ToolDefinition &tool : tools)
        count += tool.cacheControl.empty() ? 0 : 1;
    for (const Turn &turn : conversation.turns)
        for (const ContentPart &part : turn.parts)
            count += markerOf(part).empty() ? 0 : 1;
    // Automatic caching takes one of them.
    const std::size_t kept = mostMarkers - (conversation.cacheControl.empty() ? 0 : 1);
    m_surplus = count - std::min(count, kept);
}

void CacheMarkers::write(std::string &out, RawJson marker)
{
    if (marker.empty())
        return;
    if (m_surplus > 0)
        --m_surplus;
    else
        out.append(R"(,"cache_control":)").append(marker);
}

void AnthropicTurnWriter::refuse(std::string_view sentence)
{
    if (m_error)
        return;
    m_error = {.status = 400, .errorType = "invalid_request", .pointer = "/messages"};
    m_error->message = sentence;
}

std::string AnthropicTurnWriter::system()
{
    const auto first = std::find_if_not(m_talk.turns.begin(), m_talk.turns.end(), isSystem);
    m_first = static_cast<std::size_t>(first - m_talk.turns.begin());
    for (std::size_t index = 0; index < m_first; ++index)
        for (const ContentPart &part : m_talk.turns[index].parts) {
            if (isText(part))
                addText(innerOf(m_talk.turns[index].name), part);
            else
                refuse("A system message for this model's provider may hold text only.");
        }
    return std::exchange(m_blocks, {});
}

std::string AnthropicTurnWriter::messages()
{
    for (std::size_t index = m_first; index < m_talk.turns.size(); ++index)
        addTurn(m_talk.turns[index]);
    flush();
    if (m_out.empty())
        m_out = userOpening;
    return std::exchange(m_out, {});
}

/// Turns of the same side become one message; roles have to alternate, the user begins.
void AnthropicTurnWriter::addTurn(const Turn &turn)
{
    m_isAssistantTurn = turn.role == Role::Assistant;
    for (const ContentPart &part : turn.parts)
        addPart(turn, part);
}

void AnthropicTurnWriter::flush()
{
    if (m_results.empty() && m_blocks.empty())
        return;
    if (m_out.empty() && m_isAssistant)
        m_out = userOpening;
    separate(m_out);
    m_out.append(R"({"role":")").append(m_isAssistant ? "assistant" : "user");
    m_out.append(R"(","content":[)").append(m_results);
    if (!m_results.empty() && !m_blocks.empty())
        m_out += ',';
    m_out.append(m_blocks).append("]}");
    m_results.clear();
    m_blocks.clear();
}

/// Only what is said changes sides: a turn of which nothing is left separates nobody.
void AnthropicTurnWriter::changeSides()
{
    if (m_isAssistantTurn == m_isAssistant)
        return;
    flush();
    m_isAssistant = m_isAssistantTurn;
}

std::string &AnthropicTurnWriter::block()
{
    changeSides();
    separate(m_blocks);
    return m_blocks;
}

void AnthropicTurnWriter::close(std::string &out, const ContentPart &part)
{
    m_markers.write(out, markerOf(part));
    out += '}';
}

void AnthropicTurnWriter::addPart(const Turn &turn, const ContentPart &part)
{
    switch (part.kind) {
    case Kind::Text:
    case Kind::Refusal:
        // What a model says under a name it would say with that name before it, from then on.
        addText(turn.role == Role::Assistant ? std::string_view() : innerOf(turn.name), part);
        break;
    case Kind::Image:
    case Kind::File: {
        std::string media;
        if (appendMedia(media, part))
            close(block().append(media), part);
        break;
    }
    case Kind::Audio: refuse("Audio cannot be sent to this model's provider."); break;
    case Kind::Video: refuse("Video cannot be sent to this model's provider."); break;
    case Kind::Reasoning: addReasoning(part); break;
    case Kind::ToolCall: addCall(part); break;
    case Kind::ToolResult: addResult(part); break;
    }
}

void AnthropicTurnWriter::addText(std::string_view speaker, const ContentPart &part)
{
    if (part.text.size() <= 2)
        return; // An empty text block is refused.
    std::string &out = block();
    out += R"({"type":"text","text":")";
    if (!speaker.empty())
        out.append(speaker).append(": ");
    out.append(innerOf(part.text)).append(1, '"');
    close(out, part);
}

/// Only what Claude itself signed or sealed; other thoughts it can not take for its own.
void AnthropicTurnWriter::addReasoning(const ContentPart &part)
{
    if (!m_isAssistantTurn || part.family != ReasoningFamily::Anthropic)
        return;
    if (part.encrypted.size() > 2) {
        block().append(R"({"type":"redacted_thinking","data":)").append(part.encrypted) += '}';
    } else if (part.signature.size() > 2) {
        std::string &out = block();
        out.append(R"({"type":"thinking","thinking":)");
        out.append(part.text.empty() ? R"("")" : part.text);
        out.append(R"(,"signature":)").append(part.signature).append(1, '}');
    }
}

void AnthropicTurnWriter::appendId(std::string &out, RawJson id)
{
    out += '"';
    appendToolId(out, innerOf(id), {}, 0);
    out += '"';
}

void AnthropicTurnWriter::addCall(const ContentPart &part)
{
    std::string &out = block();
    out += R"({"type":"tool_use","id":)";
    appendId(out, part.id);
    out.append(R"(,"name":)").append(part.name.empty() ? R"("")" : part.name);
    out += R"(,"input":)";
    if (part.isCustom)
        out.append(R"({"input":)")
            .append(part.arguments.empty() ? R"("")" : part.arguments)
            .append(1, '}');
    else
        out += argumentsObject(m_talk, part.arguments);
    close(out, part);
}

void AnthropicTurnWriter::addResult(const ContentPart &part)
{
    std::string content;
    for (const ContentPart &inner : part.result) {
        std::string block;
        if (isText(inner)) {
            if (inner.text.size() > 2)
                block.append(R"({"type":"text","text":)").append(inner.text);
        } else if (inner.kind == Kind::Image || inner.kind == Kind::File) {
            appendMedia(block, inner);
        } else {
            refuse("A tool's result for this model's provider may hold text, images and files.");
        }
        if (block.empty())
            continue;
        separate(content);
        content.append(block).append(1, '}');
    }
    changeSides();
    separate(m_results);
    m_results += R"({"type":"tool_result","tool_use_id":)";
    appendId(m_results, part.id);
    if (!content.empty())
        m_results.append(R"(,"content":[)").append(content).append(1, ']');
    if (part.isError)
        m_results += R"(,"is_error":true)";
    close(m_results, part);
}

/// Appends an image or a document without its closing brace. False: it was refused.
bool AnthropicTurnWriter::appendMedia(std::string &out, const ContentPart &part)
{
    if (part.source == Source::FileId) {
        refuse("A file id is known to the provider that gave it, and to no other.");
        return false;
    }
    if (part.kind == Kind::File)
        return appendFile(out, part);
    out += R"({"type":"image","source":)";
    if (part.source == Source::Url)
        out.append(R"({"type":"url","url":)").append(part.data).append(1, '}');
    else
        appendSource(out, part.mediaType == "image/jpg" ? "image/jpeg" : part.mediaType, part.data);
    return true;
}

bool AnthropicTurnWriter::appendFile(std::string &out, const ContentPart &part)
{
    std::string source;
    if (part.source == Source::Url) {
        source.append(R"({"type":"url","url":)").append(part.data).append(1, '}');
    } else if (isPdf(part)) {
        appendSource(source, "application/pdf", part.data);
    } else if (isTextType(part.mediaType)) {
        const std::optional<std::string> text = decodedBase64(part.data);
        if (!text) {
            refuse("A file's data is no base64 text.");
            return false;
        }
        source += R"({"type":"text","media_type":"text/plain","data":)";
        json::appendString(source, *text);
        source += '}';
    } else {
        refuse("Files for this model's provider must be PDF or text.");
        return false;
    }
    out.append(R"({"type":"document","source":)").append(source);
    if (part.fileName.size() > 2)
        out.append(R"(,"title":)").append(part.fileName);
    return true;
}

void AnthropicTurnWriter::appendSource(std::string &out, std::string_view mediaType,
                                       std::string_view data)
{
    out += R"({"type":"base64","media_type":)";
    json::appendString(out, mediaType);
    out += R"(,"data":)";
    appendQuoted(out, data);
    out += '}';
}

} // namespace turnpike
