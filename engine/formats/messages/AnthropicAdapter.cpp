// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicAdapter.h"

#include "engine/formats/messages/AnthropicBody.h"
#include "engine/formats/messages/AnthropicDecoder.h"
#include "engine/formats/messages/AnthropicThinking.h"

namespace turnpike {

namespace {

constexpr std::string_view interleavedThinking = "interleaved-thinking-2025-05-14";
constexpr std::string_view structuredOutputs = "structured-outputs-2025-11-13";

/// What a translated body needs, and what a client of another API may ask for (data plane 2.4).
std::string translatedBetas(const ClientRequest &request, const Conversation &conversation)
{
    const auto isAsked = [&request](std::string_view beta) {
        return request.betas.find(beta) != std::string::npos;
    };
    std::string betas;
    const auto add
        = [&betas](std::string_view beta) { betas.append(betas.empty() ? "" : ",").append(beta); };
    if ((!conversation.tools.empty() && wantsReasoning(conversation.reasoning))
        || isAsked(interleavedThinking))
        add(interleavedThinking);
    if (conversation.shape.kind == ResponseShape::Kind::JsonSchema || isAsked(structuredOutputs))
        add(structuredOutputs);
    return betas;
}

class AnthropicAdapter final : public ProviderAdapter
{
public:
    std::optional<ApiType> twin() const override { return ApiType::Messages; }
    std::string path(std::string_view, bool) const override { return "/messages"; }
    std::pair<std::string_view, std::string_view> credentialHeader() const override
    {
        return {"x-api-key", ""};
    }
    void addHeaders(const ClientRequest &request, const Conversation *conversation,
                    Headers &headers) const override
    {
        headers.emplace_back("anthropic-version", "2023-06-01");
        std::string betas = conversation ? translatedBetas(request, *conversation) : request.betas;
        if (!betas.empty())
            headers.emplace_back("anthropic-beta", std::move(betas));
    }
    tl::expected<std::string, ApiError> encode(Conversation &conversation,
                                               const EncodeTarget &target) const override
    {
        return writeAnthropicBody(conversation, target);
    }
    std::unique_ptr<AnswerDecoder> makeDecoder(std::int64_t) const override
    {
        return std::make_unique<AnthropicDecoder>();
    }
};

} // namespace

const ProviderAdapter &anthropicAdapter()
{
    static const AnthropicAdapter adapter;
    return adapter;
}

} // namespace turnpike
