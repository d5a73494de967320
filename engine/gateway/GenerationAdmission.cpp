// SPDX-License-Identifier: GPL-3.0-or-later
// A chat completion up to its first attempt: read, routed, held, or refused.
#include "core/Cost.h"
#include "engine/gateway/BudgetRefusal.h"
#include "engine/gateway/GenerationExchange.h"
#include "engine/gateway/ThinkingWish.h"
#include "engine/routing/HealthBook.h"
#include "engine/routing/ModelIndex.h"
#include "engine/routing/RouteRefusal.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerUs = 1'000;

ApiError invalid(std::string message, std::string pointer)
{
    ApiError error;
    error.status = 400;
    error.errorType = "invalid_request";
    error.message = std::move(message);
    error.pointer = std::move(pointer);
    return error;
}

std::uint8_t inputsOf(const ContentMeasure &content)
{
    std::uint8_t inputs = 0;
    inputs |= content.imageCount > 0 ? Modality::Image : 0;
    inputs |= content.audioBytes > 0 ? Modality::Audio : 0;
    inputs |= content.fileCount > 0 ? Modality::File : 0;
    inputs |= content.videoCount > 0 ? Modality::Video : 0;
    return inputs;
}

/// Pictures, speech and texts may be paid by tokens; vectors and ranks are not.
bool putsOutTokens(ApiType api)
{
    return api != ApiType::Embeddings && api != ApiType::Rerank;
}

ModelUse useOf(ApiType api)
{
    switch (api) {
    case ApiType::Embeddings: return ModelUse::Embeddings;
    case ApiType::Completions: return ModelUse::Completions;
    case ApiType::Images:
    case ApiType::ImageEdits: return ModelUse::Image;
    case ApiType::Speech: return ModelUse::Speech;
    case ApiType::Transcriptions:
    case ApiType::Translations: return ModelUse::Transcription;
    case ApiType::Rerank: return ModelUse::Rerank;
    default: return ModelUse::Chat;
    }
}

ServiceTier tierOf(std::string_view word)
{
    if (word == "priority" || word == "fast")
        return ServiceTier::Priority;
    return word == "flex" ? ServiceTier::Flex : ServiceTier::Default;
}

/// What a token takes where nothing has been learnt of the model yet.
constexpr std::int64_t bytesPerToken = 3;

/// Of what the request carries back. Items of Responses without a mark are OpenAI's, or those of
/// xAI's models, which speak the same format and pass through as they are.
ReasoningFamily reasoningFamily(const ClientRequest &request,
                                std::span<const std::string_view> models)
{
    const ReasoningFamily told = request.content.reasoning;
    const bool mayBeXais = told == ReasoningFamily::OpenAi && request.api == ApiType::Responses
        && !models.empty() && models.front().starts_with("x-ai/");
    return mayBeXais ? ReasoningFamily::Xai : told;
}

/// What is limited, before the number and behind it.
std::pair<std::string_view, std::string_view> rateWords(RateRefusal::Kind kind)
{
    switch (kind) {
    case RateRefusal::Kind::Tokens: return {"This key may use ", " tokens a minute"};
    case RateRefusal::Kind::FreeMinute:
        return {"All keys together may send ", " requests to free models a minute"};
    case RateRefusal::Kind::FreeDay:
        return {"All keys together may send ", " requests to free models a day"};
    case RateRefusal::Kind::Requests:
    case RateRefusal::Kind::None: break;
    }
    return {"This key may use ", " requests a minute"};
}

bool isOfFreeModel(const Candidate &candidate)
{
    return (candidate.variants & Variant::Free) != 0 || candidate.model->slug.ends_with(":free");
}

ApiError rateError(const RateRefusal &refusal)
{
    const auto [before, behind] = rateWords(refusal.kind);
    ApiError error;
    error.status = 429;
    error.errorType = "rate_limit_exceeded";
    error.message.append(before).append(std::to_string(refusal.limit)).append(behind);
    error.message += ". Try again in " + std::to_string(refusal.retryAfterS) + " s.";
    error.retryAfterS = refusal.retryAfterS;
    error.headers = {{"X-RateLimit-Limit", std::to_string(refusal.limit)},
                     {"X-RateLimit-Remaining", std::to_string(refusal.remaining)},
                     {"X-RateLimit-Reset", std::to_string(refusal.resetMs)}};
    return error;
}

} // namespace

void GenerationExchange::start()
{
    keepIdentity(m_client->request());
    m_body = m_client->takeBody();
    auto request = readRequest(m_route.api, m_body,
                               http::findHeader(m_client->request().headers, "content-type"));
    if (!request)
        return refuse(request.error());
    if (std::optional<std::string> thinking = thinkingBody(*request)) {
        m_body.swap(*thinking);
        if (auto again = readRequest(m_route.api, m_body, "application/json"))
            request = std::move(again);
        else
            m_body.swap(*thinking); // Back, and with it what the request's views point to.
    }
    m_request = std::make_unique<ClientRequest>(std::move(*request));
    m_request->betas = std::move(m_betas);
    keepAsked();
    if (m_request->sortsAcrossModels) { // The old way to say it.
        if (!m_request->provider)
            m_request->provider.emplace();
        m_request->provider->sortsAcrossModels
            = m_request->provider->sortsAcrossModels || *m_request->sortsAcrossModels;
    }
    m_isStreaming = m_request->isStreaming;
    m_choices = m_request->choiceCount;
    m_requestedModel = m_request->model.empty() && !m_request->models.empty()
        ? m_request->models.front()
        : m_request->model;
    if (!m_request->sessionId.empty())
        m_session = m_request->sessionId;
    m_endUser = m_request->user;
    if (const auto problem = planRoute())
        return refuse(*problem);
    if (!m_worker.journal().isAccepting())
        return refuse(ledgerTakesNothing());
    if (const auto problem = takeRate())
        return refuse(*problem);
    if (m_caching && answerFromCache())
        return;
    if (!enterKey())
        return;
    m_phase = Phase::Dispatching;
    dispatch();
}

std::optional<ApiError> GenerationExchange::planRoute()
{
    if (m_requestedModel.empty())
        return invalid("Name a model: \"model\" is missing.", "/model");
    if (auto unserved = unservedMember())
        return unserved;
    const auto plugins = readPluginWishes(*m_request);
    if (!plugins)
        return plugins.error();
    m_plugins = *plugins;
    m_plan = m_worker.takePlan();
    const std::string_view alone = m_request->model;
    std::vector<std::string_view> several;
    std::span<const std::string_view> models(&alone, 1);
    if (!m_request->models.empty()) {
        if (!alone.empty())
            several.push_back(alone);
        several.insert(several.end(), m_request->models.begin(), m_request->models.end());
        models = several;
    }
    planModels(models);
    m_routeTrail = m_worker.trailOf(*m_plan);
    if (m_plan->problem != RouteProblem::None)
        return mediaRefusal(routeRefusal(*m_plan, models));
    if ((m_plan->variants & Variant::Online) != 0)
        return invalid("Web search is not available here: leave \":online\" away.", "/model");
    return std::nullopt;
}

RouteQuestion GenerationExchange::routeQuestion(std::span<const std::string_view> models) const
{
    const ClientRequest &request = *m_request;
    const bool isSession = !m_session.empty();
    return {.models = models,
            .preferences = request.provider ? &*request.provider : nullptr,
            .use = useOf(m_route.api),
            .parameters = request.parameters,
            .hasTools = request.hasTools,
            .hasResponseFormat = request.hasResponseFormat,
            .needsJsonSchema = request.needsJsonSchema,
            .inputs = inputsOf(request.content),
            // Of media no context is known that bounds what is spoken, painted or ranked.
            .promptTokens = isMedia(m_route.api) ? 0 : request.content.textBytes / bytesPerToken,
            .maxOutput = request.maxOutput().value_or(0),
            .tier = tierOf(request.serviceTier),
            .refusesTiers = request.serviceTier == "default",
            .stickyKey = stickyKey(m_key.organization, isSession ? m_session : std::string_view(),
                                   request.promptCacheKey, request.user, request.opening),
            .seed = m_worker.nextSeed(),
            .family = reasoningFamily(request, models),
            .nowNs = m_admittedNs,
            .nowUs = m_admittedUs};
}

/// The key's own pace. Tokens are estimated until the answer tells them.
std::optional<ApiError> GenerationExchange::takeRate()
{
    if (!m_key.rateLimit.countsMinutes())
        return std::nullopt;
    const RateRefusal refusal
        = m_rate.take(m_worker.rateLimits().countOf(m_key.id), m_key.rateLimit,
                      m_request->content.textBytes / bytesPerToken, m_admittedUs);
    if (refusal.kind == RateRefusal::Kind::None)
        return std::nullopt;
    return rateError(refusal);
}

/// What all keys together may ask of free models; a request counts once, whatever it tries.
bool GenerationExchange::takeFree(const Candidate &candidate)
{
    if (m_policy->freeLimit.isNone() || m_isCountedFree || !isOfFreeModel(candidate))
        return true;
    const RateRefusal refusal
        = m_worker.rateLimits().takeFree(m_policy->freeLimit, m_worker.clock().nowUs());
    m_isCountedFree = refusal.kind == RateRefusal::Kind::None;
    if (!m_isCountedFree)
        m_freeRefusal = refusal;
    return m_isCountedFree;
}

/// Members that would change the answer, and that this version does not act on: leaving them
/// unheard would answer another question.
std::optional<ApiError> GenerationExchange::unservedMember() const
{
    const std::string_view name = !m_request->preset.empty() ? "preset"
        : m_request->echoesUpstreamBody                      ? "debug"
                                                             : std::string_view();
    if (name.empty())
        return std::nullopt;
    return invalid(std::string(name) + " is not served by this version of the gateway.",
                   "/" + std::string(name));
}

RequestSize GenerationExchange::requestSize() const
{
    const ContentMeasure &content = m_request->content;
    return {.textBytes = content.textBytes,
            .otherBytes = content.otherBytes,
            .messages = content.messageCount,
            .images = content.imageCount,
            .hasUnboundedParts
            = content.audioBytes > 0 || content.fileCount > 0 || content.videoCount > 0,
            .marksCaching = content.marksCaching,
            .maxOutput = putsOutTokens(m_route.api) ? m_request->maxOutput() : 0,
            .choices = m_choices,
            .media = m_media ? m_media->asked.usage : TokenUsage()};
}

/// Goes to the next endpoint that a budget lets through, or ends.
void GenerationExchange::dispatch()
{
    HealthBook &health = m_worker.health();
    for (; m_next < m_plan->candidates.size(); ++m_next) {
        const Candidate &candidate = m_plan->candidates[m_next];
        const Turnstile::Entry place = enterProvider(candidate);
        if (place == Turnstile::Entry::Waiting)
            return; // takePlace() comes back here.
        if (place == Turnstile::Entry::Crowded) {
            passBy(candidate);
            continue;
        }
        if (!takeFree(candidate)) {
            m_providerPlace.leave();
            continue;
        }
        const EndpointId endpoint = candidate.endpoint->id;
        const Admission admission = health.admit(endpoint, m_worker.clock().steadyNs());
        // Another request is finding out: this one need not, while there is another way.
        if (admission == Admission::Busy && m_next + 1 < m_plan->candidates.size()) {
            m_providerPlace.leave();
            continue;
        }
        if (express(candidate) && bookOrSkip(candidate)) {
            ++m_next;
            return startAttempt();
        }
        if (admission == Admission::Trial)
            health.abandoned(endpoint, m_worker.clock().steadyNs());
        m_providerPlace.leave();
    }
    if (!m_attempts.empty())
        return answerError(finalError());
    const bool mayWait = m_hasRefusal && m_refusal.decision == HoldDecision::Held;
    if (!m_crowdSkips.empty() && !mayWait)
        return refuse(providersCrowded());
    if (!m_hasRefusal && m_inexpressible)
        return refuse(*m_inexpressible);
    if (!m_hasRefusal && m_freeRefusal.kind != RateRefusal::Kind::None)
        return refuse(rateError(m_freeRefusal));
    waitOrRefuse();
}

/// Whether the provider's format can say what was asked. Where it is not the client's own, the body
/// is translated here, so that nothing is held for what cannot be sent.
bool GenerationExchange::express(const Candidate &candidate)
{
    const Pairing pairing(m_route.api, *candidate.provider, *candidate.model, *candidate.endpoint,
                          mustTranslate(candidate));
    if (pairing.passes())
        return true;
    auto body = encode(candidate, pairing, std::nullopt);
    if (!body) {
        if (!m_inexpressible)
            m_inexpressible = std::make_unique<ApiError>(std::move(body.error()));
        return false;
    }
    m_encoded = std::move(*body);
    m_encodedFor = candidate.endpoint;
    return true;
}

/// What a hard budget leaves, and what the endpoint can where more was asked for.
std::optional<std::int64_t> GenerationExchange::outputClamp(const EndpointPolicy &endpoint,
                                                            std::optional<std::int64_t> clamp) const
{
    const std::int64_t most = endpoint.maxOutput;
    if (most <= 0 || m_request->maxOutput().value_or(0) <= most)
        return clamp;
    return std::min(clamp.value_or(most), most);
}

tl::expected<std::string, ApiError> GenerationExchange::encode(const Candidate &candidate,
                                                               const Pairing &pairing,
                                                               std::optional<std::int64_t> clamp)
{
    const EndpointPolicy &endpoint = *candidate.endpoint;
    const std::optional<std::int64_t> asked = m_request->maxOutput();
    const std::optional<std::int64_t> limit = outputClamp(endpoint, clamp);
    const EncodeTarget target{.model = endpoint.upstreamModel,
                              .maxOutput = asked && limit ? std::min(*asked, *limit)
                                  : limit                 ? limit
                                                          : asked,
                              .endpointMaxOutput = endpoint.maxOutput,
                              .isStreaming = m_isStreaming,
                              .supported = endpoint.supportedParameters,
                              .reasoningField = endpoint.reasoningField};
    const std::optional<std::int64_t> most = compressedBytes(candidate);
    if (!most)
        return pairing.encode(*m_request, m_talk, target);
    auto shorter = compressed(candidate, *most);
    if (!shorter)
        return tl::unexpected(std::move(shorter.error()));
    return pairing.encode(*m_request, *shorter, target);
}

bool GenerationExchange::bookOrSkip(const Candidate &candidate)
{
    Booking booking{.candidate = candidate, .estimate = {}, .clamp = {}, .bound = {}};
    HoldRequest request;
    const HoldOutcome outcome = book(booking, request);
    if (outcome.decision == HoldDecision::Booked) {
        take(booking);
        return true;
    }
    if (!m_hasRefusal
        || (outcome.decision == HoldDecision::Held && m_refusal.decision != HoldDecision::Held)) {
        m_waitingFor = m_next;
        m_refusal = outcome;
        m_hasRefusal = true;
    }
    m_budgetSkips += (m_budgetSkips.empty() ? "\"" : ",\"") + candidate.endpoint->tag + '"';
    return false;
}

void GenerationExchange::take(const Booking &booking)
{
    m_candidate = booking.candidate;
    m_estimate = booking.estimate;
    m_promptTextBytes = isMedia(m_route.api) ? 0 : m_request->content.textBytes;
    if (compressedBytes(m_candidate)) {
        m_promptTextBytes = 0; // Nothing is learnt of what was not sent.
        if (const std::int64_t context = m_candidate.endpoint->contextLength; context > 0)
            m_estimate.promptTokens = std::min(m_estimate.promptTokens, context);
    }
    m_clamp = booking.clamp;
    m_bound = booking.bound;
    m_milliBytesPerToken = booking.milliBytesPerToken;
    // A hard hold is the bound already: a stream cannot legally outgrow it.
    m_heldOutput = m_isHard ? std::numeric_limits<std::int64_t>::max() : m_estimate.outputTokens;
}

HoldOutcome GenerationExchange::book(Booking &booking, HoldRequest &request)
{
    const Candidate &candidate = booking.candidate;
    booking.milliBytesPerToken = m_worker.statistics().milliBytesPerToken(candidate.model->id);
    booking.estimate
        = estimateHold(requestSize(), *candidate.endpoint, booking.milliBytesPerToken,
                       m_worker.statistics().usualOutput(candidate.model->id, m_key.id));
    request.admittedUs = m_admittedUs;
    if (candidate.provider->format != ProviderFormat::Simulator)
        request.scopes = m_key.scopes;
    request.amount = booking.estimate.amount;
    request.worstCase = booking.estimate.worstCase;
    request.hasWorstCase = booking.estimate.hasWorstCase
        && !candidate.provider->reasoningOutsideMaxTokens && !m_request->hasServerTools
        && !m_worker.isOverBound(*candidate.endpoint);

    const auto ask = [&] {
        return m_ticket.isOpen ? m_worker.gate().rehold(request, m_ticket)
                               : m_worker.gate().hold(request, m_ticket);
    };
    HoldOutcome outcome = ask();
    // Each scope may force a lower output limit than the one before it.
    for (std::size_t i = 0; i < maxScopes && outcome.decision != HoldDecision::Booked; ++i) {
        if (!clampToFit(outcome, booking, request))
            break;
        outcome = ask();
    }
    booking.bound = request.worstCase;
    return outcome;
}

/// Hard mode: lowers the output limit to what the refusing scope has left.
bool GenerationExchange::clampToFit(const HoldOutcome &outcome, Booking &booking,
                                    HoldRequest &request) const
{
    if (isMedia(m_route.api) // It has no member that would say the limit.
        || !request.hasWorstCase || outcome.decision == HoldDecision::Unbounded
        || request.scopes[outcome.scope].mode != BudgetMode::Hard)
        return false;
    const auto tokens = affordableOutput(booking.estimate, outcome.available, m_choices,
                                         m_request->thinkingTokens);
    const std::int64_t bound = booking.clamp.value_or(
        m_request->maxOutput().value_or(booking.candidate.endpoint->maxOutput));
    if (!tokens || *tokens >= bound)
        return false;
    booking.clamp = tokens;
    request.worstCase
        = booking.estimate.worstPrompt + holdFor(*tokens * m_choices, booking.estimate.outputPrice);
    request.amount = std::min(request.amount, request.worstCase);
    return true;
}

void GenerationExchange::waitOrRefuse()
{
    const BudgetScope &scope = m_key.scopes[m_refusal.scope];
    if (m_refusal.decision != HoldDecision::Held)
        return refuse(budgetRefusal(m_refusal, scope, m_key));

    m_phase = Phase::Waiting;
    m_waitStartNs = m_worker.clock().steadyNs();
    m_awaited
        = {.candidate = m_plan->candidates[m_waitingFor], .estimate = {}, .clamp = {}, .bound = {}};
    HoldRequest request;
    // Asked once more, since what was held may have been given back.
    if (book(m_awaited, request).decision == HoldDecision::Booked)
        return startAwaited();
    m_worker.gate().wait(request, this);
}

void GenerationExchange::onTurn(const HoldOutcome &outcome, const HoldTicket &ticket)
{
    // On whatever thread settled: only hands over.
    m_turnOutcome = outcome;
    m_turnTicket = ticket;
    boost::asio::post(m_worker.loop(), [this] { takeTurn(); });
}

void GenerationExchange::takeTurn()
{
    noteWaited();
    if (m_turnOutcome.decision == HoldDecision::Booked)
        m_ticket = m_turnTicket;
    if (m_clientLeft) {
        if (m_ticket.isOpen)
            take(m_awaited);
        return cancel();
    }
    if (m_turnOutcome.decision == HoldDecision::Booked)
        return startAwaited();
    m_phase = Phase::Dispatching;
    refuse(budgetRefusal(m_turnOutcome, m_key.scopes[m_turnOutcome.scope], m_key));
}

void GenerationExchange::noteWaited()
{
    const std::int64_t waitedUs = (m_worker.clock().steadyNs() - m_waitStartNs) / nsPerUs;
    m_waitedUs += waitedUs;
    m_moneyWaitedUs += waitedUs;
}

void GenerationExchange::refuse(const ApiError &error)
{
    GenerationRecord record = makeRecord();
    record.state = GenerationState::Refused;
    record.httpStatus = static_cast<std::uint16_t>(error.status);
    record.errorType = error.errorType;
    record.errorText = error.message;
    record.totalUs = sinceAdmissionUs();
    m_worker.refusals().refuse(m_worker.journal(), record);
    answerError(error);
}

} // namespace turnpike
