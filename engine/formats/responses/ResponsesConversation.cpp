// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesConversation.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ResponsesItems.h"
#include "engine/formats/responses/ResponsesMembers.h"
#include "engine/formats/responses/ResponsesTools.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

ApiError unsayable(std::string pointer, std::string_view sentence)
{
    ApiError error{.status = 400, .errorType = "invalid_request"};
    error.message = pointer + ' ' + std::string(sentence);
    error.pointer = std::move(pointer);
    return error;
}

/// Writes what the members say into a conversation.
class ResponsesConverser
{
public:
    explicit ResponsesConverser(const ClientRequest &request)
        : m_request(request)
        , m_members(responsesMembers(request.body))
        , m_tools(readResponsesToolList(m_members.tools))
        , m_names(m_tools)
    {}

    tl::expected<Conversation, ApiError> converse();

private:
    void takeTools();
    void takeToolChoice();
    struct ToolReference
    {
        std::string_view type, name, space;

        /// Can be said elsewhere.
        bool isOurs() const { return (type == "function" || type == "custom") && !name.empty(); }
    };

    void takeChoiceObject(json::StrictReader &json);
    void readReference(json::StrictReader &json, ToolReference &tool, std::string_view name);
    void takeAllowed(std::string_view mode, const std::vector<ToolReference> &listed);
    void takeText();
    void takeFormat(json::StrictReader &json);
    void takeReasoning();
    void takeSampling();
    RawJson flatName(std::string_view space, std::string_view name)
    {
        return keepString(m_talk, m_names.flat(space, name));
    }
    std::string_view word(RawJson string)
    {
        return string.empty() ? std::string_view() : plainText(m_talk, string);
    }

    const ClientRequest &m_request;
    ResponsesMembers m_members;
    std::vector<ResponsesTool> m_tools;
    ToolNames m_names;
    Conversation m_talk;
    std::optional<ApiError> m_error;
};

tl::expected<Conversation, ApiError> ResponsesConverser::converse()
{
    m_talk.isStreaming = m_request.isStreaming;
    m_talk.maxOutput = m_request.maxOutput();
    if (m_members.instructions.size() > 2)
        m_talk.turns.push_back(
            {.role = Turn::Role::System,
             .parts = {{.kind = ContentPart::Kind::Text, .text = m_members.instructions}}});
    takeTools();
    takeToolChoice();
    takeText();
    takeReasoning();
    takeSampling();
    if (!m_error)
        m_error = ResponsesItemReader(m_talk, m_names).read(m_members.input);
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_talk);
}

void ResponsesConverser::takeTools()
{
    for (const ResponsesTool &tool : m_tools) {
        const bool isCustom = tool.type == "custom";
        if ((!isCustom && tool.type != "function") || tool.name.empty())
            continue;
        ToolDefinition definition{.name = tool.name, .description = tool.description};
        if (!tool.space.empty())
            definition.name = flatName(word(tool.space), word(tool.name));
        definition.schema = isCustom ? RawJson(customToolSchema) : tool.parameters;
        if (!isCustom)
            definition.strict = tool.strict;
        m_talk.tools.push_back(definition);
    }
}

void ResponsesConverser::takeToolChoice()
{
    using Kind = ToolChoice::Kind;
    const RawJson choice = m_members.toolChoice;
    if (choice.starts_with('"')) {
        const std::string_view text = word(choice);
        m_talk.toolChoice.kind = text == "none" ? Kind::None
            : text == "required"                ? Kind::Required
                                                : Kind::Auto;
    } else if (choice.starts_with('{')) {
        json::StrictReader json(choice, json::StrictReader::maxDepth);
        takeChoiceObject(json);
    }
    const bool hasOnlyServerTools = m_talk.tools.empty() && !m_tools.empty();
    if (m_talk.toolChoice.kind == Kind::Required && hasOnlyServerTools)
        m_error = unsayable("/tool_choice",
                            "forces a tool that only its own provider can run; this model's "
                            "provider has none of them.");
}

void ResponsesConverser::readReference(json::StrictReader &json, ToolReference &tool,
                                       std::string_view name)
{
    if (name == "type")
        tool.type = word(rawString(json));
    else if (name == "name")
        tool.name = word(rawString(json));
    else if (name == "namespace")
        tool.space = word(rawString(json));
    else
        json.skip();
}

void ResponsesConverser::takeChoiceObject(json::StrictReader &json)
{
    ToolReference whole;
    std::string_view mode;
    std::vector<ToolReference> listed;
    eachMember(json, [&](std::string_view name) {
        if (name == "mode")
            mode = word(rawString(json));
        else if (name == "tools")
            eachElement(json, [&](std::size_t) {
                ToolReference &tool = listed.emplace_back();
                eachMember(json,
                           [&](std::string_view member) { readReference(json, tool, member); });
            });
        else
            readReference(json, whole, name);
    });
    if (whole.type == "allowed_tools")
        takeAllowed(mode, listed);
    else if (whole.isOurs())
        m_talk.toolChoice
            = {.kind = ToolChoice::Kind::Named, .name = flatName(whole.space, whole.name)};
    else
        m_error = unsayable("/tool_choice/type",
                            "forces a tool that only its own provider can run; this model's "
                            "provider does not have it.");
}

void ResponsesConverser::takeAllowed(std::string_view mode,
                                     const std::vector<ToolReference> &listed)
{
    using Kind = ToolChoice::Kind;
    ToolChoice &choice = m_talk.toolChoice;
    choice.kind = mode == "required" ? Kind::Required : Kind::Auto;
    for (const ToolReference &tool : listed)
        if (tool.isOurs())
            choice.allowed.push_back(flatName(tool.space, tool.name));
    if (!choice.allowed.empty())
        return;
    if (choice.kind == Kind::Required)
        m_error = unsayable("/tool_choice/tools",
                            "forces tools that only their own provider can run; this model's "
                            "provider does not have them.");
    choice.kind = Kind::None;
}

void ResponsesConverser::takeText()
{
    if (m_members.text.empty())
        return;
    json::StrictReader json(m_members.text, json::StrictReader::maxDepth);
    eachMember(json, [&](std::string_view name) {
        if (name == "format")
            takeFormat(json);
        else if (name == "verbosity")
            m_talk.verbosity = rawString(json);
        else
            json.skip();
    });
}

void ResponsesConverser::takeFormat(json::StrictReader &json)
{
    ResponseShape &shape = m_talk.shape;
    std::string_view type;
    eachMember(json, [&](std::string_view name) {
        if (name == "type")
            type = word(rawString(json));
        else if (name == "name")
            shape.name = rawString(json);
        else if (name == "description")
            shape.description = rawString(json);
        else if (name == "schema")
            shape.schema = rawValue(json);
        else if (name == "strict")
            shape.strict = rawBoolean(json);
        else
            json.skip();
    });
    if (type == "json_schema")
        shape.kind = ResponseShape::Kind::JsonSchema;
    else if (type == "json_object")
        shape.kind = ResponseShape::Kind::JsonObject;
    else if (!type.empty() && type != "text" && !m_error)
        m_error
            = unsayable("/text/format/type", "is a form that this model's provider does not have.");
}

void ResponsesConverser::takeReasoning()
{
    if (m_members.reasoning.empty())
        return;
    ReasoningWish &wish = m_talk.reasoning;
    wish.isTold = true;
    json::StrictReader json(m_members.reasoning, json::StrictReader::maxDepth);
    eachMember(json, [&](std::string_view name) {
        if (name == "effort")
            wish.effort = effortOf(word(rawString(json)));
        else if (name == "max_tokens")
            wish.maxTokens = json::integerOf(rawValue(json));
        else if (name == "enabled")
            wish.isEnabled = rawBoolean(json);
        else if (name == "exclude")
            wish.isHidden = rawBoolean(json).value_or(false);
        else if (name == "summary")
            wish.summary = rawString(json);
        else
            json.skip();
    });
}

void ResponsesConverser::takeSampling()
{
    m_talk.temperature = m_members.temperature;
    m_talk.topP = m_members.topP;
    m_talk.topK = m_members.topK;
    m_talk.presencePenalty = m_members.presencePenalty;
    m_talk.frequencyPenalty = m_members.frequencyPenalty;
    if (m_members.topLogprobs != "0")
        m_talk.topLogprobs = m_members.topLogprobs;
    // Chat takes the count only beside the wish itself.
    if (!m_talk.topLogprobs.empty() || includes(m_members.include, "message.output_text.logprobs"))
        m_talk.logprobs = "true";
    m_talk.serviceTier = m_members.serviceTier;
    m_talk.cacheControl = m_members.cacheControl;
    m_talk.promptCacheKey = m_members.promptCacheKey;
    if (m_members.parallelToolCalls == "true" || m_members.parallelToolCalls == "false")
        m_talk.isParallel = m_members.parallelToolCalls == "true";
}

} // namespace

tl::expected<Conversation, ApiError> converseResponses(const ClientRequest &request)
{
    return ResponsesConverser(request).converse();
}

} // namespace turnpike
