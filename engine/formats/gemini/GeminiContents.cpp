// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiContents.h"

#include "engine/formats/gemini/GeminiThinking.h"
#include "engine/json/ByteScan.h"
#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

/// Stands for the signature of a call that Gemini did not make or whose client lost it: from
/// generation 3 on, the first call of a turn is refused without one (ai.google.dev, thought
/// signatures, 2025-11).
constexpr std::string_view noSignature = R"("skip_thought_signature_validator")";

bool isEmptyString(RawJson string)
{
    return string.size() <= 2;
}

bool isSystem(const Turn &turn)
{
    return turn.role == Role::System || turn.role == Role::Developer;
}

bool isText(const ContentPart &part)
{
    return part.kind == Kind::Text || part.kind == Kind::Refusal;
}

/// The signature in a reasoning part of Gemini's own, or nothing.
RawJson signatureIn(const ContentPart &part)
{
    if (part.kind != Kind::Reasoning || part.family != ReasoningFamily::Gemini)
        return {};
    return isEmptyString(part.signature) ? part.encrypted : part.signature;
}

RawJson ownSignature(const ContentPart &call)
{
    const bool isGeminis = call.family == ReasoningFamily::Gemini
        || call.family == ReasoningFamily::Unknown; // Nobody else signs calls.
    return isGeminis && !isEmptyString(call.signature) ? call.signature : RawJson();
}

std::string_view usualMediaType(Kind kind)
{
    switch (kind) {
    case Kind::Image: return "image/png";
    case Kind::Audio: return "audio/wav";
    case Kind::Video: return "video/mp4";
    default: return "application/pdf";
    }
}

/// By the ending of a URL's path; empty when it tells nothing.
std::string_view mediaTypeOfUrl(std::string_view url)
{
    static constexpr std::pair<std::string_view, std::string_view> endings[]
        = {{".png", "image/png"},   {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"},
           {".webp", "image/webp"}, {".gif", "image/gif"},  {".pdf", "application/pdf"},
           {".mp4", "video/mp4"},   {".mov", "video/mov"},  {".webm", "video/webm"},
           {".mp3", "audio/mp3"},   {".wav", "audio/wav"},  {".ogg", "audio/ogg"}};
    url = url.substr(0, url.find_first_of("?#"));
    for (const auto &[ending, type] : endings)
        if (url.ends_with(ending))
            return type;
    return {};
}

} // namespace

GeminiContents::GeminiContents(Conversation &conversation, std::string_view model, std::string &out)
    : m_talk(conversation)
    , m_needsSignatures(geminiGeneration(model) >= 3)
    , m_out(out)
{}

void GeminiContents::member(std::string_view name)
{
    m_out += m_out.back() == '{' ? "\"" : ",\"";
    m_out.append(name).append("\":");
}

void GeminiContents::raw(std::string_view name, RawJson value)
{
    if (value.empty())
        return;
    member(name);
    m_out += value;
}

void GeminiContents::comma()
{
    if (m_out.back() != '[')
        m_out += ',';
}

void GeminiContents::refuse(std::string message)
{
    if (!m_error)
        m_error = ApiError{
            .status = 400, .errorType = "invalid_request", .message = std::move(message)};
}

std::optional<ApiError> GeminiContents::write()
{
    writeTurns();
    writeSystem();
    return std::move(m_error);
}

/// Goes on with the content of the same role, or starts one: neighbours are one content, and the
/// calls that were made together must stand in one.
void GeminiContents::openPart(std::string_view role)
{
    if (m_role != role) {
        closeContent();
        comma();
        m_out.append(R"({"role":")").append(role).append(R"(","parts":[)");
        m_role = role;
        m_hasCall = false;
    }
    comma();
}

void GeminiContents::closeContent()
{
    if (!m_role.empty())
        m_out += "]}";
    m_role = {};
}

void GeminiContents::writeTurns()
{
    member("contents");
    m_out += '[';
    for (const Turn &turn : m_talk.turns) {
        if (isSystem(turn))
            gatherSystem(turn);
        else
            writeTurn(turn);
    }
    closeContent();
    if (m_out.back() == '[') {
        // There must be contents: with nothing but a system prompt, that is what is asked.
        if (m_system.empty())
            refuse("The messages hold nothing that could be sent to this model's provider.");
        m_out.append(R"({"role":"user","parts":[)").append(m_system).append("]}");
        m_system.clear();
    }
    m_out += ']';
}

void GeminiContents::gatherSystem(const Turn &turn)
{
    for (const ContentPart &part : turn.parts) {
        if (!isText(part)) {
            refuse("A system message holds something else than text, which this model's provider "
                   "does not take.");
        } else if (!isEmptyString(part.text)) {
            m_system.append(m_system.empty() ? "" : ",").append(R"({"text":)").append(part.text);
            m_system += '}';
        }
    }
}

void GeminiContents::writeSystem()
{
    if (m_system.empty())
        return;
    member("systemInstruction");
    m_out.append(R"({"parts":[)").append(m_system).append("]}");
}

void GeminiContents::writeTurn(const Turn &turn)
{
    m_signature = {};
    const auto first
        = std::find_if(turn.parts.begin(), turn.parts.end(),
                       [](const ContentPart &part) { return part.kind == Kind::ToolCall; });
    const bool needsOne = first != turn.parts.end() && ownSignature(*first).empty();
    const auto callAt = static_cast<std::size_t>(first - turn.parts.begin());
    for (std::size_t index = 0; index < turn.parts.size(); ++index)
        writePart(turn.role, turn.parts[index], needsOne && index < callAt);
}

void GeminiContents::writePart(Role turnRole, const ContentPart &part, bool isBeforeCall)
{
    const std::string_view role = turnRole == Role::Assistant ? "model" : "user";
    switch (part.kind) {
    case Kind::Text:
    case Kind::Refusal:
        // A call is refused without its signature, a text is not: the call goes first.
        if (!isEmptyString(part.text))
            writeText(role, part.text, isBeforeCall ? RawJson() : std::exchange(m_signature, {}));
        break;
    case Kind::Reasoning:
        if (const RawJson signature = signatureIn(part); !isEmptyString(signature))
            m_signature = signature;
        break;
    case Kind::ToolCall: writeCall(part); break;
    case Kind::ToolResult: writeResult(part); break;
    default: writeMedia(role, part); break;
    }
}

void GeminiContents::writeText(std::string_view role, RawJson text, RawJson signature)
{
    openPart(role);
    m_out.append(R"({"text":)").append(text);
    raw("thoughtSignature", signature);
    m_out += '}';
}

void GeminiContents::writeMedia(std::string_view role, const ContentPart &part)
{
    std::string_view mediaType = part.mediaType == "image/jpg" ? "image/jpeg" : part.mediaType;
    if (part.source == Source::Base64) {
        openPart(role);
        appendInlineData(m_out, mediaType.empty() ? usualMediaType(part.kind) : mediaType,
                         part.data);
        return;
    }
    if (part.source != Source::Url)
        return refuse(part.source == Source::FileId
                          ? "A message holds a file by its id at another provider; send its "
                            "content or a URL."
                          : "A message holds a file without content.");
    openPart(role);
    m_out.append(R"({"fileData":{"fileUri":)").append(part.data);
    if (mediaType.empty())
        mediaType = mediaTypeOfUrl(plainText(m_talk, part.data));
    if (!mediaType.empty()) {
        member("mimeType");
        json::appendString(m_out, mediaType);
    }
    m_out += "}}";
}

// ---- Calls and results ----------------------------------------------------------------------

void GeminiContents::writeCall(const ContentPart &call)
{
    if (isEmptyString(call.name))
        return refuse("A tool call of the conversation has no name.");
    openPart("model");
    m_out += R"({"functionCall":{)";
    if (!isEmptyString(call.id)) {
        raw("id", call.id);
        m_callNames[call.id] = call.name;
    }
    raw("name", call.name);
    member("args");
    if (call.isCustom)
        m_out.append(R"({"input":)").append(argumentsString(m_talk, call.arguments)).append(1, '}');
    else
        m_out += argumentsObject(m_talk, call.arguments);
    m_out += '}';
    RawJson signature = ownSignature(call);
    if (signature.empty())
        signature = std::exchange(m_signature, {});
    // Of calls made together the first alone is signed.
    if (signature.empty() && m_needsSignatures && !m_hasCall)
        signature = noSignature;
    m_hasCall = true;
    raw("thoughtSignature", signature);
    m_out += '}';
}

void GeminiContents::writeResult(const ContentPart &part)
{
    const auto call = m_callNames.find(part.id);
    const RawJson name = call == m_callNames.end() ? part.name : call->second;
    if (isEmptyString(name))
        return refuse("A tool result answers a call that is not in the conversation.");
    openPart("user");
    m_out += R"({"functionResponse":{)";
    if (!isEmptyString(part.id))
        raw("id", part.id);
    raw("name", name);
    member("response");
    writeResponse(part);
    m_out += "}}";
    // What a tool showed stands beside its answer, which is an object.
    for (const ContentPart &shown : part.result)
        if (!isText(shown))
            writeMedia("user", shown);
}

void GeminiContents::writeResponse(const ContentPart &result)
{
    if (!result.isError && writeObject(result))
        return;
    m_out += result.isError ? R"({"error":")" : R"({"result":")";
    bool isFirst = true;
    for (const ContentPart &part : result.result) {
        if (!isText(part))
            continue;
        m_out += std::exchange(isFirst, false) ? "" : "\\n";
        appendInner(m_out, part.text);
    }
    m_out += "\"}";
}

/// A result that is one JSON object is given as one. Not when it speaks of `$ref`, which Gemini
/// takes for a reference to a part that was sent along, and refuses.
bool GeminiContents::writeObject(const ContentPart &result)
{
    if (result.result.size() != 1 || !isText(result.result.front()))
        return false;
    const RawJson token = result.result.front().text;
    const std::size_t first = token.find_first_not_of(" \t\r\n", 1);
    if (isEmptyString(token) || token[first] != '{')
        return false;
    const std::optional<std::string> text = json::decodedText(token);
    if (!text || text->find("$ref") != std::string::npos)
        return false;
    json::StrictReader reader(*text);
    if (reader.skip().kind != json::Kind::Object || !reader.finish())
        return false;
    m_out += *text;
    return true;
}

void appendMediaText(std::string &out, std::string_view text)
{
    const char *end = text.data() + text.size();
    if (json::findStringStop(text.data(), end) == end)
        out.append(1, '"').append(text).append(1, '"');
    else
        json::appendString(out, text);
}

void appendInlineData(std::string &out, std::string_view mediaType, std::string_view base64)
{
    out += R"({"inlineData":{"mimeType":)";
    json::appendString(out, mediaType);
    out += R"(,"data":)";
    appendMediaText(out, base64);
    out += "}}";
}

} // namespace turnpike
