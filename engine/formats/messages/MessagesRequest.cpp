// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesRequest.h"

#include "engine/formats/messages/MessagesContent.h"
#include "engine/wire/BodyReader.h"

#include <iterator>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

/// The format's own top-level members, in the order of `names`.
enum Own : std::size_t {
    Messages = commonMemberCount,
    System,
    Tools,
    MaxTokens,
    Thinking,
    OutputConfig,
    OutputFormat,
    ToolChoiceMember,
    Metadata,
    StopSequences,
    Temperature,
    TopP,
    TopK,
    ContextManagement,
    Speed,
    Fallbacks,
    McpServers,
    MaxToolCalls,
    StopServerToolsWhen,
};

constexpr auto names
    = withCommonMembers({"messages", "system", "tools", "max_tokens", "thinking", "output_config",
                         "output_format", "tool_choice", "metadata", "stop_sequences",
                         "temperature", "top_p", "top_k", "context_management", "speed",
                         "fallbacks", "mcp_servers", "max_tool_calls", "stop_server_tools_when"});
static_assert(names[Messages] == "messages" && names.back() == "stop_server_tools_when"
              && names.size() == StopServerToolsWhen + 1);

/// Capabilities by the catalogue's names.
constexpr std::pair<Own, std::string_view> capabilities[] = {
    {MaxTokens, "max_tokens"},
    {Tools, "tools"},
    {ToolChoiceMember, "tool_choice"},
    {StopSequences, "stop"},
    {Temperature, "temperature"},
    {TopP, "top_p"},
    {TopK, "top_k"},
};

constexpr std::size_t longestSession = 256;

/// What Claude Code packs into its user id: "user_..._session_ID", or JSON text with session_id.
std::string_view sessionOf(std::string_view userId)
{
    constexpr std::string_view marker = "_session_";
    constexpr std::string_view member = R"("session_id":")";
    std::string_view session;
    if (const std::size_t named = userId.find(member);
        userId.starts_with('{') && named != std::string_view::npos) {
        session = userId.substr(named + member.size());
        session = session.substr(0, session.find('"'));
    } else if (const std::size_t marked = userId.rfind(marker); marked != std::string_view::npos) {
        session = userId.substr(marked + marker.size());
    }
    return session.size() <= longestSession ? session : std::string_view();
}

class MessagesRequestReader final : public BodyReader
{
public:
    MessagesRequestReader(std::string_view body, const ReadLimits &limits)
        : BodyReader(body, ApiType::Messages, names, limits)
    {}

private:
    void readOwn(std::size_t member) override;
    bool isCounted(std::size_t member) const override;
    void finish(std::uint64_t seen) override;
    void readThinking();
    void readOutputConfig();
    void readFormat();
    void readToolChoice();
    void readMetadata();
    void readContextManagement();
    void readFallbacks();
    /// Reads the named members of the object, or null, that the walk stands on.
    template <std::size_t Size, typename Read>
    void readObject(const std::string_view (&known)[Size], Read read);

    std::string m_userId;
    std::vector<std::string> m_fallbacks;
    bool m_thinks = false;
    bool m_hasEffort = false;
    bool m_isFast = false;
};

template <std::size_t Size, typename Read>
void MessagesRequestReader::readObject(const std::string_view (&known)[Size], Read read)
{
    if (!m_walk.enterObject(true))
        return;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[members.known]);
        read(members.known);
        m_walk.pop();
    }
}

bool MessagesRequestReader::isCounted(std::size_t member) const
{
    return member == Messages || member == System || member == Tools || member == OutputConfig
        || member == OutputFormat;
}

void MessagesRequestReader::readOwn(std::size_t member)
{
    MessagesContentReader content(m_walk, m_request);
    switch (member) {
    case Messages: content.readMessages(); break;
    case System: content.readSystem(); break;
    case Tools: content.readTools(); break;
    case MaxTokens: m_request.maxTokens = m_walk.integer(1); break;
    case Thinking: readThinking(); break;
    case OutputConfig: readOutputConfig(); break;
    case OutputFormat: readFormat(); break;
    case ToolChoiceMember: readToolChoice(); break;
    case Metadata: readMetadata(); break;
    case StopSequences: m_walk.texts(); break;
    case ContextManagement: readContextManagement(); break;
    case Speed: m_isFast = m_walk.text() == "fast"; break;
    case Fallbacks: readFallbacks(); break;
    case McpServers: {
        const json::Value servers = m_walk.skip();
        const bool hasServers = !servers.isNull() && !isEmptyArray(servers.text);
        m_request.hasServerTools = hasServers || m_request.hasServerTools;
        break;
    }
    case MaxToolCalls: m_walk.integer(1); break;
    case StopServerToolsWhen: m_walk.skip(); break;
    default: m_walk.skipKind(json::Kind::Number, "must be a number"); break;
    }
}

void MessagesRequestReader::finish(std::uint64_t seen)
{
    if ((seen >> Messages & 1U) == 0)
        refuse(Messages, "is missing");
    m_request.maxTokensMember = m_slices[MaxTokens];
    for (const Own member : {Speed, Fallbacks, MaxToolCalls, StopServerToolsWhen})
        if (m_slices[member].isPresent())
            m_request.gatewayMembers.push_back(m_slices[member]);
    for (const auto &[member, name] : capabilities)
        if (isTold(member))
            m_request.parameters.push_back(name);
    m_request.asksReasoning = m_thinks || m_hasEffort;
    if (m_thinks)
        m_request.parameters.emplace_back("reasoning");
    if (m_request.hasResponseFormat) {
        m_request.parameters.emplace_back("response_format");
        m_request.parameters.emplace_back("structured_outputs");
    }
    if (m_request.models.empty())
        m_request.models = std::move(m_fallbacks);
    if (m_request.serviceTier.empty() && m_isFast)
        m_request.serviceTier = "fast";
    if (m_request.sessionId.empty())
        m_request.sessionId = sessionOf(m_userId);
    if (m_request.user.empty())
        m_request.user = std::move(m_userId);
}

void MessagesRequestReader::readThinking()
{
    static constexpr std::string_view known[] = {"type", "budget_tokens", "display"};
    readObject(known, [this](std::size_t member) {
        if (member == 0) {
            const std::string type = m_walk.text().value_or(std::string());
            if (type != "enabled" && type != "disabled" && type != "adaptive")
                m_walk.refuse("must be one of enabled, disabled, adaptive");
            m_thinks = type != "disabled";
        } else if (member == 1) {
            m_request.thinkingTokens = m_walk.integer(0).value_or(0);
        } else {
            m_request.hidesReasoning = m_walk.text() == "omitted";
        }
    });
}

void MessagesRequestReader::readOutputConfig()
{
    static constexpr std::string_view known[] = {"effort", "format"};
    const std::size_t begin = m_walk.offset();
    readObject(known, [this](std::size_t member) {
        if (member == 0)
            m_hasEffort = m_walk.text().has_value();
        else
            readFormat();
    });
    m_request.content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
}

void MessagesRequestReader::readFormat()
{
    static constexpr std::string_view known[] = {"type", "schema"};
    m_request.hasResponseFormat
        = m_walk.peek() == json::Kind::Object || m_request.hasResponseFormat;
    const std::size_t begin = m_walk.offset();
    readObject(known, [this](std::size_t member) {
        if (member == 0)
            m_walk.text();
        else
            m_walk.skipKind(json::Kind::Object, "must be an object");
    });
    m_request.content.textBytes += static_cast<std::int64_t>(m_walk.offset() - begin);
}

void MessagesRequestReader::readToolChoice()
{
    static constexpr std::string_view known[] = {"type", "name", "disable_parallel_tool_use"};
    readObject(known, [this](std::size_t member) {
        if (member == 2)
            m_walk.boolean();
        else
            m_walk.text();
    });
}

void MessagesRequestReader::readMetadata()
{
    static constexpr std::string_view known[] = {"user_id"};
    readObject(known, [this](std::size_t) { m_userId = m_walk.text().value_or(std::string()); });
}

/// Compaction is a further pass over the conversation, which no output limit bounds.
void MessagesRequestReader::readContextManagement()
{
    static constexpr std::string_view known[] = {"edits"};
    static constexpr std::string_view edit[] = {"type"};
    readObject(known, [this](std::size_t) {
        if (!m_walk.enterArray(true))
            return;
        bool isFirst = true;
        for (std::size_t index = 0; m_walk.nextElement(isFirst); ++index) {
            m_walk.push(index);
            readObject(edit, [this](std::size_t) {
                const std::string type = m_walk.text().value_or(std::string());
                m_request.hasServerTools = type.starts_with("compact") || m_request.hasServerTools;
            });
            m_walk.pop();
        }
    });
}

/// Models to turn to, which the gateway does by itself: each has prices of its own.
void MessagesRequestReader::readFallbacks()
{
    static constexpr std::string_view known[] = {"model"};
    if (!m_walk.enterArray(true))
        return;
    bool isFirst = true;
    for (std::size_t index = 0; m_walk.nextElement(isFirst); ++index) {
        m_walk.push(index);
        readObject(known, [this](std::size_t) {
            std::optional<std::string> model = m_walk.text();
            if (!model || model->empty())
                m_walk.refuse("must not be empty");
            else
                m_fallbacks.push_back(*std::move(model));
        });
        m_walk.pop();
    }
}

} // namespace

tl::expected<ClientRequest, ApiError> readMessagesRequest(std::string_view body,
                                                          const ReadLimits &limits)
{
    return MessagesRequestReader(body, limits).read();
}

} // namespace turnpike
