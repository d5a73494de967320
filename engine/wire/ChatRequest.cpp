// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/ChatRequest.h"

#include "engine/json/Writer.h"
#include "engine/wire/RequestWalk.h"

#include <algorithm>
#include <array>
#include <utility>

namespace turnpike {

namespace {

/// "[]", whatever blanks are in it. `value` is valid JSON.
bool isEmptyArray(std::string_view value)
{
    return value.size() >= 2 && value.front() == '['
        && value.find_first_not_of(" \t\r\n", 1) == value.size() - 1;
}

using Members = RequestWalk::Members;

/// The top-level members that are read, in the order of `names`.
enum Top : std::size_t {
    Model,
    Models,
    Messages,
    Prompt,
    Stream,
    StreamOptions,
    Usage,
    MaxTokens,
    MaxCompletionTokens,
    Choices,
    BestOf,
    Tools,
    Functions,
    Provider,
    Route,
    Preset,
    Plugins,
    Transforms,
    Trace,
    SessionId,
    Debug,
    User,
    Reasoning,
    ResponseFormat,
    CacheControl,
    PromptCacheKey,
    PromptCacheOptions,
    ServiceTier,
    firstNumber,
    firstOther = firstNumber + 9,
};

constexpr std::array<std::string_view, 50> names = {
    "model", "models", "messages", "prompt", "stream", "stream_options", "usage", "max_tokens",
    "max_completion_tokens", "n", "best_of", "tools", "functions", "provider", "route", "preset",
    "plugins", "transforms", "trace", "session_id", "debug", "user", "reasoning", "response_format",
    "cache_control", "prompt_cache_key", "prompt_cache_options", "service_tier",
    // Numbers.
    "temperature", "top_p", "top_k", "top_a", "min_p", "frequency_penalty", "presence_penalty",
    "repetition_penalty", "seed",
    // Anything.
    "stop", "logit_bias", "logprobs", "top_logprobs", "parallel_tool_calls", "structured_outputs",
    "verbosity", "prediction", "web_search_options", "include_reasoning", "reasoning_effort",
    "tool_choice", "modalities"};
static_assert(names[firstNumber] == "temperature" && names[firstOther] == "stop");
/// Searches cost fees that no token bound covers, like those of server tools.
constexpr std::size_t webSearchOptions = firstOther + 8;
static_assert(names[webSearchOptions] == "web_search_options");

/// For the gateway only; no upstream sees them.
constexpr Top gatewayOnly[]
    = {Models, Usage, Provider, Route, Preset, Plugins, Transforms, Trace, SessionId, Debug, User};
/// Capabilities by the catalogue's names, besides everything from `firstNumber` on.
constexpr Top capabilities[] = {MaxTokens, MaxCompletionTokens, Tools, Reasoning, ResponseFormat};

constexpr std::size_t maxSessionPoints = 256;

std::size_t pointCount(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

/// Counted piece by piece, or not sent upstream.
bool isCountedOrKept(std::size_t member)
{
    constexpr std::array<std::size_t, 5> counted{Messages, Prompt, Tools, Functions,
                                                 ResponseFormat};
    return std::find(counted.begin(), counted.end(), member) != counted.end()
        || std::find(std::begin(gatewayOnly), std::end(gatewayOnly), member)
        != std::end(gatewayOnly);
}

class ChatRequestReader
{
public:
    ChatRequestReader(std::string_view body, ChatDialect dialect, const ReadLimits &limits)
        : m_walk(body, limits.depth)
        , m_limits(limits)
    {
        m_request.body = body;
        m_request.dialect = dialect;
    }

    tl::expected<ChatRequest, ApiError> read()
    {
        readTopLevel();
        m_walk.finish();
        if (m_walk.hasFailed())
            return tl::unexpected(m_walk.error());
        return std::move(m_request);
    }

private:
    void readTopLevel();
    void readMember(std::size_t known);
    void readStreamOptions();
    void readReasoning();
    void readDebug();
    void readRoute();
    void readPrompt();
    void readChoices();
    void readSession();
    void readModel();
    void readModels();
    void requireInput(std::uint64_t seen);
    void keepSlices();

    RequestWalk m_walk;
    ReadLimits m_limits;
    ChatRequest m_request;
    std::array<MemberSlice, names.size()> m_slices;
};

void ChatRequestReader::readTopLevel()
{
    if (!m_walk.enterObject())
        return;
    std::size_t previousEnd = MemberSlice::none;
    std::size_t previousKnown = Members::unknown;
    Members members;
    while (m_walk.nextMember(names, members)) {
        const std::size_t begin = members.member.begin;
        if (previousKnown != Members::unknown)
            m_slices[previousKnown].nextBegin = begin;
        previousKnown = members.known;
        m_walk.peek();
        const std::size_t valueBegin = m_walk.offset();
        if (members.known == Members::unknown) {
            m_walk.skip();
        } else {
            m_walk.push(names[members.known]);
            readMember(members.known);
            m_walk.pop();
        }
        const std::size_t end = m_walk.offset();
        if (!isCountedOrKept(members.known))
            m_request.content.otherBytes += static_cast<std::int64_t>(end - begin);
        if (members.known != Members::unknown)
            m_slices[members.known] = {.value = m_request.body.substr(valueBegin, end - valueBegin),
                                       .begin = begin,
                                       .end = end,
                                       .previousEnd = previousEnd};
        previousEnd = end;
    }
    requireInput(members.seen);
    keepSlices();
}

void ChatRequestReader::requireInput(std::uint64_t seen)
{
    const bool isChat = m_request.dialect == ChatDialect::Chat;
    const Top needed = isChat ? Messages : Prompt;
    const Top other = isChat ? Prompt : Messages;
    if ((seen >> needed & 1U) == 0) {
        m_walk.push(names[needed]);
        m_walk.refuse("is missing");
        m_walk.pop();
    } else if ((seen >> other & 1U) != 0) {
        m_walk.push(names[other]);
        m_walk.refuse(isChat ? "cannot be given together with /messages"
                             : "cannot be given together with /prompt");
        m_walk.pop();
    }
}

void ChatRequestReader::keepSlices()
{
    m_request.modelMember = m_slices[Model];
    m_request.maxTokensMember = m_slices[MaxTokens];
    m_request.maxCompletionTokensMember = m_slices[MaxCompletionTokens];
    m_request.streamOptionsMember = m_slices[StreamOptions];
    for (const Top member : gatewayOnly)
        if (m_slices[member].isPresent())
            m_request.gatewayMembers.push_back(m_slices[member]);
    const auto isTold = [this](std::size_t member) {
        return m_slices[member].isPresent() && m_slices[member].value != "null";
    };
    for (const Top member : capabilities)
        if (isTold(member))
            m_request.parameters.push_back(names[member]);
    for (std::size_t member = firstNumber; member < names.size(); ++member)
        if (isTold(member))
            m_request.parameters.push_back(names[member]);
    m_request.hasResponseFormat = isTold(ResponseFormat);
    m_request.hasPlugins = isTold(Plugins) && !isEmptyArray(m_slices[Plugins].value);
    m_request.hasTransforms = isTold(Transforms) && !isEmptyArray(m_slices[Transforms].value);
    m_request.hasServerTools = m_request.hasServerTools || isTold(webSearchOptions);
}

void ChatRequestReader::readMember(std::size_t known)
{
    switch (known) {
    case Model: readModel(); break;
    case Models: readModels(); break;
    case Messages: readMessages(m_walk, m_request); break;
    case Prompt: readPrompt(); break;
    case Stream: m_request.isStreaming = m_walk.boolean().value_or(false); break;
    case StreamOptions: readStreamOptions(); break;
    case MaxTokens: m_request.maxTokens = m_walk.integer(1); break;
    case MaxCompletionTokens: m_request.maxCompletionTokens = m_walk.integer(1); break;
    case Choices:
    case BestOf: readChoices(); break;
    case Tools:
    case Functions: readTools(m_walk, m_request); break;
    case Provider:
        if (m_walk.peek() == json::Kind::Null)
            m_walk.skip();
        else
            readProviderPreferences(m_walk, m_request.provider.emplace());
        break;
    case Route: readRoute(); break;
    case Preset: m_request.preset = m_walk.text().value_or(std::string()); break;
    case SessionId: readSession(); break;
    case Debug: readDebug(); break;
    case User: m_request.user = m_walk.text().value_or(std::string()); break;
    case Reasoning: readReasoning(); break;
    case ResponseFormat: {
        const std::size_t begin = m_walk.offset();
        m_walk.skipKind(json::Kind::Object, "must be an object");
        m_request.content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
        break;
    }
    case CacheControl:
    case PromptCacheOptions:
        m_request.content.marksCaching = !m_walk.skip().isNull() || m_request.content.marksCaching;
        break;
    case PromptCacheKey: m_request.promptCacheKey = m_walk.text().value_or(std::string()); break;
    case ServiceTier: m_request.serviceTier = m_walk.text().value_or(std::string()); break;
    default:
        if (known >= firstNumber && known < firstOther)
            m_walk.skipKind(json::Kind::Number, "must be a number");
        else
            m_walk.skip();
        break;
    }
}

void ChatRequestReader::readModel()
{
    std::optional<std::string> model = m_walk.text();
    if (model && model->empty())
        m_walk.refuse("must not be empty");
    m_request.model = std::move(model).value_or(std::string());
}

void ChatRequestReader::readModels()
{
    m_request.models = m_walk.texts();
    for (std::size_t index = 0; index < m_request.models.size(); ++index) {
        m_walk.push(index);
        if (m_request.models[index].empty())
            m_walk.refuse("must not be empty");
        m_walk.pop();
    }
}

void ChatRequestReader::readPrompt()
{
    m_request.content.textBytes += m_walk.textSize(false);
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
    static constexpr std::string_view known[] = {"max_tokens"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[0]);
        m_request.thinkingTokens = m_walk.integer(0).value_or(0);
        m_walk.pop();
    }
}

void ChatRequestReader::readDebug()
{
    static constexpr std::string_view known[] = {"echo_upstream_body"};
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[0]);
        m_request.echoesUpstreamBody = m_walk.boolean().value_or(false);
        m_walk.pop();
    }
}

void ChatRequestReader::readRoute()
{
    const std::optional<std::string> word = m_walk.text();
    if (!word)
        return;
    if (*word != "fallback" && *word != "sort")
        m_walk.refuse("must be fallback or sort");
    m_request.sortsAcrossModels = *word == "sort";
}

void ChatRequestReader::readSession()
{
    m_request.sessionId = m_walk.text().value_or(std::string());
    if (pointCount(m_request.sessionId) > maxSessionPoints)
        m_walk.refuse("must not be longer than 256 characters");
}

/// The limit members, lowered or put in.
void clampOutput(const ChatRequest &request, const UpstreamEdits &edits, BodyEdit &edit,
                 std::string &inserted)
{
    const std::string limit = std::to_string(*edits.clampedMax);
    bool isSet = false;
    for (const MemberSlice *member :
         {&request.maxTokensMember, &request.maxCompletionTokensMember}) {
        if (!member->isPresent() || member->value == "null")
            continue;
        const std::optional<std::int64_t> asked = json::integerOf(member->value);
        if (asked && *asked > *edits.clampedMax)
            edit.replace(member->value, limit);
        isSet = true;
    }
    if (isSet)
        return;
    const bool isOldName = edits.defaultLimit == "max_tokens";
    const MemberSlice &null
        = isOldName ? request.maxTokensMember : request.maxCompletionTokensMember;
    if (null.isPresent())
        edit.replace(null.value, limit);
    else
        inserted.append(inserted.empty() ? "\"" : ",\"")
            .append(edits.defaultLimit)
            .append("\":" + limit);
}

/// The stream options, taken out where they are refused, else telling usage.
void editStreamOptions(const ChatRequest &request, const UpstreamEdits &edits, BodyEdit &edit,
                       std::string &inserted)
{
    const MemberSlice &options = request.streamOptionsMember;
    if (!request.isStreaming || !edits.sendsStreamOptions) {
        if (options.isPresent())
            edit.remove(options);
        return;
    }
    if (!edits.forcesUsage || request.asksUsage)
        return;
    if (!options.isPresent())
        inserted.append(inserted.empty() ? "" : ",")
            .append(R"("stream_options":{"include_usage":true})");
    else if (options.value == "null")
        edit.replace(options.value, R"({"include_usage":true})");
    else if (request.includeUsageMember.isPresent())
        edit.replace(request.includeUsageMember.value, "true");
    else
        edit.insertAtEnd(options.value, R"("include_usage":true)");
}

} // namespace

std::optional<std::int64_t> ChatRequest::maxOutput() const
{
    if (maxTokens && maxCompletionTokens)
        return std::min(*maxTokens, *maxCompletionTokens);
    return maxTokens ? maxTokens : maxCompletionTokens;
}

tl::expected<ChatRequest, ApiError> readChatRequest(std::string_view body, ChatDialect dialect,
                                                    const ReadLimits &limits)
{
    return ChatRequestReader(body, dialect, limits).read();
}

GatheredText upstreamBody(const ChatRequest &request, const UpstreamEdits &edits)
{
    BodyEdit edit(request.body);
    std::string inserted;
    std::string model;
    json::appendString(model, edits.model);
    if (request.modelMember.isPresent())
        edit.replace(request.modelMember.value, std::move(model));
    else
        inserted.append("\"model\":").append(model);
    if (edits.clampedMax)
        clampOutput(request, edits, edit, inserted);
    editStreamOptions(request, edits, edit, inserted);
    for (const MemberSlice &member : request.gatewayMembers)
        edit.remove(member);
    if (!inserted.empty())
        edit.insertAtEnd(request.body, std::move(inserted));
    return std::move(edit).gathered();
}

} // namespace turnpike
