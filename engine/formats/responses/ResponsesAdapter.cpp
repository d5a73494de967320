// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesAdapter.h"

#include "engine/formats/responses/ResponsesBody.h"
#include "engine/formats/responses/ResponsesDecoder.h"

namespace turnpike {

namespace {

class ResponsesAdapter final : public ProviderAdapter
{
public:
    std::optional<ApiType> twin() const override { return ApiType::Responses; }
    std::string path(std::string_view model, bool isStreaming) const override
    {
        static_cast<void>(model);
        static_cast<void>(isStreaming);
        return "/responses";
    }
    std::pair<std::string_view, std::string_view> credentialHeader() const override
    {
        return {"Authorization", "Bearer "};
    }
    tl::expected<std::string, ApiError> encode(Conversation &conversation,
                                               const EncodeTarget &target) const override
    {
        return writeResponsesBody(conversation, target);
    }
    std::unique_ptr<AnswerDecoder> makeDecoder(std::int64_t choices) const override
    {
        static_cast<void>(choices); // More than one cannot be asked for.
        return std::make_unique<ResponsesDecoder>();
    }
};

} // namespace

const ProviderAdapter &responsesAdapter()
{
    static const ResponsesAdapter adapter;
    return adapter;
}

} // namespace turnpike
