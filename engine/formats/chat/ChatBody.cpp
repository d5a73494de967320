// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatBody.h"

#include "core/ProviderNames.h"
#include "engine/formats/chat/OpenAiAdapter.h"
#include "engine/formats/chat/ReasoningDetail.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

/// Base bytes of a body that are not the conversation's.
constexpr std::size_t usualFrame = 512;

class ChatBodyWriter
{
public:
    ChatBodyWriter(Conversation &talk, const EncodeTarget &target)
        : m_talk(talk)
        , m_target(target)
    {}

    std::string write();

private:
    void member(std::string_view name)
    {
        m_out += m_out.back() == '{' ? "\"" : ",\"";
        m_out.append(name).append("\":");
    }
    void raw(std::string_view name, RawJson value)
    {
        if (value.empty())
            return;
        member(name);
        m_out += value;
    }
    /// Where the endpoint is known to take it.
    void optional(std::string_view name, RawJson value)
    {
        if (m_target.takes(name))
            raw(name, value);
    }
    void comma()
    {
        if (m_out.back() != '[')
            m_out += ',';
    }

    void writeTurn(const Turn &turn);
    void writeResult(const ContentPart &result);
    void writeResultImages(const Turn &turn);
    void writeSpeech(const Turn &turn);
    void writeContent(const Turn &turn);
    void writeJoined(const std::vector<ContentPart> &parts);
    void writePart(const ContentPart &part);
    void writeMedia(const ContentPart &part);
    void writeCalls(const Turn &turn);
    void writeThoughts(const Turn &turn);
    void writeThoughtText(const Turn &turn);
    void writeThoughtDetails(const Turn &turn);
    void writeTools();
    void writeToolChoice();
    void writeShape();
    void writeLimits();
    void writeReasoning();

    Conversation &m_talk;
    const EncodeTarget &m_target;
    std::string m_out;
};

bool isShown(const ContentPart &part)
{
    return part.kind != Kind::Reasoning && part.kind != Kind::ToolCall
        && part.kind != Kind::ToolResult;
}

bool isText(const ContentPart &part)
{
    return part.kind == Kind::Text || part.kind == Kind::Refusal;
}

std::string ChatBodyWriter::write()
{
    m_out.reserve(usualFrame);
    m_out += '{';
    member("model");
    json::appendString(m_out, m_target.model);
    member("messages");
    m_out += '[';
    for (const Turn &turn : m_talk.turns)
        writeTurn(turn);
    m_out += ']';
    writeTools();
    writeShape();
    writeLimits();
    writeReasoning();
    raw("temperature", m_talk.temperature);
    raw("top_p", m_talk.topP);
    raw("frequency_penalty", m_talk.frequencyPenalty);
    raw("presence_penalty", m_talk.presencePenalty);
    raw("seed", m_talk.seed);
    raw("logit_bias", m_talk.logitBias);
    raw("logprobs", m_talk.logprobs);
    raw("top_logprobs", m_talk.topLogprobs);
    raw("modalities", m_talk.modalities);
    raw("audio", m_talk.audio);
    optional("top_k", m_talk.topK);
    optional("min_p", m_talk.minP);
    optional("top_a", m_talk.topA);
    optional("repetition_penalty", m_talk.repetitionPenalty);
    optional("verbosity", m_talk.verbosity);
    if (!m_talk.stops.empty()) {
        member("stop");
        m_out += '[';
        for (const RawJson stop : m_talk.stops) {
            comma();
            m_out += stop;
        }
        m_out += ']';
    }
    if (m_talk.choices > 1) {
        member("n");
        m_out += std::to_string(m_talk.choices);
    }
    if (m_target.isStreaming)
        m_out += R"(,"stream":true,"stream_options":{"include_usage":true})";
    m_out += '}';
    return std::move(m_out);
}

// ---- Messages -------------------------------------------------------------------------------

/// One turn may hold results of tools and speech: the results come first, each a message, since
/// they must follow the calls at once.
void ChatBodyWriter::writeTurn(const Turn &turn)
{
    for (const ContentPart &part : turn.parts)
        if (part.kind == Kind::ToolResult)
            writeResult(part);
    writeResultImages(turn);
    writeSpeech(turn);
}

void ChatBodyWriter::writeResult(const ContentPart &result)
{
    comma();
    m_out += R"({"role":"tool","tool_call_id":)";
    m_out += result.id.empty() ? R"("")" : result.id;
    m_out += R"(,"content":)";
    writeJoined(result.result);
    m_out += '}';
}

/// Tool messages take text only: what a tool showed is shown by the user.
void ChatBodyWriter::writeResultImages(const Turn &turn)
{
    const auto hasMedia = [](const ContentPart &part) {
        return part.kind == Kind::ToolResult
            && !std::all_of(part.result.begin(), part.result.end(), isText);
    };
    if (std::none_of(turn.parts.begin(), turn.parts.end(), hasMedia))
        return;
    comma();
    m_out += R"({"role":"user","content":[)";
    for (const ContentPart &part : turn.parts)
        for (const ContentPart &shown : part.result)
            if (!isText(shown))
                writePart(shown);
    m_out += "]}";
}

std::string_view roleWord(Role role)
{
    switch (role) {
    case Role::System:
    case Role::Developer: return "system";
    case Role::Assistant: return "assistant";
    case Role::User:
    case Role::Tool: break;
    }
    return "user";
}

void ChatBodyWriter::writeSpeech(const Turn &turn)
{
    const bool hasCalls
        = std::any_of(turn.parts.begin(), turn.parts.end(),
                      [](const ContentPart &part) { return part.kind == Kind::ToolCall; });
    if (!hasCalls && std::none_of(turn.parts.begin(), turn.parts.end(), isShown))
        return;
    comma();
    m_out += R"({"role":")";
    m_out.append(roleWord(turn.role)).append(1, '"');
    raw("name", turn.name);
    writeContent(turn);
    writeThoughts(turn);
    if (hasCalls)
        writeCalls(turn);
    m_out += '}';
}

/// What the model thought before, where and how its server reads it.
void ChatBodyWriter::writeThoughts(const Turn &turn)
{
    if (turn.role != Role::Assistant || m_target.reasoningField == ReasoningField::None)
        return;
    if (m_target.reasoningField == ReasoningField::ReasoningDetails)
        writeThoughtDetails(turn);
    else
        writeThoughtText(turn);
}

/// Plain words alone: what is signed or encrypted belongs to another family.
void ChatBodyWriter::writeThoughtText(const Turn &turn)
{
    const auto isPlain = [](const ContentPart &part) {
        return part.kind == Kind::Reasoning && part.text.size() > 2 && part.signature.size() <= 2
            && part.encrypted.size() <= 2;
    };
    if (std::none_of(turn.parts.begin(), turn.parts.end(), isPlain))
        return;
    member(nameOf(m_target.reasoningField));
    m_out += '"';
    for (const ContentPart &part : turn.parts)
        if (isPlain(part))
            appendInner(m_out, part.text);
    m_out += '"';
}

void ChatBodyWriter::writeThoughtDetails(const Turn &turn)
{
    const auto isThought = [](const ContentPart &part) {
        return part.kind == Kind::Reasoning
            || (part.kind == Kind::ToolCall && !part.signature.empty());
    };
    if (std::none_of(turn.parts.begin(), turn.parts.end(), isThought))
        return;
    member(nameOf(m_target.reasoningField));
    m_out += '[';
    std::int32_t index = 0;
    for (const ContentPart &part : turn.parts) {
        if (!isThought(part))
            continue;
        comma();
        const bool isCall = part.kind == Kind::ToolCall;
        const RawJson sealed = isCall ? part.signature : part.encrypted;
        appendReasoningDetail(
            m_out,
            {.kind = sealed.empty() ? AnswerEvent::Kind::Reasoning : AnswerEvent::Kind::Encrypted,
             .index = index++,
             .text = part.text,
             .id = part.id,
             .signature = isCall ? RawJson() : part.signature,
             .encrypted = sealed,
             .isSummary = part.isSummary,
             .family = part.family});
    }
    m_out += ']';
}

/// A string where that is enough: servers take it everywhere, and parts only of users.
void ChatBodyWriter::writeContent(const Turn &turn)
{
    const bool isAllText
        = std::all_of(turn.parts.begin(), turn.parts.end(),
                      [](const ContentPart &part) { return !isShown(part) || isText(part); });
    const bool isSpoken = std::any_of(turn.parts.begin(), turn.parts.end(), isShown);
    member("content");
    if (!isSpoken) {
        m_out += "null";
    } else if (isAllText && turn.role != Role::User) {
        writeJoined(turn.parts);
    } else if (isAllText && turn.parts.size() == 1) {
        m_out += turn.parts.front().text;
    } else {
        m_out += '[';
        for (const ContentPart &part : turn.parts)
            if (isShown(part))
                writePart(part);
        m_out += ']';
    }
}

/// Texts in one string, a blank line between them.
void ChatBodyWriter::writeJoined(const std::vector<ContentPart> &parts)
{
    m_out += '"';
    const std::size_t begin = m_out.size();
    for (const ContentPart &part : parts) {
        if (!isText(part))
            continue;
        if (m_out.size() > begin)
            m_out += R"(\n\n)";
        appendInner(m_out, part.text);
    }
    m_out += '"';
}

void ChatBodyWriter::writePart(const ContentPart &part)
{
    comma();
    if (!isText(part))
        return writeMedia(part);
    m_out += R"({"type":"text","text":)";
    m_out.append(part.text.empty() ? R"("")" : part.text).append(1, '}');
}

/// What stands behind "audio/".
std::string_view audioFormat(std::string_view mediaType)
{
    const std::string_view format = mediaType.substr(mediaType.find('/') + 1);
    if (format == "mpeg")
        return "mp3";
    return format == "x-wav" || format == "wave" ? "wav" : format;
}

void ChatBodyWriter::writeMedia(const ContentPart &part)
{
    const auto appendUrl = [this, &part] {
        if (part.source != Source::Base64) {
            m_out += part.data;
            return;
        }
        m_out += "\"data:";
        appendContent(m_out, part.mediaType);
        m_out += ";base64,";
        appendContent(m_out, part.data);
        m_out += '"';
    };
    switch (part.kind) {
    case Kind::Image:
        m_out += R"({"type":"image_url","image_url":{"url":)";
        appendUrl();
        raw("detail", part.detail);
        break;
    case Kind::Video:
        m_out += R"({"type":"video_url","video_url":{"url":)";
        appendUrl();
        break;
    case Kind::Audio:
        m_out += R"({"type":"input_audio","input_audio":{"data":")";
        appendContent(m_out, part.data);
        m_out += R"(","format":")";
        appendContent(m_out, audioFormat(part.mediaType));
        m_out += '"';
        break;
    default:
        m_out += R"({"type":"file","file":{)";
        raw("filename", part.fileName.empty() ? R"("document.pdf")" : part.fileName);
        member(part.source == Source::FileId ? "file_id" : "file_data");
        appendUrl();
        break;
    }
    m_out += "}}";
}

void ChatBodyWriter::writeCalls(const Turn &turn)
{
    m_out += R"(,"tool_calls":[)";
    for (const ContentPart &part : turn.parts) {
        if (part.kind != Kind::ToolCall)
            continue;
        comma();
        m_out += R"({"id":)";
        m_out.append(part.id.empty() ? R"("")" : part.id);
        m_out += R"(,"type":"function","function":{"name":)";
        m_out.append(part.name).append(R"(,"arguments":)");
        m_out.append(argumentsString(m_talk, part.arguments)).append("}}");
    }
    m_out += ']';
}

// ---- Tools and shapes -----------------------------------------------------------------------

void ChatBodyWriter::writeTools()
{
    if (m_talk.tools.empty())
        return;
    m_out += R"(,"tools":[)";
    for (const ToolDefinition &tool : m_talk.tools) {
        comma();
        m_out += R"({"type":"function","function":{"name":)";
        m_out += tool.name;
        raw("description", tool.description);
        raw("parameters",
            tool.schema.empty() ? R"({"type":"object","properties":{}})" : tool.schema);
        if (tool.strict)
            raw("strict", *tool.strict ? "true" : "false");
        m_out += "}}";
    }
    m_out += ']';
    writeToolChoice();
    if (m_talk.isParallel)
        raw("parallel_tool_calls", *m_talk.isParallel ? "true" : "false");
}

void ChatBodyWriter::writeToolChoice()
{
    switch (m_talk.toolChoice.kind) {
    case ToolChoice::Kind::NotTold: break;
    case ToolChoice::Kind::Auto: raw("tool_choice", R"("auto")"); break;
    case ToolChoice::Kind::None: raw("tool_choice", R"("none")"); break;
    case ToolChoice::Kind::Required: raw("tool_choice", R"("required")"); break;
    case ToolChoice::Kind::Named:
        m_out += R"(,"tool_choice":{"type":"function","function":{"name":)";
        m_out.append(m_talk.toolChoice.name).append("}}");
        break;
    }
}

void ChatBodyWriter::writeShape()
{
    const ResponseShape &shape = m_talk.shape;
    if (shape.kind == ResponseShape::Kind::JsonObject)
        raw("response_format", R"({"type":"json_object"})");
    if (shape.kind != ResponseShape::Kind::JsonSchema)
        return;
    m_out += R"(,"response_format":{"type":"json_schema","json_schema":{"name":)";
    m_out += shape.name.empty() ? R"("response")" : shape.name;
    raw("description", shape.description);
    raw("schema", shape.schema);
    if (shape.strict)
        raw("strict", *shape.strict ? "true" : "false");
    m_out += "}}";
}

void ChatBodyWriter::writeLimits()
{
    if (!m_target.maxOutput)
        return;
    member(isOpenAiReasoner(m_target.model) ? "max_completion_tokens" : "max_tokens");
    m_out += std::to_string(*m_target.maxOutput);
}

/// Only where it is known to be understood: others refuse the whole request for it.
void ChatBodyWriter::writeReasoning()
{
    using Effort = ReasoningWish::Effort;
    const ReasoningWish &wish = m_talk.reasoning;
    const bool isUnderstood = m_target.takes("reasoning_effort") || m_target.takes("reasoning")
        || (m_target.supported.empty() && isOpenAiReasoner(m_target.model));
    if (!wish.isTold || !isUnderstood)
        return;
    Effort effort = wish.effort;
    if (wish.isEnabled == false)
        effort = Effort::None;
    else if (effort == Effort::NotTold && wish.maxTokens)
        effort = effortOfBudget(*wish.maxTokens,
                                m_target.maxOutput.value_or(m_target.endpointMaxOutput));
    if (effort == Effort::NotTold)
        return; // The model's own default: what "adaptive" and "on" mean here.
    if (effort == Effort::Max)
        effort = Effort::XHigh;
    member("reasoning_effort");
    m_out.append(1, '"').append(effortWord(effort)).append(1, '"');
}

} // namespace

tl::expected<std::string, ApiError> writeChatBody(Conversation &conversation,
                                                  const EncodeTarget &target)
{
    return ChatBodyWriter(conversation, target).write();
}

} // namespace turnpike
