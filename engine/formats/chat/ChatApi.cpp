// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatApi.h"

#include "engine/formats/chat/ChatConversation.h"
#include "engine/formats/chat/ChatEncoder.h"
#include "engine/formats/chat/ChatRequest.h"
#include "engine/formats/chat/ChatResult.h"
#include "engine/formats/chat/ChatStream.h"

namespace turnpike {

namespace {

class ChatApi final : public ClientApi
{
public:
    explicit ChatApi(ChatDialect dialect)
        : m_dialect(dialect)
    {}

    ApiType type() const override
    {
        return m_dialect == ChatDialect::Chat ? ApiType::Chat : ApiType::Completions;
    }
    ErrorFormat errorFormat() const override { return ErrorFormat::Chat; }
    tl::expected<ClientRequest, ApiError> read(std::string_view body,
                                               const ReadLimits &limits) const override
    {
        return readChatRequest(body, m_dialect, limits);
    }
    tl::expected<Conversation, ApiError> converse(const ClientRequest &request) const override
    {
        return converseChat(request);
    }
    std::unique_ptr<AnswerEncoder> makeEncoder(const ClientRequest &request,
                                               AnswerNames names) const override
    {
        return std::make_unique<ChatEncoder>(names, m_dialect, request.hidesReasoning);
    }
    std::string wholeBody(const AnswerCollector &answer, const ClientRequest &request,
                          const AnswerNames &names, const UsageFigures &figures) const override
    {
        return writeChatAnswer(answer, names, figures, m_dialect, request.hidesReasoning);
    }
    std::unique_ptr<AnswerStream> passStream(AnswerNames names, std::int64_t choices) const override
    {
        return std::make_unique<ChatStream>(std::move(names), choices, m_dialect);
    }
    tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
    passWhole(std::string_view body, const AnswerNames &names) const override
    {
        auto result = readChatResult(body, names, m_dialect);
        if (!result)
            return tl::unexpected(std::move(result.error()));
        return std::make_unique<ChatResult>(std::move(*result));
    }

private:
    ChatDialect m_dialect;
};

} // namespace

const ClientApi &chatApi()
{
    static const ChatApi api(ChatDialect::Chat);
    return api;
}

const ClientApi &completionsApi()
{
    static const ChatApi api(ChatDialect::TextCompletion);
    return api;
}

} // namespace turnpike
