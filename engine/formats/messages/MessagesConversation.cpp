// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesConversation.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/messages/MessagesBlocks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace turnpike {

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;
using Parts = std::vector<ContentPart>;

/// The walk over one valid body.
class MessagesConverser
{
public:
    explicit MessagesConverser(const ClientRequest &request)
        : m_request(request)
        , m_json(request.body, json::StrictReader::maxDepth)
        , m_blocks(m_talk)
    {}

    tl::expected<Conversation, ApiError> converse();

private:
    /// A tool that Anthropic defines: no other format can say it.
    struct TypedTool
    {
        std::size_t index = 0;
        RawJson name;
    };

    void readMember(std::string_view name);
    void readSystem();
    void readMessage(std::size_t index);
    void addTurns(std::string_view role, Parts &&parts);
    void readTools();
    void readToolChoice();
    void readThinking();
    void readFormat();
    void readStops();
    void settle();
    void refuse(std::string pointer, std::string_view sentence);
    std::string_view word(RawJson string) { return plainText(m_talk, string); }

    const ClientRequest &m_request;
    json::StrictReader m_json;
    Conversation m_talk;
    MessagesBlocks m_blocks;
    std::vector<TypedTool> m_typedTools;
    std::optional<ApiError> m_error;
};

void MessagesConverser::refuse(std::string pointer, std::string_view sentence)
{
    if (m_error)
        return;
    m_error = {.status = 400, .errorType = "invalid_request"};
    m_error->message = pointer + ' ' + std::string(sentence);
    m_error->pointer = std::move(pointer);
}

tl::expected<Conversation, ApiError> MessagesConverser::converse()
{
    m_talk.isStreaming = m_request.isStreaming;
    m_talk.maxOutput = m_request.maxOutput();
    eachMember(m_json, [this](std::string_view name) { readMember(name); });
    if (!m_error)
        m_error = m_blocks.error();
    settle();
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_talk);
}

void MessagesConverser::readMember(std::string_view name)
{
    if (name == "messages")
        eachElement(m_json, [this](std::size_t index) { readMessage(index); });
    else if (name == "system")
        readSystem();
    else if (name == "tools")
        readTools();
    else if (name == "tool_choice")
        readToolChoice();
    else if (name == "thinking")
        readThinking();
    else if (name == "output_config")
        eachMember(m_json, [this](std::string_view member) {
            if (member == "effort")
                m_talk.reasoning.effort = effortOf(word(rawString(m_json)));
            else if (member == "format")
                readFormat();
            else
                m_json.skip();
        });
    else if (name == "output_format")
        readFormat();
    else if (name == "stop_sequences")
        readStops();
    else if (name == "temperature")
        m_talk.temperature = rawValue(m_json);
    else if (name == "top_p")
        m_talk.topP = rawValue(m_json);
    else if (name == "top_k")
        m_talk.topK = rawValue(m_json);
    else if (name == "cache_control")
        m_talk.cacheControl = rawValue(m_json);
    else
        m_json.skip();
}

/// What members say together, in whatever order they came.
void MessagesConverser::settle()
{
    ReasoningWish &wish = m_talk.reasoning;
    wish.isHidden = m_request.hidesReasoning;
    if (wish.isEnabled == false)
        wish.effort = ReasoningWish::Effort::NotTold; // It meant the length of the answer.
    wish.isTold = wish.isEnabled || wish.effort != ReasoningWish::Effort::NotTold;

    const ToolChoice &choice = m_talk.toolChoice;
    constexpr std::string_view sentence
        = "names a tool of Anthropic's own, which this model's provider does not have.";
    const auto isChosen = [&choice](const TypedTool &tool) {
        return choice.kind == ToolChoice::Kind::Named && tool.name == choice.name;
    };
    const auto chosen = choice.kind == ToolChoice::Kind::Required && m_talk.tools.empty()
        ? m_typedTools.begin()
        : std::find_if(m_typedTools.begin(), m_typedTools.end(), isChosen);
    if (chosen != m_typedTools.end())
        refuse("/tools/" + std::to_string(chosen->index) + "/type", sentence);
    if (m_talk.tools.empty())
        m_talk.toolChoice = {};
}

// ---- Messages -------------------------------------------------------------------------------

void MessagesConverser::readSystem()
{
    Turn turn{.role = Role::System};
    m_blocks.readContent(m_json, turn.parts);
    if (turn.parts.empty())
        return;
    // It stands at the top, wherever the member does.
    m_talk.turns.insert(m_talk.turns.begin(), std::move(turn));
}

void MessagesConverser::readMessage(std::size_t index)
{
    std::string_view role;
    Parts parts;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "role")
            role = word(rawString(m_json));
        else if (name == "content")
            m_blocks.readMessage(index, m_json, parts);
        else
            m_json.skip();
    });
    addTurns(role, std::move(parts));
}

/// Results of tools become a turn of their own, before what the user says besides.
void MessagesConverser::addTurns(std::string_view role, Parts &&parts)
{
    const auto isResult = [](const ContentPart &part) { return part.kind == Kind::ToolResult; };
    if (role != "user" || std::none_of(parts.begin(), parts.end(), isResult)) {
        Turn &turn = m_talk.turns.emplace_back();
        turn.role = role == "assistant" ? Role::Assistant
            : role == "system"          ? Role::System
                                        : Role::User;
        turn.parts = std::move(parts);
        return;
    }
    Turn results{.role = Role::Tool}, speech{.role = Role::User};
    for (ContentPart &part : parts)
        (isResult(part) ? results : speech).parts.push_back(std::move(part));
    m_talk.turns.push_back(std::move(results));
    if (!speech.parts.empty())
        m_talk.turns.push_back(std::move(speech));
}

// ---- Tools, thinking and shape --------------------------------------------------------------

void MessagesConverser::readTools()
{
    eachElement(m_json, [this](std::size_t index) {
        ToolDefinition tool;
        std::string_view type = "custom";
        eachMember(m_json, [&](std::string_view name) {
            if (name == "type") {
                if (const RawJson told = rawString(m_json); !told.empty())
                    type = word(told);
            } else if (name == "name") {
                tool.name = rawString(m_json);
            } else if (name == "description") {
                tool.description = rawString(m_json);
            } else if (name == "input_schema") {
                tool.schema = rawValue(m_json);
            } else if (name == "strict") {
                tool.strict = rawBoolean(m_json);
            } else if (name == "cache_control") {
                tool.cacheControl = rawValue(m_json);
            } else {
                m_json.skip();
            }
        });
        if (type == "custom")
            m_talk.tools.push_back(tool);
        else
            m_typedTools.push_back({.index = index, .name = tool.name});
    });
}

void MessagesConverser::readToolChoice()
{
    using Choice = ToolChoice::Kind;
    ToolChoice &choice = m_talk.toolChoice;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "type") {
            const std::string_view type = word(rawString(m_json));
            choice.kind = type == "any" ? Choice::Required
                : type == "none"        ? Choice::None
                : type == "tool"        ? Choice::Named
                                        : Choice::Auto;
        } else if (name == "name") {
            choice.name = rawString(m_json);
        } else if (name == "disable_parallel_tool_use") {
            if (const std::optional<bool> isDisabled = rawBoolean(m_json))
                m_talk.isParallel = !*isDisabled;
        } else {
            m_json.skip();
        }
    });
}

void MessagesConverser::readThinking()
{
    ReasoningWish &wish = m_talk.reasoning;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "type") {
            const std::string_view type = word(rawString(m_json));
            wish.isEnabled = type != "disabled";
            wish.isAdaptive = type == "adaptive";
        } else if (name == "display") {
            // Who wants to read a summary is told so in the words of those that must be asked.
            if (word(rawString(m_json)) == "summarized")
                wish.summary = R"("auto")";
        } else if (name == "budget_tokens") {
            if (const RawJson budget = rawValue(m_json); !budget.empty())
                wish.maxTokens = json::integerOf(budget);
        } else {
            m_json.skip();
        }
    });
}

void MessagesConverser::readFormat()
{
    eachMember(m_json, [this](std::string_view name) {
        if (name == "type") {
            if (word(rawString(m_json)) == "json_schema")
                m_talk.shape.kind = ResponseShape::Kind::JsonSchema;
        } else if (name == "schema") {
            m_talk.shape.schema = rawValue(m_json);
        } else {
            m_json.skip();
        }
    });
}

void MessagesConverser::readStops()
{
    eachElement(m_json, [this](std::size_t) { m_talk.stops.push_back(rawString(m_json)); });
}

} // namespace

tl::expected<Conversation, ApiError> converseMessages(const ClientRequest &request)
{
    return MessagesConverser(request).converse();
}

} // namespace turnpike
