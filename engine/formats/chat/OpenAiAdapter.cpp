// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/OpenAiAdapter.h"

#include "engine/formats/chat/ChatBody.h"
#include "engine/formats/chat/ChatDecoder.h"

namespace turnpike {

namespace {

class OpenAiAdapter final : public ProviderAdapter
{
public:
    std::optional<ApiType> twin() const override { return ApiType::Chat; }
    std::string path(std::string_view, bool) const override { return "/chat/completions"; }
    std::pair<std::string_view, std::string_view> credentialHeader() const override
    {
        return {"Authorization", "Bearer "};
    }
    tl::expected<std::string, ApiError> encode(Conversation &conversation,
                                               const EncodeTarget &target) const override
    {
        return writeChatBody(conversation, target);
    }
    std::unique_ptr<AnswerDecoder> makeDecoder(std::int64_t choices) const override
    {
        return std::make_unique<ChatDecoder>(choices);
    }
};

} // namespace

bool isOpenAiReasoner(std::string_view model)
{
    if (const std::size_t slash = model.rfind('/'); slash != std::string_view::npos)
        model.remove_prefix(slash + 1);
    return model.starts_with("gpt-5") || model.starts_with("o1") || model.starts_with("o3")
        || model.starts_with("o4");
}

const ProviderAdapter &openAiAdapter()
{
    static const OpenAiAdapter adapter;
    return adapter;
}

} // namespace turnpike
