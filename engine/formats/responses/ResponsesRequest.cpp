// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesRequest.h"

#include "engine/wire/BodyReader.h"

#include <functional>
#include <string>
#include <utility>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

/// Responses' own top-level members, in the order of `names`.
enum Own : std::size_t {
    Input = commonMemberCount,
    Instructions,
    MaxOutputTokens,
    Tools,
    Reasoning,
    Text,
    Background,
    PreviousResponseId,
    StoredConversation,
    Prompt,
    Stored,
    Include,
    SafetyIdentifier,
    PromptCacheKey,
    PromptCacheOptions,
    ToolChoiceMember,
    ParallelToolCalls,
    Speed,
    StopServerToolsWhen,
    firstNumber,
};

constexpr auto names
    = withCommonMembers({"input", "instructions", "max_output_tokens", "tools", "reasoning", "text",
                         "background", "previous_response_id", "conversation", "prompt", "store",
                         "include", "safety_identifier", "prompt_cache_key", "prompt_cache_options",
                         "tool_choice", "parallel_tool_calls", "speed", "stop_server_tools_when",
                         // Numbers.
                         "temperature", "top_p", "top_k", "top_logprobs", "presence_penalty",
                         "frequency_penalty", "max_tool_calls"});
static_assert(names[Input] == "input" && names[firstNumber] == "temperature"
              && names.back() == "max_tool_calls");

/// The members that are told by another name in the catalogue, or not as a whole.
constexpr std::pair<std::size_t, std::string_view> capabilities[] = {
    {MaxOutputTokens, "max_tokens"},
    {Tools, "tools"},
    {Reasoning, "reasoning"},
    {ToolChoiceMember, "tool_choice"},
    {ParallelToolCalls, "parallel_tool_calls"},
    {firstNumber, "temperature"},
    {firstNumber + 1, "top_p"},
    {firstNumber + 2, "top_k"},
    {firstNumber + 3, "top_logprobs"},
    {firstNumber + 4, "presence_penalty"},
    {firstNumber + 5, "frequency_penalty"},
};

class ResponsesRequestReader final : public BodyReader
{
public:
    ResponsesRequestReader(std::string_view body, const ReadLimits &limits)
        : BodyReader(body, ApiType::Responses, names, limits)
    {}

private:
    void readOwn(std::size_t member) override;
    bool isCounted(std::size_t member) const override
    {
        return member == Input || member == Instructions || member == Tools || member == Text;
    }
    void finish(std::uint64_t seen) override;
    void refuseWhatIsKept();
    void readInput();
    void readReasoning();
    void readText();
    void readTextFormat();

    std::string_view m_firstItem;
    std::string m_format; ///< text.format.type
    bool m_hasVerbosity = false;
    bool m_isFast = false;
    std::string m_safetyIdentifier;
};

void ResponsesRequestReader::readOwn(std::size_t member)
{
    ContentMeasure &content = m_request.content;
    switch (member) {
    case Input: readInput(); break;
    case Instructions: content.textBytes += m_walk.textSize(true); break;
    case MaxOutputTokens: m_request.maxTokens = m_walk.integer(1); break;
    case Tools: readResponsesTools(m_walk, m_request); break;
    case Reasoning: readReasoning(); break;
    case Text: readText(); break;
    case Background:
        if (m_walk.boolean().value_or(false))
            m_walk.refuse("must be false: an answer is given at once and not kept for later");
        break;
    case Stored: m_walk.boolean(); break;
    case Include: m_walk.texts(); break;
    case SafetyIdentifier: m_safetyIdentifier = m_walk.text().value_or(std::string()); break;
    case PromptCacheKey: m_request.promptCacheKey = m_walk.text().value_or(std::string()); break;
    case PromptCacheOptions:
        content.marksCaching = !m_walk.skip().isNull() || content.marksCaching;
        break;
    case ParallelToolCalls: m_walk.boolean(); break;
    case Speed: m_isFast = m_walk.text() == "fast"; break;
    case StopServerToolsWhen: m_walk.skip(); break;
    default:
        if (member >= firstNumber)
            m_walk.skipKind(json::Kind::Number, "must be a number");
        else
            m_walk.skip();
        break;
    }
}

/// The first item is what every turn of a conversation begins with.
void ResponsesRequestReader::readInput()
{
    const std::size_t begin = m_walk.offset();
    readResponsesInput(m_walk, m_request);
    if (m_walk.hasFailed())
        return;
    const std::string_view input = m_request.body.substr(begin, m_walk.offset() - begin);
    m_firstItem = input;
    if (!input.starts_with('['))
        return;
    json::StrictReader items(input, json::StrictReader::maxDepth);
    bool isFirst = true;
    if (items.enterArray() && items.nextElement(isFirst))
        m_firstItem = items.skip().text;
}

void ResponsesRequestReader::readReasoning()
{
    static constexpr std::string_view known[] = {"max_tokens", "exclude", "effort", "summary"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[members.known]);
        switch (members.known) {
        case 0: m_request.thinkingTokens = m_walk.integer(0).value_or(0); break;
        case 1: m_request.hidesReasoning = m_walk.boolean().value_or(false); break;
        default: m_walk.skipKind(json::Kind::String, "must be a string"); break;
        }
        m_walk.pop();
    }
}

void ResponsesRequestReader::readText()
{
    static constexpr std::string_view known[] = {"format", "verbosity"};
    const std::size_t begin = m_walk.offset();
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[members.known]);
        if (members.known == 0) {
            readTextFormat();
        } else {
            m_hasVerbosity = m_walk.peek() != json::Kind::Null;
            m_walk.skipKind(json::Kind::String, "must be a string");
        }
        m_walk.pop();
    }
    m_request.content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
}

void ResponsesRequestReader::readTextFormat()
{
    static constexpr std::string_view known[] = {"type"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[0]);
        m_format = m_walk.text().value_or(std::string());
        m_walk.pop();
    }
}

void ResponsesRequestReader::refuseWhatIsKept()
{
    if (isTold(PreviousResponseId))
        refuse(PreviousResponseId,
               "must be null: no answer is kept here, so send the whole conversation in /input");
    if (isTold(StoredConversation))
        refuse(StoredConversation,
               "must be null: no conversation is kept here, so send the whole of it in /input");
    if (isTold(Prompt))
        refuse(Prompt,
               "must be null: no prompt template is kept here, so send its text in /instructions "
               "and /input");
}

void ResponsesRequestReader::finish(std::uint64_t seen)
{
    refuseWhatIsKept();
    if ((seen >> Input & 1U) == 0)
        refuse(Input, "is missing");
    m_request.maxTokensMember = m_slices[MaxOutputTokens];
    m_request.storeMember = m_slices[Stored];
    m_request.needsJsonSchema = m_format == "json_schema";
    for (const auto &[member, parameter] : capabilities)
        if (isTold(member))
            m_request.parameters.push_back(parameter);
    m_request.hasResponseFormat = !m_format.empty() && m_format != "text";
    if (m_request.hasResponseFormat)
        m_request.parameters.emplace_back("response_format");
    if (m_format == "json_schema")
        m_request.parameters.emplace_back("structured_outputs");
    if (m_hasVerbosity)
        m_request.parameters.emplace_back("verbosity");
    // Of the gateway: no server tools are run here, and tiers go by another name.
    for (const Own member : {Speed, StopServerToolsWhen})
        if (m_slices[member].isPresent())
            m_request.gatewayMembers.push_back(m_slices[member]);
    if (m_request.serviceTier.empty() && m_isFast)
        m_request.serviceTier = "fast";
    m_request.asksReasoning = isTold(Reasoning);
    if (m_request.user.empty())
        m_request.user = std::move(m_safetyIdentifier);
    const std::hash<std::string_view> hash;
    m_request.opening = hash(m_slices[Instructions].value) * 31U + hash(m_firstItem);
}

} // namespace

tl::expected<ClientRequest, ApiError> readResponsesRequest(std::string_view body,
                                                           const ReadLimits &limits)
{
    return ResponsesRequestReader(body, limits).read();
}

} // namespace turnpike
