// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesApi.h"

#include "engine/formats/responses/ResponsesConversation.h"
#include "engine/formats/responses/ResponsesEncoder.h"
#include "engine/formats/responses/ResponsesRequest.h"
#include "engine/formats/responses/ResponsesStream.h"

#include <utility>

namespace turnpike {

namespace {

class ResponsesApi final : public ClientApi
{
public:
    ApiType type() const override { return ApiType::Responses; }
    ErrorFormat errorFormat() const override { return ErrorFormat::Responses; }

    tl::expected<ClientRequest, ApiError> read(std::string_view body,
                                               const ReadLimits &limits) const override
    {
        return readResponsesRequest(body, limits);
    }
    tl::expected<Conversation, ApiError> converse(const ClientRequest &request) const override
    {
        return converseResponses(request);
    }
    std::unique_ptr<AnswerEncoder> makeEncoder(const ClientRequest &request,
                                               AnswerNames names) const override
    {
        return std::make_unique<ResponsesEncoder>(ResponseFrame(names, request));
    }
    std::string wholeBody(const AnswerCollector &answer, const ClientRequest &request,
                          const AnswerNames &names, const UsageFigures &figures) const override
    {
        return responsesBody(answer, ResponseFrame(names, request), figures);
    }
    std::unique_ptr<AnswerStream> passStream(AnswerNames names, std::int64_t choices) const override
    {
        static_cast<void>(choices); // The API knows one only.
        return std::make_unique<ResponsesStream>(std::move(names));
    }
    tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
    passWhole(std::string_view body, const AnswerNames &names) const override
    {
        return readResponsesResult(body, names);
    }
    std::string_view limitMember() const override { return "max_output_tokens"; }
};

} // namespace

const ClientApi &responsesApi()
{
    static const ResponsesApi api;
    return api;
}

} // namespace turnpike
