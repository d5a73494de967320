// SPDX-License-Identifier: GPL-3.0-or-later
// A chat completion up to its first attempt: read, routed, held, or refused.
#include "core/Cost.h"
#include "engine/formats/chat/ChatRequest.h"
#include "engine/gateway/BudgetRefusal.h"
#include "engine/gateway/GenerationExchange.h"

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

ApiError routeError(RouteProblem problem, const ClientRequest &request)
{
    ApiError error;
    ModelAvailability availability;
    availability.requestedModels = request.models;
    if (!request.model.empty())
        availability.requestedModels.insert(availability.requestedModels.begin(), request.model);
    const std::string name = availability.requestedModels.front();
    switch (problem) {
    case RouteProblem::UnknownModel:
        error = invalid("No model is called \"" + name
                            + "\" here. GET /api/v1/models lists those that are.",
                        "/model");
        availability.code = "model_not_found";
        break;
    case RouteProblem::FilteredOut:
        error.message = "The request's provider preferences leave no endpoint of \"" + name + "\".";
        availability.code = "constraint_filtered";
        availability.excludedBy = {"allowed_providers"};
        break;
    case RouteProblem::NoEndpoints:
    case RouteProblem::None:
        error.message
            = "No endpoint serves \"" + name + "\" now. Ask an admin to enable a provider for it.";
        availability.code = "no_endpoints";
        break;
    }
    if (problem != RouteProblem::UnknownModel) {
        error.status = 404;
        error.errorType = "not_found";
    }
    error.availability = std::move(availability);
    return error;
}

/// The first member of `provider` that this version cannot honour: leaving it unheard would mean
/// one thing to the client and another to the upstream.
std::string_view unservedPreference(const ProviderPreferences &told)
{
    if (told.requiresZdr)
        return "zdr";
    if (told.deniesDataCollection)
        return "data_collection";
    if (!told.quantizations.empty())
        return "quantizations";
    if (told.requiresDistillableText)
        return "enforce_distillable_text";
    if (told.requiresParameters)
        return "require_parameters";
    if (!told.maxPromptPrice.empty() || !told.maxCompletionPrice.empty()
        || !told.maxRequestPrice.empty() || !told.maxImagePrice.empty()
        || !told.maxAudioPrice.empty())
        return "max_price";
    return {};
}

} // namespace

void GenerationExchange::start()
{
    keepIdentity(m_client->request());
    m_body = m_client->takeBody();
    auto request = readChatRequest(m_body);
    if (!request)
        return refuse(request.error());
    m_request = std::make_unique<ClientRequest>(std::move(*request));
    m_isStreaming = m_request->isStreaming;
    m_choices = m_request->choiceCount;
    m_promptTextBytes = m_request->content.textBytes;
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
    m_phase = Phase::Dispatching;
    dispatch();
}

void GenerationExchange::keepIdentity(const http::Request &request)
{
    const auto keep = [&request](std::string_view name) {
        return std::string(
            http::findHeader(request.headers, name).substr(0, GenerationRecord::maxText));
    };
    m_referer = keep("http-referer");
    m_title = keep("x-openrouter-title");
    if (m_title.empty())
        m_title = keep("x-title");
    m_userAgent = keep("user-agent");
    m_session = keep("x-session-id");
}

std::optional<ApiError> GenerationExchange::planRoute()
{
    if (m_requestedModel.empty())
        return invalid("Name a model: \"model\" is missing.", "/model");
    if (auto unserved = unservedMember())
        return unserved;
    if (m_request->models.empty() && !m_request->provider) {
        m_plan = m_worker.defaultPlan(m_policy, m_request->model);
    } else {
        RoutePreferences preferences;
        if (const auto &told = m_request->provider) {
            if (const std::string_view member = unservedPreference(*told); !member.empty()) {
                return invalid("provider." + std::string(member)
                                   + " is not served by this version of the gateway.",
                               "/provider/" + std::string(member));
            }
            preferences = {told->order, told->only, told->ignore, told->allowsFallbacks};
        }
        std::vector<std::string_view> models;
        if (!m_request->model.empty())
            models.emplace_back(m_request->model);
        models.insert(models.end(), m_request->models.begin(), m_request->models.end());
        m_plan = std::make_shared<const RoutePlan>(
            turnpike::planRoute(*m_policy, models, preferences));
    }
    if (m_plan->problem != RouteProblem::None)
        return routeError(m_plan->problem, *m_request);
    return std::nullopt;
}

/// Members that would change the answer, and that this version does not act on: leaving them
/// unheard would answer another question.
std::optional<ApiError> GenerationExchange::unservedMember() const
{
    const std::string_view name = !m_request->preset.empty() ? "preset"
        : m_request->hasPlugins                              ? "plugins"
        : m_request->hasTransforms                           ? "transforms"
        : m_request->sortsAcrossModels.value_or(false)       ? "route"
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
            .maxOutput = m_request->maxOutput(),
            .choices = m_choices};
}

/// Goes to the next endpoint that a budget lets through, or ends.
void GenerationExchange::dispatch()
{
    for (; m_next < m_plan->candidates.size(); ++m_next) {
        if (bookOrSkip(m_plan->candidates[m_next])) {
            ++m_next;
            return startAttempt();
        }
    }
    if (!m_attempts.empty())
        return answerError(finalError());
    waitOrRefuse();
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
    if (!request.hasWorstCase || outcome.decision == HoldDecision::Unbounded
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
    if (book(m_awaited, request).decision == HoldDecision::Booked) {
        m_phase = Phase::Dispatching;
        m_next = m_waitingFor + 1;
        take(m_awaited);
        return startAttempt();
    }
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
    m_waitedUs += (m_worker.clock().steadyNs() - m_waitStartNs) / nsPerUs;
    if (m_turnOutcome.decision == HoldDecision::Booked) {
        m_ticket = m_turnTicket;
        take(m_awaited);
    }
    if (m_clientLeft)
        return cancel();
    m_phase = Phase::Dispatching;
    if (m_turnOutcome.decision != HoldDecision::Booked) {
        return refuse(budgetRefusal(m_turnOutcome, m_key.scopes[m_turnOutcome.scope], m_key));
    }
    m_next = m_waitingFor + 1;
    startAttempt();
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
