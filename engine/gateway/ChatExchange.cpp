// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/ChatExchange.h"

#include "core/Cost.h"
#include "core/FaultPoint.h"
#include "engine/gateway/BudgetRefusal.h"
#include "engine/gateway/RecycledMemory.h"
#include "engine/wire/UpstreamError.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerUs = 1'000;
constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::size_t maxErrorBody = std::size_t{64} << 10U;
constexpr std::size_t maxWholeBody = std::size_t{64} << 20U;
constexpr std::int64_t holdStep = 1024; ///< Tokens; money-and-journal 1.4.
constexpr std::int64_t usualRetryAfterS = 5;
constexpr std::string_view comment = ": OPENROUTER PROCESSING\n\n";

ApiError invalid(std::string message, std::string pointer)
{
    ApiError error;
    error.status = 400;
    error.errorType = "invalid_request";
    error.message = std::move(message);
    error.pointer = std::move(pointer);
    return error;
}

ApiError routeError(RouteProblem problem, const ChatRequest &request)
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

ApiError ledgerTakesNothing()
{
    ApiError error;
    error.status = 503;
    error.errorType = "provider_overloaded";
    error.message
        = "The ledger cannot take requests now: its disk may be full or its file damaged, "
          "which the gateway's log says. Nothing was sent.";
    error.retryAfterS = usualRetryAfterS;
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

ApiError failureError(UpstreamFailure failure, const ProviderPolicy &provider)
{
    ApiError error;
    error.status = 502;
    error.errorType = "provider_unavailable";
    const std::string &name = provider.name;
    switch (failure) {
    case UpstreamFailure::Resolve: error.message = name + "'s host name has no address."; break;
    case UpstreamFailure::ForbiddenAddress:
        error.message = name + "'s address is one that a gateway must not call.";
        break;
    case UpstreamFailure::Loop: error.message = name + "'s address is this gateway itself."; break;
    case UpstreamFailure::Connect: error.message = name + " could not be reached."; break;
    case UpstreamFailure::Tls:
        error.message = "No trusted TLS connection to " + name + " could be made.";
        break;
    case UpstreamFailure::Proxy: error.message = "The proxy to " + name + " refused."; break;
    case UpstreamFailure::Cut:
        error.message = name + " ended the connection before its answer.";
        break;
    case UpstreamFailure::Garbage:
        error.message = name + " answered with something that is no answer.";
        break;
    case UpstreamFailure::ConnectTimeout:
    case UpstreamFailure::FirstByteTimeout:
    case UpstreamFailure::StallTimeout:
    case UpstreamFailure::TotalTimeout:
        error.status = 504;
        error.errorType = "timeout";
        error.message = name + " did not answer in time.";
        break;
    }
    return error;
}

AttemptOutcome outcomeOf(UpstreamFailure failure)
{
    switch (failure) {
    case UpstreamFailure::ConnectTimeout:
    case UpstreamFailure::FirstByteTimeout:
    case UpstreamFailure::StallTimeout:
    case UpstreamFailure::TotalTimeout: return AttemptOutcome::TimedOut;
    case UpstreamFailure::Cut: return AttemptOutcome::Cut;
    case UpstreamFailure::Garbage: return AttemptOutcome::Garbage;
    default: return AttemptOutcome::ConnectFailed;
    }
}

/// What the client asked is wrong wherever it is asked: 400, 413, 422 end the request.
bool mayHelpElsewhere(int providerStatus)
{
    return providerStatus != 400 && providerStatus != 413 && providerStatus != 422;
}

std::int64_t secondsOf(std::string_view text)
{
    std::int64_t seconds = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return problem == std::errc() && end == text.data() + text.size() && seconds >= 0 ? seconds
                                                                                      : -1;
}

} // namespace

ChatExchange::ChatExchange(WorkerContext &worker, http::Exchange &client, PolicyPointer policy,
                           const KeyPolicy &key)
    : m_worker(worker)
    , m_client(&client)
    , m_policy(std::move(policy))
    , m_key(key)
    , m_admittedUs(worker.clock().nowUs())
    , m_admittedNs(worker.clock().steadyNs())
    , m_isHard(isAnyHard(key.scopes))
{
    m_id = worker.nextId(m_admittedUs);
    m_lastWriteNs = m_admittedNs;
}

ChatExchange::~ChatExchange()
{
    m_worker.giveText(std::move(m_collected));
}

void *ChatExchange::operator new(std::size_t size)
{
    return RecycledMemory<ChatExchange>::take(size);
}

void ChatExchange::operator delete(void *block, std::size_t size)
{
    RecycledMemory<ChatExchange>::give(block, size);
}

std::int64_t ChatExchange::sinceAdmissionUs() const
{
    return (m_worker.clock().steadyNs() - m_admittedNs) / nsPerUs;
}

// ---- Admission ------------------------------------------------------------------------------

void ChatExchange::start()
{
    keepIdentity(m_client->request());
    m_body = m_client->takeBody();
    auto request = readChatRequest(m_body);
    if (!request)
        return refuse(request.error());
    m_request = std::make_unique<ChatRequest>(std::move(*request));
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

void ChatExchange::keepIdentity(const http::Request &request)
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

std::optional<ApiError> ChatExchange::planRoute()
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
std::optional<ApiError> ChatExchange::unservedMember() const
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

RequestSize ChatExchange::requestSize() const
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
void ChatExchange::dispatch()
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

bool ChatExchange::bookOrSkip(const Candidate &candidate)
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

void ChatExchange::take(const Booking &booking)
{
    m_candidate = booking.candidate;
    m_estimate = booking.estimate;
    m_clamp = booking.clamp;
    m_bound = booking.bound;
    m_milliBytesPerToken = booking.milliBytesPerToken;
    // A hard hold is the bound already: a stream cannot legally outgrow it.
    m_heldOutput = m_isHard ? std::numeric_limits<std::int64_t>::max() : m_estimate.outputTokens;
}

HoldOutcome ChatExchange::book(Booking &booking, HoldRequest &request)
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
bool ChatExchange::clampToFit(const HoldOutcome &outcome, Booking &booking,
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

void ChatExchange::waitOrRefuse()
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

void ChatExchange::onTurn(const HoldOutcome &outcome, const HoldTicket &ticket)
{
    // On whatever thread settled: only hands over.
    m_turnOutcome = outcome;
    m_turnTicket = ticket;
    boost::asio::post(m_worker.loop(), [this] { takeTurn(); });
}

void ChatExchange::takeTurn()
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

void ChatExchange::refuse(const ApiError &error)
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

// ---- One attempt ----------------------------------------------------------------------------

void ChatExchange::startAttempt()
{
    faultPoint(FaultStep::HoldsBooked);
    m_attemptStartUs = sinceAdmissionUs();
    if (!m_hasHold) {
        m_hasHold = m_worker.journal().hold(makeRecord());
    }
    AttemptStart start;
    start.generation = m_id;
    start.model = m_candidate.model->id;
    start.isSimulated = isSimulated();
    start.endpoint = m_candidate.endpoint->id;
    start.provider = m_candidate.provider->id;
    start.priceSheet = m_candidate.endpoint->priceSheet;
    start.number = static_cast<std::uint32_t>(m_attempts.size()) + 1;
    start.startedUs = m_attemptStartUs;
    start.held = m_ticket.amount;
    start.promptTokensEstimate = m_estimate.promptTokens;
    start.milliBytesPerToken = m_milliBytesPerToken;
    start.lostBefore = m_lost;
    if (!m_attempts.empty()) {
        start.previousOutcome = m_attempts.back().outcome;
        start.previousStatus = m_attempts.back().status;
    }
    if (!m_hasHold || !m_worker.journal().attempt(start)) {
        // Nothing was sent for this attempt. An unjournaled hold is given back without a row.
        return answerError(ledgerTakesNothing());
    }
    sendUpstream();
}

void ChatExchange::sendUpstream()
{
    const ProviderPolicy &provider = *m_candidate.provider;
    m_upstreamBody = turnpike::upstreamBody(
        *m_request, {.model = m_candidate.endpoint->upstreamModel, .clampedMax = m_clamp});
    m_upstreamHeaders.clear();
    m_upstreamHeaders.reserve(6);
    if (!provider.credential.isEmpty()) {
        constexpr std::string_view scheme = "Bearer ";
        const std::string_view credential = provider.credential.reveal();
        m_authorization.reserve(scheme.size() + credential.size());
        m_authorization.assign(scheme).append(credential);
        m_upstreamHeaders.push_back({"Authorization", m_authorization});
    }
    m_upstreamHeaders.push_back({"Content-Type", "application/json"});
    m_upstreamHeaders.push_back(
        {"Accept", m_isStreaming ? "text/event-stream" : "application/json"});
    m_upstreamHeaders.push_back({"Accept-Encoding", "identity"});
    m_upstreamHeaders.push_back({"User-Agent", "Turnpike/" TURNPIKE_VERSION});
    m_upstreamHeaders.push_back({"Turnpike-Hop", m_worker.hopMark()});
    constexpr std::string_view route = "/chat/completions";
    m_upstreamPath.reserve(provider.basePath.size() + route.size());
    m_upstreamPath.assign(provider.basePath).append(route);

    m_isProviderText = false;
    m_intake = Intake::None;
    m_upstreamStatus = 0;
    m_hasUpstreamEnded = false;
    m_retryAfterS = -1;
    m_collected.clear();
    m_parser.reset();
    m_stream.reset();
    m_call = m_worker.upstreamFor(provider).start({.provider = &provider,
                                                   .path = m_upstreamPath,
                                                   .headers = m_upstreamHeaders,
                                                   .body = m_upstreamBody.pieces()},
                                                  *this);
}

void ChatExchange::dropCall()
{
    m_call.reset();
    std::fill(m_authorization.begin(), m_authorization.end(), '\0');
    m_authorization.clear();
}

void ChatExchange::onHead(int status, const http::Headers &headers)
{
    m_upstreamStatus = status;
    m_connectUs = m_call->timing().connectedUs;
    if (status / 100 != 2) {
        m_intake = Intake::ErrorBody;
        m_retryAfterS = secondsOf(http::findHeader(headers, "retry-after"));
        if (m_retryAfterS >= 0 && (m_leastRetryAfterS < 0 || m_retryAfterS < m_leastRetryAfterS))
            m_leastRetryAfterS = m_retryAfterS;
        return;
    }
    const std::string_view type = http::findHeader(headers, "content-type");
    constexpr std::string_view eventStream = "text/event-stream";
    if (m_isStreaming && http::sameName(type.substr(0, eventStream.size()), eventStream)) {
        m_intake = Intake::Events;
        m_parser = std::make_unique<sse::SseParser>();
        m_stream = std::make_unique<ChatStream>(StreamNames{std::string(m_id.view()),
                                                            m_candidate.model->slug,
                                                            m_admittedUs / 1'000'000},
                                                m_choices);
    } else {
        m_intake = Intake::Whole;
    }
}

void ChatExchange::onBody(std::string_view bytes)
{
    if (m_phase == Phase::Lingering)
        return;
    if (m_intake == Intake::Events) {
        m_parser->feed(bytes);
        return takeEvents();
    }
    const std::size_t limit = m_intake == Intake::ErrorBody ? maxErrorBody : maxWholeBody;
    if (m_collected.size() + bytes.size() <= limit) {
        if (m_collected.capacity() < bytes.size() && m_collected.empty())
            m_collected = m_worker.takeText();
        m_collected.append(bytes);
    } else if (m_intake == Intake::ErrorBody) {
        failedByStatus();
    } else {
        onFailure(UpstreamFailure::Garbage, true);
    }
}

void ChatExchange::takeEvents()
{
    sse::Event event;
    for (;;) {
        const sse::Step found = m_parser->next(event);
        if (found == sse::Step::NeedMore)
            return;
        if (found == sse::Step::TooLong)
            return onFailure(UpstreamFailure::Garbage, true);
        const ChatStream::Step step = m_stream->admit(event);
        switch (step.action) {
        case ChatStream::Action::Nothing: break;
        case ChatStream::Action::Forward: passOn(step.pieces); break;
        case ChatStream::Action::End: return finishStream();
        case ChatStream::Action::Broken:
            m_isProviderText = m_stream->broken().fault == WireFault::UpstreamError;
            return attemptFailed(
                AttemptOutcome::Garbage,
                brokenAnswerError(m_stream->broken(), m_candidate.provider->credential.reveal()),
                true);
        }
    }
}

/// Content for the client. From here on no other endpoint may be tried, so the request is freed.
void ChatExchange::passOn(std::span<const std::string_view> pieces)
{
    if (m_phase != Phase::Streaming) {
        m_phase = Phase::Streaming;
        m_firstTokenUs = sinceAdmissionUs();
        m_nextProgressNs = m_worker.clock().steadyNs() + nsPerSecond;
        m_upstreamBody.clear();
        m_request.reset();
        std::string().swap(m_body);
    }
    if (const std::int64_t seen = m_stream->outputBytes() * 1000 / m_milliBytesPerToken;
        seen > m_heldOutput)
        growHold(seen - m_heldOutput);
    if (!m_client)
        return;
    for (const std::string_view piece : pieces)
        m_worker.scratch().append(piece);
}

/// Soft mode: in steps of 1,024 tokens, as many as were outgrown.
void ChatExchange::growHold(std::int64_t byTokens)
{
    const std::int64_t tokens = (byTokens + holdStep - 1) / holdStep * holdStep;
    m_worker.gate().grow(m_ticket, holdFor(tokens, m_estimate.outputPrice));
    m_heldOutput += tokens;
}

void ChatExchange::openStream()
{
    if (m_hasBegunStream || !m_client)
        return;
    m_hasBegunStream = true;
    const std::array<http::Header, 4> headers{{{"Content-Type", "text/event-stream"},
                                               {"Cache-Control", "no-cache"},
                                               {"X-Generation-Id", m_id.view()},
                                               {"X-Request-Id", m_id.view()}}};
    m_client->beginStream(200, headers);
}

void ChatExchange::writeScratch()
{
    std::string &scratch = m_worker.scratch();
    if (scratch.empty())
        return;
    if (m_client) {
        openStream();
        m_lastWriteNs = m_worker.clock().steadyNs();
        if (m_client->write(scratch) == http::Flow::Pause && m_call)
            m_call->pauseReading();
        faultPoint(FaultStep::FirstEventForwarded);
    }
    scratch.clear();
}

void ChatExchange::onReadDone()
{
    if (m_phase != Phase::Lingering)
        writeScratch();
}

void ChatExchange::onEnd()
{
    m_hasUpstreamEnded = true;
    if (m_phase == Phase::Lingering) {
        dropCall();
        return end();
    }
    if (m_intake == Intake::ErrorBody)
        return failedByStatus();
    if (m_intake == Intake::Whole)
        return finishWhole();
    sse::Event event;
    if (m_parser->finish(event) == sse::Step::Event) {
        const ChatStream::Step step = m_stream->admit(event);
        if (step.action == ChatStream::Action::Forward)
            passOn(step.pieces);
        else if (step.action == ChatStream::Action::End)
            return finishStream();
    }
    if (m_stream->broken().fault == WireFault::None
        && m_stream->end().action == ChatStream::Action::End)
        return finishStream();
    const bool isCut = m_stream->broken().fault == WireFault::Cut;
    m_isProviderText = m_stream->broken().fault == WireFault::UpstreamError;
    attemptFailed(isCut ? AttemptOutcome::Cut : AttemptOutcome::Garbage,
                  brokenAnswerError(m_stream->broken(), m_candidate.provider->credential.reveal()),
                  true);
}

void ChatExchange::onFailure(UpstreamFailure failure, bool mayHaveBeenSent)
{
    if (m_phase == Phase::Lingering) {
        dropCall();
        return end();
    }
    if (m_intake == Intake::ErrorBody)
        return failedByStatus();
    attemptFailed(outcomeOf(failure), failureError(failure, *m_candidate.provider),
                  mayHaveBeenSent);
}

/// The status said that it failed, however much came of the words behind it.
void ChatExchange::failedByStatus()
{
    ApiError error = readUpstreamError(m_upstreamStatus, m_collected,
                                       m_candidate.provider->credential.reveal());
    if (m_retryAfterS >= 0)
        error.retryAfterS = m_retryAfterS;
    m_isProviderText = true;
    attemptFailed(AttemptOutcome::Status, std::move(error), false);
}

/// `mayHaveCost`: the provider may have worked, and nobody can tell for how much.
void ChatExchange::attemptFailed(AttemptOutcome outcome, ApiError error, bool mayHaveCost)
{
    dropCall();
    if (m_phase == Phase::Streaming) {
        recordAttempt(outcome, {});
        return breakStream(error);
    }
    m_worker.scratch().clear();
    recordAttempt(outcome, mayHaveCost ? lostEstimate() : Money{});
    m_lastError = std::move(error);
    if (m_clientLeft)
        return cancel();
    if (outcome == AttemptOutcome::Status && !mayHelpElsewhere(m_upstreamStatus))
        return answerError(m_lastError);
    m_stream.reset();
    m_parser.reset();
    dispatch();
}

void ChatExchange::recordAttempt(AttemptOutcome outcome, Money lost)
{
    m_lost += lost;
    m_attempts.push_back({.endpoint = m_candidate.endpoint->id,
                          .provider = m_candidate.provider->id,
                          .priceSheet = m_candidate.endpoint->priceSheet,
                          .outcome = outcome,
                          .status = static_cast<std::uint16_t>(m_upstreamStatus),
                          .startedUs = m_attemptStartUs,
                          .durationUs = sinceAdmissionUs() - m_attemptStartUs,
                          .held = m_ticket.amount,
                          .lost = lost});
}

// ---- The client -----------------------------------------------------------------------------

void ChatExchange::onClientGone()
{
    m_client = nullptr;
    m_clientLeft = true;
    if (m_phase == Phase::Waiting) {
        if (m_worker.gate().cancelWait(this)) {
            m_waitedUs += (m_worker.clock().steadyNs() - m_waitStartNs) / nsPerUs;
            cancel();
        }
        // Else the turn is on its way, and takeTurn() cancels.
        return;
    }
    if (m_phase == Phase::Ended)
        return;
    const bool isBilledAnyway
        = m_candidate.provider && m_candidate.provider->onCancel == OnCancel::BillsAll;
    if (!m_call || !isBilledAnyway || !m_call->timing().hasConnected)
        return cancel();
    m_unseenUntilNs
        = m_worker.clock().steadyNs() + m_worker.options().unseenDrain.count() * nsPerMs;
    m_call->resumeReading();
}

void ChatExchange::stop()
{
    if (m_phase == Phase::Waiting && !m_worker.gate().cancelWait(this)) {
        m_clientLeft = true; // The turn is on its way, and takeTurn() cancels.
        return;
    }
    if (m_phase == Phase::Lingering) {
        dropCall();
        return end();
    }
    if (m_phase != Phase::Ended)
        cancel();
}

void ChatExchange::onClientDrained()
{
    if (m_call)
        m_call->resumeReading();
}

void ChatExchange::tick()
{
    const std::int64_t now = m_worker.clock().steadyNs();
    if (m_phase == Phase::Waiting
        && now - m_waitStartNs > m_worker.options().heldMoneyWait.count() * nsPerMs) {
        if (!m_worker.gate().cancelWait(this))
            return; // The turn is on its way.
        m_waitedUs += (now - m_waitStartNs) / nsPerUs;
        m_phase = Phase::Dispatching;
        return refuse(budgetRefusal(m_refusal, m_key.scopes[m_refusal.scope], m_key));
    }
    if (m_phase == Phase::Lingering && now > m_unseenUntilNs) {
        dropCall();
        return end();
    }
    if (m_phase != Phase::Dispatching && m_phase != Phase::Streaming)
        return;
    if (m_clientLeft && now > m_unseenUntilNs)
        return cancel();
    if (m_phase == Phase::Streaming && now >= m_nextProgressNs)
        noteProgress(now);
    if (m_isStreaming && m_client && m_call
        && now - m_lastWriteNs > m_worker.options().commentAfter.count() * nsPerMs) {
        openStream();
        m_lastWriteNs = now;
        if (m_client->write(comment) == http::Flow::Pause)
            m_call->pauseReading();
    }
}

void ChatExchange::noteProgress(std::int64_t now)
{
    m_nextProgressNs = now + nsPerSecond;
    const UsageReport &told = m_stream->usage();
    m_worker.journal().progress({.generation = m_id,
                                 .told = told.usage,
                                 .promptTold = told.isPromptTold,
                                 .completionTold = told.isCompletionTold,
                                 .outputBytes = m_stream->outputBytes(),
                                 .firstTokenUs = m_firstTokenUs});
}

/// Every attempt failed: what that says together (data-plane 5.6).
ApiError ChatExchange::finalError() const
{
    const auto all
        = [this](auto &&holds) { return std::all_of(m_attempts.begin(), m_attempts.end(), holds); };
    const auto isRateLimited = [](const AttemptRecord &attempt) { return attempt.status == 429; };
    const auto isPassing = [](const AttemptRecord &attempt) {
        return attempt.outcome == AttemptOutcome::TimedOut || attempt.status == 429
            || (attempt.outcome == AttemptOutcome::Status && attempt.status >= 500);
    };
    ApiError error = m_lastError;
    ModelAvailability availability;
    if (all(isRateLimited)) {
        error.status = 429;
        error.errorType = "rate_limit_exceeded";
        availability.code = "capacity_exhausted";
    } else if (all(isPassing)) {
        error.status = 503;
        error.errorType = "provider_overloaded";
        availability.code = "temporarily_unavailable";
    } else {
        return error;
    }
    availability.isRetryable = true;
    availability.requestedModels = {m_requestedModel};
    error.retryAfterS = m_leastRetryAfterS >= 0 ? m_leastRetryAfterS : usualRetryAfterS;
    error.availability = std::move(availability);
    return error;
}

/// The request ends without an answer: settles what was held, charging nothing but `lost`.
void ChatExchange::answerError(const ApiError &error)
{
    if (m_hasHold) {
        if (m_attempts.empty())
            recordAttempt(AttemptOutcome::SkippedBudget, {});
        const int status = m_hasBegunStream ? 200 : error.status;
        // A failure to journal it leaves the hold for replay, which finds the same attempts.
        static_cast<void>(settle({.state = GenerationState::Failed,
                                  .httpStatus = status,
                                  .used = std::nullopt,
                                  .finishReason = {},
                                  .nativeFinishReason = {},
                                  .errorType = error.errorType,
                                  .errorText = ledgerText(error)}));
    } else if (m_ticket.isOpen) {
        m_worker.gate().settle(m_ticket, {.counted = {}, .charged = {}});
    }
    if (m_client && m_hasBegunStream) {
        const ChatStream names(
            {std::string(m_id.view()), m_requestedModel, m_admittedUs / 1'000'000});
        const std::string event = names.failure(error);
        const std::string_view part = event;
        m_client->endStream(http::Parts(&part, 1));
    } else if (m_client) {
        const std::string body = errorBody(error, ErrorFormat::Chat, m_id.view());
        const std::string retryAfter = std::to_string(error.retryAfterS.value_or(0));
        std::vector<http::Header> headers{{"Content-Type", "application/json"},
                                          {"X-Generation-Id", m_id.view()},
                                          {"X-Request-Id", m_id.view()}};
        if (error.retryAfterS)
            headers.push_back({"Retry-After", retryAfter});
        const std::string_view part = body;
        m_client->sendWhole(error.status, headers, http::Parts(&part, 1));
    }
    end();
}

} // namespace turnpike
