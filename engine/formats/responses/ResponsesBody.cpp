// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesBody.h"

#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

/// What the provider takes at least.
constexpr std::int64_t leastOutput = 16;
/// Base bytes of a body that are not the conversation's.
constexpr std::size_t usualFrame = 512;

ApiError unsayable(std::string message)
{
    return {.status = 400, .errorType = "invalid_request", .message = std::move(message)};
}

bool isText(const ContentPart &part)
{
    return part.kind == Kind::Text || part.kind == Kind::Refusal;
}

class ResponsesBodyWriter
{
public:
    ResponsesBodyWriter(Conversation &talk, const EncodeTarget &target)
        : m_talk(talk)
        , m_target(target)
    {}

    tl::expected<std::string, ApiError> write();

private:
    void raw(std::string_view name, RawJson value)
    {
        if (value.empty())
            return;
        m_out += m_out.back() == '{' ? "\"" : ",\"";
        m_out.append(name).append("\":").append(value);
    }
    void comma()
    {
        if (m_out.back() != '[')
            m_out += ',';
    }
    void refuse(std::string message)
    {
        if (!m_error)
            m_error = unsayable(std::move(message));
    }

    std::size_t writeInstructions();
    void writeTurn(const Turn &turn);
    void writeMessage(const Turn &turn);
    void writeAssistant(const Turn &turn);
    std::size_t writeReasoning(const std::vector<ContentPart> &parts, std::size_t begin);
    void writeCall(const ContentPart &call);
    void writeResult(const ContentPart &result);
    void writeParts(const std::vector<ContentPart> &parts, RawJson speaker);
    void writePart(const ContentPart &part, RawJson &speaker);
    void writeImage(const ContentPart &part);
    void writeFile(const ContentPart &part);
    void writeAudio(const ContentPart &part);
    void appendDataUrl(const ContentPart &part);

    void writeTools();
    void writeTool(const ToolDefinition &tool);
    void writeToolChoice();
    void writeToolReference(RawJson name);
    void writeText();
    void writeReasoningWish();
    void writeLimits();

    Conversation &m_talk;
    const EncodeTarget &m_target;
    std::string m_out;
    std::vector<RawJson> m_customCalls; ///< Ids of calls of custom tools.
    std::optional<ApiError> m_error;
};

tl::expected<std::string, ApiError> ResponsesBodyWriter::write()
{
    if (m_talk.choices > 1)
        return tl::unexpected(
            unsayable("This model's provider gives one answer to a request: n must be 1."));
    if (m_talk.asksAudio())
        return tl::unexpected(spokenAnswerRefused());
    m_out.reserve(usualFrame);
    m_out = R"({"model":)";
    json::appendString(m_out, m_target.model);
    const std::size_t first = writeInstructions();
    m_out += R"(,"input":[)";
    for (std::size_t index = first; index < m_talk.turns.size(); ++index)
        writeTurn(m_talk.turns[index]);
    m_out += ']';
    writeTools();
    writeText();
    writeReasoningWish();
    writeLimits();
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    m_out += m_target.isStreaming ? R"(,"store":false,"stream":true})" : R"(,"store":false})";
    return std::move(m_out);
}

// ---- Input ----------------------------------------------------------------------------------

/// System turns at the beginning, joined; answers where the input goes on.
std::size_t ResponsesBodyWriter::writeInstructions()
{
    std::size_t count = 0;
    const std::vector<Turn> &turns = m_talk.turns;
    while (count < turns.size() && turns[count].role == Role::System
           && std::all_of(turns[count].parts.begin(), turns[count].parts.end(), isText))
        ++count;
    if (count == turns.size() && count != 0)
        --count; // An input there must be.
    if (count == 0)
        return 0;
    m_out += R"(,"instructions":")";
    const std::size_t begin = m_out.size();
    for (std::size_t index = 0; index < count; ++index)
        for (const ContentPart &part : turns[index].parts) {
            if (m_out.size() > begin)
                m_out += R"(\n\n)";
            appendInner(m_out, part.text);
        }
    m_out += '"';
    return count;
}

/// Results of tools come first, since they must follow the calls at once.
void ResponsesBodyWriter::writeTurn(const Turn &turn)
{
    for (const ContentPart &part : turn.parts)
        if (part.kind == Kind::ToolResult)
            writeResult(part);
    if (turn.role == Role::Assistant)
        writeAssistant(turn);
    else
        writeMessage(turn);
}

void ResponsesBodyWriter::writeMessage(const Turn &turn)
{
    if (std::all_of(turn.parts.begin(), turn.parts.end(),
                    [](const ContentPart &part) { return part.kind == Kind::ToolResult; }))
        return;
    comma();
    m_out += R"({"type":"message","role":")";
    m_out += turn.role == Role::System ? "system"
        : turn.role == Role::Developer ? "developer"
                                       : "user";
    m_out += R"(","content":[)";
    writeParts(turn.parts, turn.name);
    m_out += "]}";
}

void ResponsesBodyWriter::writeParts(const std::vector<ContentPart> &parts, RawJson speaker)
{
    for (const ContentPart &part : parts)
        if (part.kind != Kind::ToolResult && part.kind != Kind::ToolCall
            && part.kind != Kind::Reasoning)
            writePart(part, speaker);
}

/// The speaker's name stands before his first text, as the format knows no names.
void ResponsesBodyWriter::writePart(const ContentPart &part, RawJson &speaker)
{
    comma();
    switch (part.kind) {
    case Kind::Image: return writeImage(part);
    case Kind::File: return writeFile(part);
    case Kind::Audio: return writeAudio(part);
    case Kind::Video: return refuse("Video cannot be sent to this model's provider.");
    default: break;
    }
    m_out += R"({"type":"input_text","text":")";
    if (speaker.size() > 2) {
        appendInner(m_out, std::exchange(speaker, {}));
        m_out += ": ";
    }
    appendInner(m_out, part.text);
    m_out += "\"}";
}

void ResponsesBodyWriter::appendDataUrl(const ContentPart &part)
{
    m_out += "\"data:";
    appendContent(m_out, part.mediaType);
    m_out += ";base64,";
    appendContent(m_out, part.data);
    m_out += '"';
}

void ResponsesBodyWriter::writeImage(const ContentPart &part)
{
    m_out += R"({"type":"input_image")";
    raw("detail", part.detail.empty() ? R"("auto")" : part.detail);
    if (part.source == Source::Base64) {
        m_out += R"(,"image_url":)";
        appendDataUrl(part);
    } else {
        raw(part.source == Source::FileId ? "file_id" : "image_url", part.data);
    }
    m_out += '}';
}

void ResponsesBodyWriter::writeFile(const ContentPart &part)
{
    m_out += R"({"type":"input_file")";
    if (part.source == Source::Base64) {
        raw("filename", part.fileName.empty() ? R"("document.pdf")" : part.fileName);
        m_out += R"(,"file_data":)";
        appendDataUrl(part);
    } else {
        raw(part.source == Source::FileId ? "file_id" : "file_url", part.data);
    }
    m_out += '}';
}

void ResponsesBodyWriter::writeAudio(const ContentPart &part)
{
    std::string_view format = part.mediaType.substr(part.mediaType.find('/') + 1);
    if (format == "mpeg")
        format = "mp3";
    else if (format == "x-wav" || format == "wave")
        format = "wav";
    m_out += R"({"type":"input_audio","input_audio":{"data":")";
    appendContent(m_out, part.data);
    m_out += R"(","format":")";
    appendContent(m_out, format);
    m_out += "\"}}";
}

void ResponsesBodyWriter::writeAssistant(const Turn &turn)
{
    for (std::size_t index = 0; index < turn.parts.size();) {
        const ContentPart &part = turn.parts[index];
        if (part.kind == Kind::Reasoning) {
            index = writeReasoning(turn.parts, index);
            continue;
        }
        if (part.kind == Kind::ToolCall)
            writeCall(part);
        if (!isText(part)) {
            ++index; // What else a model made cannot be shown to it again.
            continue;
        }
        comma();
        m_out += R"({"type":"message","role":"assistant","content":[)";
        for (; index < turn.parts.size() && isText(turn.parts[index]); ++index) {
            const ContentPart &text = turn.parts[index];
            comma();
            m_out += text.kind == Kind::Text ? R"({"type":"output_text","text":")"
                                             : R"({"type":"refusal","refusal":")";
            appendInner(m_out, text.text);
            m_out += "\"}";
        }
        m_out += "]}";
    }
}

/// Summaries and the encrypted part that follows them are one item. Without it they are nothing
/// that the provider could read again.
std::size_t ResponsesBodyWriter::writeReasoning(const std::vector<ContentPart> &parts,
                                                std::size_t begin)
{
    std::size_t end = begin;
    while (end < parts.size() && parts[end].kind == Kind::Reasoning && parts[end].encrypted.empty())
        ++end;
    const bool isWhole = end < parts.size() && parts[end].kind == Kind::Reasoning;
    if (!isWhole)
        return end;
    const ContentPart &encrypted = parts[end];
    if (encrypted.family != ReasoningFamily::OpenAi)
        return end + 1;
    comma();
    m_out += R"({"type":"reasoning")";
    raw("id", encrypted.id);
    m_out += R"(,"summary":[)";
    for (std::size_t index = begin; index < end; ++index) {
        if (!parts[index].isSummary || parts[index].text.empty())
            continue;
        comma();
        m_out.append(R"({"type":"summary_text","text":)").append(parts[index].text) += '}';
    }
    m_out += ']';
    raw("encrypted_content", encrypted.encrypted);
    m_out += '}';
    return end + 1;
}

void ResponsesBodyWriter::writeCall(const ContentPart &call)
{
    comma();
    m_out += call.isCustom ? R"({"type":"custom_tool_call","call_id":)"
                           : R"({"type":"function_call","call_id":)";
    m_out += call.id.empty() ? R"("")" : call.id;
    raw("name", call.name);
    if (call.isCustom) {
        raw("input", call.arguments.empty() ? R"("")" : call.arguments);
        m_customCalls.push_back(call.id);
    } else {
        raw("arguments", argumentsString(m_talk, call.arguments));
    }
    m_out += '}';
}

void ResponsesBodyWriter::writeResult(const ContentPart &result)
{
    const bool isCustom
        = std::find(m_customCalls.begin(), m_customCalls.end(), result.id) != m_customCalls.end();
    comma();
    m_out += isCustom ? R"({"type":"custom_tool_call_output","call_id":)"
                      : R"({"type":"function_call_output","call_id":)";
    m_out.append(result.id.empty() ? R"("")" : result.id).append(R"(,"output":)");
    if (result.result.empty()) {
        m_out += R"("")";
    } else if (result.result.size() == 1 && isText(result.result.front())) {
        m_out += '"';
        appendInner(m_out, result.result.front().text);
        m_out += '"';
    } else {
        m_out += '[';
        writeParts(result.result, {});
        m_out += ']';
    }
    m_out += '}';
}

// ---- Tools and shapes -----------------------------------------------------------------------

void ResponsesBodyWriter::writeTool(const ToolDefinition &tool)
{
    const bool isCustom = tool.kind == ToolDefinition::Kind::Custom;
    comma();
    m_out += isCustom ? R"({"type":"custom")" : R"({"type":"function")";
    raw("name", tool.name);
    raw("description", tool.description);
    if (isCustom) {
        raw("format", tool.format);
    } else {
        raw("parameters",
            tool.schema.empty() ? R"({"type":"object","properties":{}})" : tool.schema);
        // Strict is this format's default, and most schemas are not fit for it.
        raw("strict", tool.strict.value_or(false) ? "true" : "false");
    }
    m_out += '}';
}

void ResponsesBodyWriter::writeTools()
{
    if (m_talk.tools.empty())
        return;
    m_out += R"(,"tools":[)";
    for (const ToolDefinition &tool : m_talk.tools)
        writeTool(tool);
    m_out += ']';
    writeToolChoice();
    if (m_talk.isParallel)
        raw("parallel_tool_calls", *m_talk.isParallel ? "true" : "false");
}

void ResponsesBodyWriter::writeToolReference(RawJson name)
{
    const bool isCustom
        = std::any_of(m_talk.tools.begin(), m_talk.tools.end(), [name](const ToolDefinition &tool) {
              return tool.kind == ToolDefinition::Kind::Custom && tool.name == name;
          });
    m_out += isCustom ? R"({"type":"custom","name":)" : R"({"type":"function","name":)";
    m_out.append(name).append(1, '}');
}

void ResponsesBodyWriter::writeToolChoice()
{
    const ToolChoice &choice = m_talk.toolChoice;
    if (choice.kind == ToolChoice::Kind::NotTold)
        return;
    if (choice.kind == ToolChoice::Kind::Named) {
        m_out += R"(,"tool_choice":)";
        return writeToolReference(choice.name);
    }
    const RawJson mode = choice.kind == ToolChoice::Kind::None ? R"("none")"
        : choice.kind == ToolChoice::Kind::Required            ? R"("required")"
                                                               : R"("auto")";
    if (choice.allowed.empty() || choice.kind == ToolChoice::Kind::None)
        return raw("tool_choice", mode);
    m_out += R"(,"tool_choice":{"type":"allowed_tools","mode":)";
    m_out.append(mode).append(R"(,"tools":[)");
    for (const RawJson name : choice.allowed) {
        comma();
        writeToolReference(name);
    }
    m_out += "]}";
}

void ResponsesBodyWriter::writeText()
{
    const ResponseShape &shape = m_talk.shape;
    if (shape.kind == ResponseShape::Kind::Text && m_talk.verbosity.empty())
        return;
    m_out += R"(,"text":{)";
    if (shape.kind == ResponseShape::Kind::JsonObject) {
        m_out += R"("format":{"type":"json_object"})";
    } else if (shape.kind == ResponseShape::Kind::JsonSchema) {
        m_out += R"("format":{"type":"json_schema")";
        raw("name", shape.name.empty() ? R"("response")" : shape.name);
        raw("description", shape.description);
        raw("schema", shape.schema.empty() ? R"({"type":"object"})" : shape.schema);
        if (shape.strict)
            raw("strict", *shape.strict ? "true" : "false");
        m_out += '}';
    }
    raw("verbosity", m_talk.verbosity);
    m_out += '}';
}

/// Only what was asked: models that do not reason refuse the member.
void ResponsesBodyWriter::writeReasoningWish()
{
    using Effort = ReasoningWish::Effort;
    const ReasoningWish &wish = m_talk.reasoning;
    std::string include;
    if (wish.isTold && wish.isEnabled != false) {
        Effort effort = wish.effort;
        if (effort == Effort::NotTold && wish.maxTokens)
            effort = effortOfBudget(*wish.maxTokens,
                                    m_target.maxOutput.value_or(m_target.endpointMaxOutput));
        m_out += R"(,"reasoning":{)";
        if (effort != Effort::NotTold) {
            m_out.append(R"("effort":")").append(effortWord(effort)).append(1, '"');
        }
        if (!wish.isHidden)
            raw("summary", wish.summary);
        m_out += '}';
        if (effort != Effort::None)
            include = R"("reasoning.encrypted_content")";
    }
    if (m_talk.logprobs == "true")
        include.append(include.empty() ? "" : ",").append(R"("message.output_text.logprobs")");
    if (!include.empty())
        m_out.append(R"(,"include":[)").append(include).append(1, ']');
}

void ResponsesBodyWriter::writeLimits()
{
    if (m_target.maxOutput)
        raw("max_output_tokens", std::to_string(std::max(*m_target.maxOutput, leastOutput)));
    raw("temperature", m_talk.temperature);
    raw("top_p", m_talk.topP);
    raw("top_logprobs", m_talk.topLogprobs);
    raw("service_tier",
        m_talk.serviceTier == R"("fast")" ? RawJson(R"("priority")") : m_talk.serviceTier);
    raw("prompt_cache_key", m_talk.promptCacheKey);
}

} // namespace

tl::expected<std::string, ApiError> writeResponsesBody(Conversation &conversation,
                                                       const EncodeTarget &target)
{
    return ResponsesBodyWriter(conversation, target).write();
}

} // namespace turnpike
