// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesApi.h"

#include "engine/formats/messages/MessagesConversation.h"
#include "engine/formats/messages/MessagesEncoder.h"
#include "engine/formats/messages/MessagesRequest.h"
#include "engine/formats/messages/MessagesResult.h"
#include "engine/formats/messages/MessagesStream.h"

namespace turnpike {

namespace {

class MessagesApi final : public ClientApi
{
public:
    ApiType type() const override { return ApiType::Messages; }
    ErrorFormat errorFormat() const override { return ErrorFormat::Messages; }
    std::string_view keepAlive() const override
    {
        return "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    }
    tl::expected<ClientRequest, ApiError> read(std::string_view body,
                                               const ReadLimits &limits) const override
    {
        return readMessagesRequest(body, limits);
    }
    tl::expected<Conversation, ApiError> converse(const ClientRequest &request) const override
    {
        return converseMessages(request);
    }
    std::unique_ptr<AnswerEncoder> makeEncoder(const ClientRequest &request,
                                               AnswerNames names) const override
    {
        return std::make_unique<MessagesEncoder>(std::move(names), request.hidesReasoning);
    }
    std::string wholeBody(const AnswerCollector &answer, const ClientRequest &request,
                          const AnswerNames &names, const UsageFigures &figures) const override
    {
        return writeMessagesAnswer(answer, names, figures, request.hidesReasoning);
    }
    std::unique_ptr<AnswerStream> passStream(AnswerNames names, std::int64_t) const override
    {
        return std::make_unique<MessagesStream>(std::move(names));
    }
    tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
    passWhole(std::string_view body, const AnswerNames &names) const override
    {
        auto result = readMessagesResult(body, names);
        if (!result)
            return tl::unexpected(std::move(result.error()));
        return std::make_unique<MessagesResult>(std::move(*result));
    }
};

} // namespace

const ClientApi &messagesApi()
{
    static const MessagesApi api;
    return api;
}

} // namespace turnpike
