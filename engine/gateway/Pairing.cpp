// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/Pairing.h"

#include "engine/formats/TranslatedAnswer.h"
#include "engine/formats/chat/ChatApi.h"
#include "engine/formats/chat/OpenAiAdapter.h"
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/formats/gemini/GeminiAdapter.h"
#include "engine/formats/media/MediaAnswer.h"
#include "engine/formats/media/MediaRequest.h"
#include "engine/formats/media/MediaStream.h"
#include "engine/formats/media/RecordingForm.h"
#include "engine/formats/messages/AnthropicAdapter.h"
#include "engine/formats/messages/AnthropicThinking.h"
#include "engine/formats/messages/MessagesApi.h"
#include "engine/formats/responses/ResponsesAdapter.h"
#include "engine/formats/responses/ResponsesApi.h"
#include "engine/http/Message.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

const ProviderAdapter &adapterOf(ProviderFormat format)
{
    switch (format) {
    case ProviderFormat::Anthropic: return anthropicAdapter();
    case ProviderFormat::Gemini: return geminiAdapter();
    case ProviderFormat::Responses: return responsesAdapter();
    case ProviderFormat::OpenAi:
    case ProviderFormat::Simulator: break;
    }
    return openAiAdapter();
}

/// Where a provider serves an API that is not its format's own.
std::string_view passedPath(ApiType type)
{
    switch (type) {
    case ApiType::Messages: return "/messages";
    case ApiType::Responses: return "/responses";
    case ApiType::Completions: return "/completions";
    case ApiType::Embeddings: return "/embeddings";
    case ApiType::Images: return "/images/generations";
    case ApiType::ImageEdits: return "/images/edits";
    case ApiType::Speech: return "/audio/speech";
    case ApiType::Transcriptions: return "/audio/transcriptions";
    case ApiType::Translations: return "/audio/translations";
    case ApiType::Rerank: return "/rerank";
    case ApiType::Chat: break;
    }
    return "/chat/completions";
}

/// Those gateways that speak all three APIs have members and routes of their own: `reasoning` as an
/// object, which OpenAI's servers refuse as they do every member that they do not know.
bool isGateway(const ProviderPolicy &provider)
{
    return provider.format == ProviderFormat::Simulator
        || (provider.alsoServes & apiBit(ApiType::Messages)) != 0;
}

bool takesEffort(const EndpointPolicy &endpoint)
{
    const std::vector<std::string> &known = endpoint.supportedParameters;
    return known.empty() ? isOpenAiReasoner(endpoint.upstreamModel)
                         : std::any_of(known.begin(), known.end(), [](const std::string &name) {
                               return name == "reasoning" || name == "reasoning_effort";
                           });
}

/// The effort that the `reasoning` object stands for; empty: the model's own.
std::string_view effortFor(const ClientRequest &request, const EndpointPolicy &endpoint)
{
    if (request.reasoningEffort == "max")
        return "xhigh";
    if (const auto told = effortOf(request.reasoningEffort); told != ReasoningWish::Effort::NotTold)
        return effortWord(told);
    if (request.thinkingTokens > 0)
        return effortWord(effortOfBudget(request.thinkingTokens,
                                         request.maxOutput().value_or(endpoint.maxOutput)));
    return {};
}

bool servesMedia(ApiType type, const ProviderPolicy &provider)
{
    const bool isOfOpenAi = type == ApiType::ImageEdits || type == ApiType::Translations;
    return (provider.format == ProviderFormat::OpenAi
            || provider.format == ProviderFormat::Responses)
        && !(isOfOpenAi && isGateway(provider));
}

/// What a provider that has no such route does not do.
std::string_view workOf(ApiType type)
{
    switch (type) {
    case ApiType::Images: return "makes no pictures";
    case ApiType::ImageEdits: return "edits no pictures";
    case ApiType::Speech: return "does not speak";
    case ApiType::Transcriptions: return "transcribes nothing";
    case ApiType::Translations: return "translates no recordings";
    default: return "ranks nothing";
    }
}

/// The legacy route is for models that complete text; any other gets its prompt as a message.
bool passesTo(ApiType type, const ProviderAdapter &adapter, const ProviderPolicy &provider,
              const ModelPolicy &model, const EndpointPolicy &endpoint)
{
    if (type == ApiType::Completions)
        return model.type == "completions"
            && (provider.format == ProviderFormat::OpenAi
                || (provider.alsoServes & apiBit(type)) != 0);
    if (type == ApiType::Embeddings)
        return provider.format == ProviderFormat::OpenAi;
    if (isMedia(type))
        return servesMedia(type, provider);
    if (endpoint.format) // This model is served by that API and by no other.
        return adapter.twin() == type;
    return adapter.twin() == type || (provider.alsoServes & apiBit(type)) != 0;
}

} // namespace

const ClientApi &clientApi(ApiType type)
{
    switch (type) {
    case ApiType::Completions: return completionsApi();
    case ApiType::Messages: return messagesApi();
    case ApiType::Responses: return responsesApi();
    default: break;
    }
    return chatApi();
}

tl::expected<ClientRequest, ApiError> readRequest(ApiType type, std::string_view body,
                                                  std::string_view contentType)
{
    if (isMedia(type))
        return readMediaRequest(type, body, contentType);
    return type == ApiType::Embeddings ? readEmbeddingsRequest(body) : clientApi(type).read(body);
}

Pairing::Pairing(ApiType type, const ProviderPolicy &provider, const ModelPolicy &model,
                 const EndpointPolicy &endpoint, bool mustTranslate)
    : m_type(type)
    , m_client(&clientApi(type))
    , m_adapter(&adapterOf(endpoint.formatAt(provider)))
    , m_provider(&provider)
    , m_passes(!mustTranslate && passesTo(type, *m_adapter, provider, model, endpoint))
{}

bool Pairing::needsForm(const ClientRequest &request, const ProviderPolicy &provider)
{
    return request.api == ApiType::Transcriptions && request.media.contentType.empty()
        && !isGateway(provider);
}

std::string Pairing::path(std::string_view model, bool isStreaming) const
{
    if (m_type == ApiType::Images && isGateway(*m_provider))
        return "/images";
    if (isMedia(m_type) || (m_passes && m_adapter->twin() != m_type))
        return std::string(passedPath(m_type));
    if (m_type == ApiType::Embeddings)
        return geminiEmbeddingsPath(model);
    return m_adapter->path(model, isStreaming);
}

std::pair<std::string_view, std::string_view> Pairing::credentialHeader() const
{
    if (!m_provider->credentialHeader.empty()) {
        const bool isBearer = http::sameName(m_provider->credentialHeader, "authorization");
        return {m_provider->credentialHeader, isBearer ? "Bearer " : ""};
    }
    return m_adapter->credentialHeader();
}

void Pairing::addHeaders(const ClientRequest &request, const Conversation *conversation,
                         ProviderAdapter::Headers &headers) const
{
    // Only the format's own headers: what a provider takes besides is told in its body.
    if (!m_passes || m_adapter->twin() == m_type)
        m_adapter->addHeaders(request, conversation, headers);
}

GatheredText Pairing::passedBody(const ClientRequest &request, const EndpointPolicy &endpoint,
                                 std::optional<std::int64_t> clamp) const
{
    if (isMedia(m_type))
        return mediaUpstreamBody(request, endpoint.upstreamModel);
    UpstreamEdits edits{.model = endpoint.upstreamModel,
                        .clampedMax = clamp,
                        .defaultLimit = m_client->limitMember()};
    if (m_type == ApiType::Messages && !clamp && !request.maxOutput())
        edits.clampedMax = anthropicLimit(endpoint.maxOutput, request.thinkingTokens);
    edits.forbidsStoring = m_type == ApiType::Responses;
    edits.reasoningField = endpoint.reasoningField;
    edits.dropsRouterMembers = !isGateway(*m_provider);
    std::string_view effort;
    if (request.reasoningMember.isPresent() && !isGateway(*m_provider)) {
        edits.replacesReasoning = true;
        if (takesEffort(endpoint))
            effort = effortFor(request, endpoint);
        edits.effort = effort;
    }
    return upstreamBody(request, edits);
}

tl::expected<std::string, ApiError> Pairing::encode(const ClientRequest &request,
                                                    std::unique_ptr<Conversation> &conversation,
                                                    const EncodeTarget &target) const
{
    if (isMedia(m_type)) {
        if (servesMedia(m_type, *m_provider))
            return recordingForm(request, target.model);
        return tl::unexpected(ApiError{.status = 404,
                                       .errorType = "not_found",
                                       .message = m_provider->name + ' '
                                           + std::string(workOf(m_type)) + ": it has no route "
                                           + std::string(passedPath(m_type)) + '.',
                                       .pointer = "/model"});
    }
    if (m_type == ApiType::Embeddings) {
        if (m_provider->format == ProviderFormat::Gemini)
            return encodeGeminiEmbeddings(request, target.model);
        return tl::unexpected(ApiError{.status = 400,
                                       .errorType = "invalid_request",
                                       .message = m_provider->name + " makes no embeddings.",
                                       .pointer = "/model"});
    }
    if (!conversation) {
        auto talk = m_client->converse(request);
        if (!talk)
            return tl::unexpected(std::move(talk.error()));
        conversation = std::make_unique<Conversation>(std::move(*talk));
    }
    return m_adapter->encode(*conversation, target);
}

std::unique_ptr<AnswerStream> Pairing::stream(const ClientRequest &request, AnswerNames names) const
{
    if (isMedia(m_type))
        return std::make_unique<MediaStream>(m_type);
    if (m_passes)
        return m_client->passStream(std::move(names), request.choiceCount);
    return std::make_unique<TranslatedStream>(m_adapter->makeDecoder(request.choiceCount),
                                              m_client->makeEncoder(request, std::move(names)));
}

tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
Pairing::whole(std::string_view body, const ClientRequest &request, const AnswerNames &names) const
{
    if (isMedia(m_type))
        return readMediaAnswer(m_type, body);
    if (m_type == ApiType::Embeddings)
        return readEmbeddingsAnswer(m_provider->format, body, request, names);
    if (m_passes)
        return m_client->passWhole(body, names);
    const std::unique_ptr<AnswerDecoder> decoder = m_adapter->makeDecoder(request.choiceCount);
    return translateWhole(body, *decoder, *m_client, request, names);
}

} // namespace turnpike
