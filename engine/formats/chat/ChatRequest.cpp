// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatRequest.h"

#include "engine/formats/chat/ChatParts.h"
#include "engine/wire/BodyReader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

/// Chat's own top-level members, in the order of `names`.
enum Own : std::size_t {
    Messages = commonMemberCount,
    Prompt,
    StreamOptions,
    MaxTokens,
    MaxCompletionTokens,
    Choices,
    BestOf,
    Tools,
    Functions,
    Reasoning,
    ResponseFormat,
    PromptCacheKey,
    PromptCacheOptions,
    Speed,
    MaxToolCalls,
    StopServerToolsWhen,
    Stop,
    firstNumber,
    firstOther = firstNumber + 9,
};

constexpr auto names = withCommonMembers(
    {"messages", "prompt", "stream_options", "max_tokens", "max_completion_tokens", "n", "best_of",
     "tools", "functions", "reasoning", "response_format", "prompt_cache_key",
     "prompt_cache_options", "speed", "max_tool_calls", "stop_server_tools_when", "stop",
     // Numbers.
     "temperature", "top_p", "top_k", "top_a", "min_p", "frequency_penalty", "presence_penalty",
     "repetition_penalty", "seed",
     // Anything.
     "logit_bias", "logprobs", "top_logprobs", "parallel_tool_calls", "structured_outputs",
     "verbosity", "prediction", "web_search_options", "include_reasoning", "reasoning_effort",
     "tool_choice", "modalities"});
static_assert(names[Messages] == "messages" && names[firstNumber] == "temperature"
              && names[firstOther] == "logit_bias" && names.back() == "modalities");
/// Searches cost fees that no token bound covers, like those of server tools.
constexpr std::size_t webSearchOptions = firstOther + 7;
static_assert(names[webSearchOptions] == "web_search_options");
constexpr std::size_t includeReasoning = firstOther + 8;
constexpr std::size_t reasoningEffort = firstOther + 9;
static_assert(names[includeReasoning] == "include_reasoning"
              && names[reasoningEffort] == "reasoning_effort");

/// Capabilities by the catalogue's names, besides everything from `firstNumber` on.
constexpr Own capabilities[]
    = {MaxTokens, MaxCompletionTokens, Tools, Reasoning, ResponseFormat, Stop};
constexpr std::size_t structuredOutputs = firstOther + 4;
static_assert(names[structuredOutputs] == "structured_outputs");

class ChatRequestReader final : public BodyReader
{
public:
    ChatRequestReader(std::string_view body, ChatDialect dialect, const ReadLimits &limits)
        : BodyReader(body, dialect == ChatDialect::Chat ? ApiType::Chat : ApiType::Completions,
                     names, limits)
        , m_isChat(dialect == ChatDialect::Chat)
    {}

private:
    void readOwn(std::size_t member) override;
    bool isCounted(std::size_t member) const override;
    void finish(std::uint64_t seen) override;
    void requireInput(std::uint64_t seen);
    void readStreamOptions();
    void readReasoning();
    void readChoices();
    void readStop();
    void takeOut();

    bool m_isChat;
    std::string m_effort; ///< reasoning.effort as it was told.
    bool m_isFast = false;
};

bool ChatRequestReader::isCounted(std::size_t member) const
{
    return member == Messages || member == Prompt || member == Tools || member == Functions
        || member == ResponseFormat;
}

void ChatRequestReader::requireInput(std::uint64_t seen)
{
    const Own needed = m_isChat ? Messages : Prompt;
    const Own other = m_isChat ? Prompt : Messages;
    if ((seen >> needed & 1U) == 0)
        refuse(needed, "is missing");
    else if ((seen >> other & 1U) != 0)
        refuse(other,
               m_isChat ? "cannot be given together with /messages"
                        : "cannot be given together with /prompt");
}

void ChatRequestReader::finish(std::uint64_t seen)
{
    requireInput(seen);
    takeOut();
    if (isTold(reasoningEffort) && !m_effort.empty()
        && m_slices[reasoningEffort].value != '"' + m_effort + '"')
        refuse(reasoningEffort, "differs from /reasoning/effort");
    if (m_request.serviceTier.empty() && m_isFast)
        m_request.serviceTier = "fast";
    m_request.maxTokensMember = m_slices[MaxTokens];
    m_request.maxCompletionTokensMember = m_slices[MaxCompletionTokens];
    m_request.streamOptionsMember = m_slices[StreamOptions];
    m_request.reasoningMember = m_slices[Reasoning];
    m_request.hasEffortMember = m_slices[reasoningEffort].isPresent();
    for (const Own member : capabilities)
        if (isTold(member))
            m_request.parameters.push_back(names[member]);
    for (std::size_t member = firstNumber; member < names.size(); ++member)
        if (isTold(member))
            m_request.parameters.push_back(names[member]);
    m_request.asksReasoning = isTold(Reasoning) || isTold(reasoningEffort);
    if (m_slices[includeReasoning].value == "false")
        m_request.hidesReasoning = true;
    m_request.hasResponseFormat = isTold(ResponseFormat);
    m_request.needsJsonSchema
        = m_slices[ResponseFormat].value.find("\"json_schema\"") != std::string_view::npos;
    m_request.hasServerTools = m_request.hasServerTools || isTold(webSearchOptions);
}

/// There are no server tools here that the last two could bound, and providers know none of them.
void ChatRequestReader::takeOut()
{
    for (const Own member : {Speed, MaxToolCalls, StopServerToolsWhen})
        if (m_slices[member].isPresent())
            m_request.gatewayMembers.push_back(m_slices[member]);
    for (const std::size_t member :
         {std::size_t{CacheControlMember}, includeReasoning, structuredOutputs})
        if (m_slices[member].isPresent())
            m_request.routerMembers.push_back(m_slices[member]);
}

void ChatRequestReader::readStop()
{
    if (m_walk.peek() != json::Kind::Array)
        return m_walk.skipKind(json::Kind::String, "must be a string or an array of strings");
    m_walk.enterArray();
    bool isFirst = true;
    for (std::size_t index = 0; m_walk.nextElement(isFirst); ++index) {
        m_walk.push(index);
        m_walk.skipKind(json::Kind::String, "must be a string");
        m_walk.pop();
    }
}

void ChatRequestReader::readOwn(std::size_t member)
{
    switch (member) {
    case Messages: readMessages(m_walk, m_request); break;
    case Prompt: m_request.content.textBytes += m_walk.textSize(false); break;
    case StreamOptions: readStreamOptions(); break;
    case MaxTokens: m_request.maxTokens = m_walk.integer(1); break;
    case MaxCompletionTokens: m_request.maxCompletionTokens = m_walk.integer(1); break;
    case Choices:
    case BestOf: readChoices(); break;
    case Tools:
    case Functions: readTools(m_walk, m_request); break;
    case Reasoning: readReasoning(); break;
    case ResponseFormat: {
        const std::size_t begin = m_walk.offset();
        m_walk.skipKind(json::Kind::Object, "must be an object");
        m_request.content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
        break;
    }
    case PromptCacheOptions:
        m_request.content.marksCaching = !m_walk.skip().isNull() || m_request.content.marksCaching;
        break;
    case Speed: m_isFast = m_walk.text() == "fast"; break;
    case MaxToolCalls: m_walk.integer(1); break;
    case StopServerToolsWhen: m_walk.skip(); break;
    case Stop: readStop(); break;
    case PromptCacheKey: m_request.promptCacheKey = m_walk.text().value_or(std::string()); break;
    default:
        if (member >= firstNumber && member < firstOther)
            m_walk.skipKind(json::Kind::Number, "must be a number");
        else
            m_walk.skip();
        break;
    }
}

void ChatRequestReader::readChoices()
{
    const std::int64_t count = m_walk.integer(1).value_or(1);
    if (count > m_limits.maxChoices)
        m_walk.refuse("must not exceed " + std::to_string(m_limits.maxChoices));
    m_request.choiceCount = std::max(m_request.choiceCount, count);
}

void ChatRequestReader::readStreamOptions()
{
    static constexpr std::string_view known[] = {"include_usage"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[0]);
        m_walk.peek();
        const std::size_t begin = m_walk.offset();
        m_request.asksUsage = m_walk.boolean().value_or(false);
        const std::size_t end = m_walk.offset();
        m_request.includeUsageMember = {.value = m_request.body.substr(begin, end - begin),
                                        .begin = members.member.begin,
                                        .end = end};
        m_walk.pop();
    }
}

void ChatRequestReader::readReasoning()
{
    enum : std::size_t { MaxTokens, Exclude, Effort, Enabled };
    static constexpr std::string_view known[] = {"max_tokens", "exclude", "effort", "enabled"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    std::optional<bool> isEnabled;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[members.known]);
        switch (members.known) {
        case MaxTokens: m_request.thinkingTokens = m_walk.integer(0).value_or(0); break;
        case Exclude: m_request.hidesReasoning = m_walk.boolean().value_or(false); break;
        case Effort:
            m_request.reasoningEffort = m_effort = m_walk.text().value_or(std::string());
            break;
        default: isEnabled = m_walk.boolean(); break;
        }
        m_walk.pop();
    }
    if (isEnabled == false)
        m_request.reasoningEffort = "none";
}

} // namespace

tl::expected<ClientRequest, ApiError> readChatRequest(std::string_view body, ChatDialect dialect,
                                                      const ReadLimits &limits)
{
    return ChatRequestReader(body, dialect, limits).read();
}

} // namespace turnpike
