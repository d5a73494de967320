// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiBody.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/gemini/GeminiContents.h"
#include "engine/formats/gemini/GeminiSchema.h"
#include "engine/formats/gemini/GeminiThinking.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace turnpike {

namespace {

/// Bytes of a body that are not the conversation's.
constexpr std::size_t usualFrame = 512;
/// Thinking budgets are shares of the output limit; without any limit, of the models' own.
constexpr std::int64_t usualMaxOutput = 65'536;

class GeminiBodyWriter
{
public:
    GeminiBodyWriter(Conversation &talk, const EncodeTarget &target)
        : m_talk(talk)
        , m_target(target)
    {}

    tl::expected<std::string, ApiError> write();

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
    /// Unless the endpoint is known not to take it.
    void optional(std::string_view name, std::string_view parameter, RawJson value)
    {
        if (m_target.supported.empty() || m_target.takes(parameter))
            raw(name, value);
    }
    void list(std::string_view name, const std::vector<RawJson> &values);

    void writeTools();
    void writeDeclaration(const ToolDefinition &tool);
    void writeToolConfig();
    void writeGenerationConfig();
    void writeLimits();
    void writeModalities();
    void writeShape();
    void writeThinking();

    Conversation &m_talk;
    const EncodeTarget &m_target;
    std::string m_out;
    SchemaFitting m_schemas;
    std::optional<ApiError> m_error;
};

tl::expected<std::string, ApiError> GeminiBodyWriter::write()
{
    if (m_talk.asksAudio())
        return tl::unexpected(spokenAnswerRefused());
    m_out.reserve(usualFrame);
    m_out += '{';
    m_error = GeminiContents(m_talk, m_target.model, m_out).write();
    writeTools();
    writeGenerationConfig();
    m_out += '}';
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_out);
}

void GeminiBodyWriter::list(std::string_view name, const std::vector<RawJson> &values)
{
    if (values.empty())
        return;
    member(name);
    m_out += '[';
    for (const RawJson value : values) {
        m_out += m_out.back() == '[' ? "" : ",";
        m_out += value;
    }
    m_out += ']';
}

// ---- Tools ----------------------------------------------------------------------------------

void GeminiBodyWriter::writeTools()
{
    if (m_talk.tools.empty())
        return;
    // Where the model may choose, only forbidden tools can be left out: a list goes with ANY alone.
    const ToolChoice &choice = m_talk.toolChoice;
    const bool isListed = !choice.allowed.empty() && choice.kind != ToolChoice::Kind::Required
        && choice.kind != ToolChoice::Kind::Named;
    const auto isAllowed = [&choice](const ToolDefinition &tool) {
        return std::find(choice.allowed.begin(), choice.allowed.end(), tool.name)
            != choice.allowed.end();
    };
    member("tools");
    m_out += R"([{"functionDeclarations":[)";
    for (const ToolDefinition &tool : m_talk.tools)
        if (!isListed || isAllowed(tool))
            writeDeclaration(tool);
    m_out += "]}]";
    writeToolConfig();
}

void GeminiBodyWriter::writeDeclaration(const ToolDefinition &tool)
{
    if (tool.kind == ToolDefinition::Kind::Custom) {
        const std::string_view name = plainText(m_talk, tool.name);
        if (!m_error)
            m_error
                = ApiError{.status = 400,
                           .errorType = "invalid_request",
                           .message = "The tool " + std::string(name)
                               + " takes free text, which this model's provider does not have."};
        return;
    }
    m_out += m_out.back() == '[' ? "{" : ",{";
    raw("name", tool.name);
    raw("description", tool.description);
    if (!tool.schema.empty())
        raw("parametersJsonSchema", m_schemas.fitted(m_talk, tool.schema));
    m_out += '}';
}

void GeminiBodyWriter::writeToolConfig()
{
    const ToolChoice &choice = m_talk.toolChoice;
    std::string_view mode = "AUTO";
    std::vector<RawJson> names;
    switch (choice.kind) {
    case ToolChoice::Kind::NotTold: return;
    case ToolChoice::Kind::Auto: break;
    case ToolChoice::Kind::None: mode = "NONE"; break;
    case ToolChoice::Kind::Required:
        mode = "ANY";
        names = choice.allowed;
        break;
    case ToolChoice::Kind::Named:
        mode = "ANY";
        names = {choice.name};
        break;
    }
    member("toolConfig");
    m_out.append(R"({"functionCallingConfig":{"mode":")").append(mode).append(1, '"');
    list("allowedFunctionNames", names);
    m_out += "}}";
}

// ---- Generation -----------------------------------------------------------------------------

void GeminiBodyWriter::writeGenerationConfig()
{
    member("generationConfig");
    m_out += '{';
    writeLimits();
    raw("temperature", m_talk.temperature);
    raw("topP", m_talk.topP);
    raw("topK", m_talk.topK);
    optional("presencePenalty", "presence_penalty", m_talk.presencePenalty);
    optional("frequencyPenalty", "frequency_penalty", m_talk.frequencyPenalty);
    writeModalities();
    writeShape();
    writeThinking();
    m_out += '}';
}

void GeminiBodyWriter::writeLimits()
{
    if (std::optional<std::int64_t> limit = m_target.maxOutput) {
        if (m_target.endpointMaxOutput > 0)
            limit = std::min(*limit, m_target.endpointMaxOutput);
        member("maxOutputTokens");
        m_out += std::to_string(*limit);
    }
    if (m_talk.choices > 1) {
        member("candidateCount");
        m_out += std::to_string(m_talk.choices);
    }
    list("stopSequences", m_talk.stops);
    if (const std::optional<std::int64_t> seed = json::integerOf(m_talk.seed)) {
        // Others take 64 bits: any smaller number does that is always the same for it.
        using Narrow = std::numeric_limits<std::int32_t>;
        const bool fits = *seed >= Narrow::min() && *seed <= Narrow::max();
        member("seed");
        m_out += std::to_string(fits ? *seed : *seed & Narrow::max());
    }
}

/// Pictures are made only where they are asked for.
void GeminiBodyWriter::writeModalities()
{
    json::StrictReader json(m_talk.modalities.empty() ? "[]" : m_talk.modalities);
    std::string words;
    eachElement(json, [&](std::size_t) {
        const RawJson word = rawString(json);
        if (word == R"("text")" || word == R"("image")")
            words.append(words.empty() ? "" : ",")
                .append(word == R"("text")" ? R"("TEXT")" : R"("IMAGE")");
    });
    if (!words.empty())
        raw("responseModalities", '[' + words + ']');
}

void GeminiBodyWriter::writeShape()
{
    if (m_talk.shape.kind == ResponseShape::Kind::Text)
        return;
    member("responseMimeType");
    m_out += R"("application/json")";
    if (m_talk.shape.kind == ResponseShape::Kind::JsonSchema && !m_talk.shape.schema.empty())
        raw("responseJsonSchema", m_schemas.fitted(m_talk, m_talk.shape.schema));
}

void GeminiBodyWriter::writeThinking()
{
    const bool isTaken
        = m_target.supported.empty() ? thinks(m_target.model) : m_target.takes("reasoning");
    if (!isTaken)
        return;
    std::int64_t maxOutput = m_target.maxOutput.value_or(m_target.endpointMaxOutput);
    if (maxOutput <= 0)
        maxOutput = usualMaxOutput;
    raw("thinkingConfig", thinkingConfig(m_talk.reasoning, m_target.model, maxOutput));
}

} // namespace

tl::expected<std::string, ApiError> writeGeminiBody(Conversation &conversation,
                                                    const EncodeTarget &target)
{
    return GeminiBodyWriter(conversation, target).write();
}

} // namespace turnpike
