// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicBody.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/messages/AnthropicThinking.h"
#include "engine/formats/messages/AnthropicTurns.h"
#include "engine/formats/messages/MessagesWords.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

constexpr std::string_view emptySchema = R"({"type":"object","properties":{}})";
/// A custom tool's free text, as the one member of an object.
constexpr std::string_view customSchema
    = R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})";
/// What json_object asks for, in words: the format has a grammar for schemas only.
constexpr std::string_view jsonInstruction
    = R"({"type":"text","text":"Answer with one JSON object and with nothing else."})";

class AnthropicBodyWriter
{
public:
    AnthropicBodyWriter(Conversation &conversation, const EncodeTarget &target)
        : m_talk(conversation)
        , m_target(target)
        , m_plan(planThinking(conversation, target))
        , m_tools(sentTools())
        , m_markers(conversation, m_tools)
    {}

    tl::expected<std::string, ApiError> write();

private:
    std::vector<ToolDefinition> sentTools() const;
    std::string toolsMember();
    void appendSchema(std::string &out, const ToolDefinition &tool) const;
    void writeToolChoice();
    void writeThinking();
    void writeOutputConfig();
    void writeSampling();
    void raw(std::string_view name, RawJson value)
    {
        if (!value.empty())
            m_out.append(",\"").append(name).append("\":").append(value);
    }

    Conversation &m_talk;
    const EncodeTarget &m_target;
    ThinkingPlan m_plan;
    std::vector<ToolDefinition> m_tools;
    CacheMarkers m_markers;
    std::string m_out;
};

tl::expected<std::string, ApiError> AnthropicBodyWriter::write()
{
    if (m_talk.choices > 1)
        return tl::unexpected(
            ApiError{.status = 400,
                     .errorType = "invalid_request",
                     .message = "/n must be 1: this model's provider gives one answer only.",
                     .pointer = "/n"});
    if (m_talk.asksAudio())
        return tl::unexpected(spokenAnswerRefused());
    // Cache markers are counted in prompt order.
    const std::string tools = toolsMember();
    AnthropicTurnWriter turns(m_talk, m_markers);
    std::string system = turns.system();
    const std::string messages = turns.messages();
    if (turns.error())
        return tl::unexpected(*turns.error());
    if (m_talk.shape.kind == ResponseShape::Kind::JsonObject)
        system.append(system.empty() ? "" : ",").append(jsonInstruction);

    m_out.reserve(tools.size() + system.size() + messages.size() + 512);
    m_out = R"({"model":)";
    json::appendString(m_out, m_target.model);
    m_out.append(R"(,"max_tokens":)").append(std::to_string(m_plan.maxTokens));
    if (!system.empty())
        m_out.append(R"(,"system":[)").append(system).append(1, ']');
    m_out.append(R"(,"messages":[)").append(messages).append(1, ']').append(tools);
    writeToolChoice();
    writeThinking();
    writeOutputConfig();
    writeSampling();
    raw("cache_control", m_talk.cacheControl);
    if (m_target.isStreaming)
        m_out += R"(,"stream":true)";
    m_out += '}';
    return std::move(m_out);
}

// ---- Tools ----------------------------------------------------------------------------------

/// Those that may be called: the format cannot say that some are there but not allowed.
std::vector<ToolDefinition> AnthropicBodyWriter::sentTools() const
{
    const std::vector<RawJson> &allowed = m_talk.toolChoice.allowed;
    std::vector<ToolDefinition> tools;
    for (const ToolDefinition &tool : m_talk.tools)
        if (allowed.empty()
            || std::find(allowed.begin(), allowed.end(), tool.name) != allowed.end())
            tools.push_back(tool);
    return tools;
}

std::string AnthropicBodyWriter::toolsMember()
{
    std::string out;
    for (const ToolDefinition &tool : m_tools) {
        out += out.empty() ? R"(,"tools":[{"name":)" : R"(,{"name":)";
        out += tool.name;
        if (tool.description.size() > 2)
            out.append(R"(,"description":)").append(tool.description);
        appendSchema(out += R"(,"input_schema":)", tool);
        m_markers.write(out, tool.cacheControl);
        out += '}';
    }
    return out.empty() ? out : out += ']';
}

/// The schema as it came, if it says that it is an object's; else that is put before.
void AnthropicBodyWriter::appendSchema(std::string &out, const ToolDefinition &tool) const
{
    if (tool.kind == ToolDefinition::Kind::Custom) {
        out += customSchema;
        return;
    }
    bool isEmpty = true, hasType = false;
    json::StrictReader json(tool.schema, json::StrictReader::maxDepth);
    if (!tool.schema.empty())
        eachMember(json, [&](std::string_view name) {
            isEmpty = false;
            hasType = hasType || name == "type";
            json.skip();
        });
    if (isEmpty)
        out += emptySchema;
    else if (hasType)
        out += tool.schema;
    else
        out.append(R"({"type":"object",)").append(tool.schema.substr(tool.schema.find('{') + 1));
}

void AnthropicBodyWriter::writeToolChoice()
{
    using Kind = ToolChoice::Kind;
    const ToolChoice &choice = m_talk.toolChoice;
    const bool isSerial = m_talk.isParallel == false;
    if (m_tools.empty() || (choice.kind == Kind::NotTold && !isSerial))
        return;
    switch (choice.kind) {
    case Kind::None: m_out += R"(,"tool_choice":{"type":"none"})"; return;
    case Kind::NotTold:
    case Kind::Auto: m_out += R"(,"tool_choice":{"type":"auto")"; break;
    case Kind::Required: m_out += R"(,"tool_choice":{"type":"any")"; break;
    case Kind::Named:
        m_out.append(R"(,"tool_choice":{"type":"tool","name":)").append(choice.name);
        break;
    }
    m_out += isSerial ? R"(,"disable_parallel_tool_use":true})" : "}";
}

// ---- Thinking, shape and sampling -----------------------------------------------------------

void AnthropicBodyWriter::writeThinking()
{
    using Mode = ThinkingPlan::Mode;
    switch (m_plan.mode) {
    case Mode::NotTold: return;
    case Mode::Disabled: m_out += R"(,"thinking":{"type":"disabled"})"; return;
    case Mode::Budget:
        m_out += R"(,"thinking":{"type":"enabled","budget_tokens":)";
        m_out += std::to_string(m_plan.budget);
        break;
    case Mode::Adaptive: m_out += R"(,"thinking":{"type":"adaptive")"; break;
    }
    if (!m_plan.display.empty())
        m_out.append(R"(,"display":")").append(m_plan.display).append(1, '"');
    m_out += '}';
}

void AnthropicBodyWriter::writeOutputConfig()
{
    const bool hasSchema = m_talk.shape.kind == ResponseShape::Kind::JsonSchema;
    if (m_plan.effort.empty() && !hasSchema)
        return;
    m_out += R"(,"output_config":{)";
    if (!m_plan.effort.empty())
        m_out.append(R"("effort":")").append(m_plan.effort).append(1, '"');
    if (hasSchema) {
        m_out += m_plan.effort.empty() ? "" : ",";
        m_out += R"("format":{"type":"json_schema","schema":)";
        m_out += m_talk.shape.schema.empty() ? R"({"type":"object"})" : m_talk.shape.schema;
        m_out += '}';
    }
    m_out += '}';
}

void AnthropicBodyWriter::writeSampling()
{
    if (m_plan.takesSampling) {
        RawJson temperature = m_talk.temperature;
        // Other formats go up to 2, this one to 1.
        if (!temperature.empty() && json::scaledOf(temperature, 6).value_or(0) > 1'000'000)
            temperature = "1";
        raw("temperature", temperature);
        // Later models refuse both together.
        const bool takesBoth = !claudeVersion(m_target.model).isAtLeast(4, 1);
        if (temperature.empty() || takesBoth)
            raw("top_p", m_talk.topP);
        raw("top_k", m_talk.topK);
    }
    if (m_talk.stops.empty())
        return;
    m_out += R"(,"stop_sequences":[)";
    for (const RawJson stop : m_talk.stops)
        m_out.append(m_out.back() == '[' ? "" : ",").append(stop);
    m_out += ']';
}

} // namespace

tl::expected<std::string, ApiError> writeAnthropicBody(Conversation &conversation,
                                                       const EncodeTarget &target)
{
    return AnthropicBodyWriter(conversation, target).write();
}

} // namespace turnpike
