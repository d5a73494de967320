// SPDX-License-Identifier: GPL-3.0-or-later
// A chat completion at one endpoint: the request upstream, the answer back, and what failed of it.
#include "core/Cost.h"
#include "core/FaultPoint.h"
#include "engine/formats/media/RecordingForm.h"
#include "engine/gateway/GenerationExchange.h"
#include "engine/routing/HealthBook.h"
#include "engine/wire/UpstreamError.h"

#include <algorithm>
#include <charconv>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerUs = 1'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::size_t maxErrorBody = std::size_t{64} << 10U;
constexpr std::size_t maxWholeBody = std::size_t{64} << 20U;
constexpr std::int64_t holdStep = 1024; ///< Tokens; money-and-journal 1.4.

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

std::int64_t secondsOf(std::string_view text)
{
    std::int64_t seconds = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return problem == std::errc() && end == text.data() + text.size() && seconds >= 0 ? seconds
                                                                                      : -1;
}

} // namespace

void GenerationExchange::startAttempt()
{
    faultPoint(FaultStep::HoldsBooked);
    m_attemptStartUs = sinceAdmissionUs();
    m_fault = WireFault::None;
    if (!m_hasHold) {
        GenerationRecord record = makeRecord();
        if (m_media)
            record.usage = m_media->asked.usage; // For replay.
        m_hasHold = m_worker.journal().hold(record);
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

void GenerationExchange::sendUpstream()
{
    const ProviderPolicy &provider = *m_candidate.provider;
    m_pairing.emplace(m_route.api, provider, *m_candidate.model, *m_candidate.endpoint,
                      mustTranslate(m_candidate));
    if (!prepareBody())
        return;
    prepareHead();
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

/// False: it ended in an error.
bool GenerationExchange::prepareBody()
{
    const EndpointPolicy &endpoint = *m_candidate.endpoint;
    if (m_pairing->passes()) {
        m_upstreamBody
            = m_pairing->passedBody(*m_request, endpoint, outputClamp(endpoint, m_clamp));
        if (m_media)
            m_media->formType.clear();
        return true;
    }
    // What was translated before the booking lacks the clamp, or was for another endpoint.
    if (m_clamp || m_encodedFor != &endpoint) {
        auto body = encode(m_candidate, *m_pairing, m_clamp);
        if (!body) {
            answerError(body.error());
            return false;
        }
        m_encoded = std::move(*body);
    }
    m_encodedFor = nullptr;
    if (m_media)
        m_media->formType = formContentType(m_encoded);
    m_upstreamBody.clear();
    m_upstreamBody.own(std::exchange(m_encoded, {}));
    return true;
}

void GenerationExchange::prepareHead()
{
    const ProviderPolicy &provider = *m_candidate.provider;
    m_upstreamHeaders.clear();
    m_formatHeaders.clear();
    m_pairing->addHeaders(*m_request, m_pairing->passes() ? nullptr : m_talk.get(),
                          m_formatHeaders);
    m_upstreamHeaders.reserve(6 + m_formatHeaders.size());
    if (!provider.credential.isEmpty()) {
        const auto [name, scheme] = m_pairing->credentialHeader();
        const std::string_view credential = provider.credential.reveal();
        m_authorization.reserve(scheme.size() + credential.size());
        m_authorization.assign(scheme).append(credential);
        m_upstreamHeaders.push_back({name, m_authorization});
    }
    for (const auto &[name, value] : m_formatHeaders)
        m_upstreamHeaders.push_back({name, value});
    m_upstreamHeaders.push_back({"Content-Type", bodyType()});
    m_upstreamHeaders.push_back({"Accept",
                                 isMedia(m_route.api) ? "*/*"
                                     : m_isStreaming  ? "text/event-stream"
                                                      : "application/json"});
    m_upstreamHeaders.push_back({"Accept-Encoding", "identity"});
    m_upstreamHeaders.push_back({"User-Agent", "Turnpike/" TURNPIKE_VERSION});
    m_upstreamHeaders.push_back({"Turnpike-Hop", m_worker.hopMark()});
    m_upstreamPath.assign(provider.basePath)
        .append(m_pairing->path(m_candidate.endpoint->upstreamModel, m_isStreaming));
}

AnswerNames GenerationExchange::names() const
{
    // An alias is answered by its name where the API's clients compare it with what they asked for.
    const bool isByItsName = m_route.api == ApiType::Messages && m_plan
        && (m_plan->strategy == RouteStrategy::Direct || m_plan->strategy == RouteStrategy::Alias);
    return {std::string(m_id.view()), isByItsName ? m_requestedModel : m_candidate.model->slug,
            m_admittedUs / 1'000'000};
}

void GenerationExchange::dropCall()
{
    m_call.reset();
    m_providerPlace.leave();
    std::fill(m_authorization.begin(), m_authorization.end(), '\0');
    m_authorization.clear();
}

void GenerationExchange::onHead(int status, const http::Headers &headers)
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
        m_stream = m_pairing->stream(*m_request, names());
    } else {
        m_intake = m_media ? mediaIntake(type) : Intake::Whole;
    }
}

void GenerationExchange::onBody(std::string_view bytes)
{
    if (m_phase == Phase::Lingering)
        return;
    if (m_intake == Intake::Events) {
        m_parser->feed(bytes);
        return takeEvents();
    }
    if (m_intake == Intake::Bytes)
        return takeBytes(bytes);
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

void GenerationExchange::takeEvents()
{
    sse::Event event;
    for (;;) {
        const sse::Step found = m_parser->next(event);
        if (found == sse::Step::NeedMore)
            return;
        if (found == sse::Step::TooLong)
            return onFailure(UpstreamFailure::Garbage, true);
        const AnswerStream::Step step = m_stream->admit(event);
        switch (step.action) {
        case AnswerStream::Action::Nothing: break;
        case AnswerStream::Action::Forward: passOn(step.pieces); break;
        case AnswerStream::Action::End: return finishStream();
        case AnswerStream::Action::Broken:
            m_fault = m_stream->broken().fault;
            m_isProviderText = m_fault == WireFault::UpstreamError;
            return attemptFailed(
                AttemptOutcome::Garbage,
                brokenAnswerError(m_stream->broken(), m_candidate.provider->credential.reveal()),
                true);
        }
    }
}

/// Content for the client. From here on no other endpoint may be tried, so the request is freed.
void GenerationExchange::passOn(std::span<const std::string_view> pieces)
{
    if (m_phase != Phase::Streaming) {
        m_phase = Phase::Streaming;
        m_firstTokenUs = sinceAdmissionUs();
        m_nextProgressNs = m_worker.clock().steadyNs() + nsPerSecond;
        m_upstreamBody.clear();
        m_worker.health().answered(m_candidate.endpoint->id, attemptStartNs(),
                                   m_worker.clock().steadyNs());
        giveBackRequest();
    }
    if (const std::int64_t seen = m_stream->outputBytes() * 1000 / m_milliBytesPerToken;
        seen > m_heldOutput)
        growHold(seen - m_heldOutput);
    if (!m_client)
        return;
    if (m_caching)
        noteForCache(pieces);
    for (const std::string_view piece : pieces)
        m_worker.scratch().append(piece);
}

/// A running stream needs no request, and no plan.
void GenerationExchange::giveBackRequest()
{
    if (!m_wantsMetadata)
        m_worker.givePlan(std::move(m_plan));
    m_talk.reset();
    m_request.reset();
    std::string().swap(m_body);
}

/// Soft mode: in steps of 1,024 tokens, as many as were outgrown.
void GenerationExchange::growHold(std::int64_t byTokens)
{
    const std::int64_t tokens = (byTokens + holdStep - 1) / holdStep * holdStep;
    m_worker.gate().grow(m_ticket, holdFor(tokens, m_estimate.outputPrice));
    m_heldOutput += tokens;
}

void GenerationExchange::openStream()
{
    if (m_hasBegunStream || !m_client)
        return;
    m_hasBegunStream = true;
    const std::string_view type
        = m_intake == Intake::Bytes ? std::string_view(m_media->answerType) : "text/event-stream";
    const std::array<http::Header, 5> headers{{{"Content-Type", type},
                                               {"Cache-Control", "no-cache"},
                                               {"X-Generation-Id", m_id.view()},
                                               {"X-Request-Id", m_id.view()},
                                               {"Request-Id", m_id.view()}}};
    if (!m_caching)
        return m_client->beginStream(200, headers);
    std::vector<http::Header> more(headers.begin(), headers.end());
    addCacheHeaders(more);
    m_client->beginStream(200, more);
}

void GenerationExchange::writeScratch()
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

void GenerationExchange::onReadDone()
{
    if (m_phase != Phase::Lingering)
        writeScratch();
}

void GenerationExchange::onEnd()
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
    if (m_parser && m_parser->finish(event) == sse::Step::Event) {
        const AnswerStream::Step step = m_stream->admit(event);
        if (step.action == AnswerStream::Action::Forward)
            passOn(step.pieces);
        else if (step.action == AnswerStream::Action::End)
            return finishStream();
    }
    if (m_stream->broken().fault == WireFault::None
        && m_stream->end().action == AnswerStream::Action::End)
        return finishStream();
    const bool isCut = m_stream->broken().fault == WireFault::Cut;
    m_fault = m_stream->broken().fault;
    m_isProviderText = m_fault == WireFault::UpstreamError;
    attemptFailed(isCut ? AttemptOutcome::Cut : AttemptOutcome::Garbage,
                  brokenAnswerError(m_stream->broken(), m_candidate.provider->credential.reveal()),
                  true);
}

void GenerationExchange::onFailure(UpstreamFailure failure, bool mayHaveBeenSent)
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
void GenerationExchange::failedByStatus()
{
    ApiError error = readUpstreamError(m_upstreamStatus, m_collected,
                                       m_candidate.provider->credential.reveal());
    if (m_retryAfterS >= 0)
        error.retryAfterS = m_retryAfterS;
    m_isProviderText = true;
    attemptFailed(AttemptOutcome::Status, std::move(error), false);
}

/// `mayHaveCost`: the provider may have worked, and nobody can tell for how much.
void GenerationExchange::attemptFailed(AttemptOutcome outcome, ApiError error, bool mayHaveCost)
{
    dropCall();
    if (m_phase == Phase::Streaming) {
        recordAttempt(outcome, m_media && !m_clientLeft ? lostEstimate() : Money{});
        return breakStream(error);
    }
    m_worker.scratch().clear();
    recordAttempt(outcome, mayHaveCost ? lostEstimate() : Money{});
    m_lastError = std::move(error);
    if (m_clientLeft)
        return cancel();
    m_next = nextCandidate(*m_plan, m_next - 1, ruleOf(failureClass(outcome)).next);
    m_stream.reset();
    m_parser.reset();
    dispatch();
}

FailureClass GenerationExchange::failureClass(AttemptOutcome outcome) const
{
    if (m_fault == WireFault::UpstreamError)
        return FailureClass::ErrorFinish;
    if (m_fault == WireFault::Empty)
        return FailureClass::Empty;
    return failureClassOf(outcome, m_upstreamStatus);
}

std::int64_t GenerationExchange::attemptStartNs() const
{
    return m_admittedNs + m_attemptStartUs * nsPerUs;
}

/// What the attempt says about its endpoint.
void GenerationExchange::tellHealth(AttemptOutcome outcome)
{
    HealthBook &health = m_worker.health();
    const EndpointId endpoint = m_candidate.endpoint->id;
    const std::int64_t nowNs = m_worker.clock().steadyNs();
    if (outcome == AttemptOutcome::Succeeded) {
        const KnownUsage known = m_stream ? knownUsage() : KnownUsage{};
        return health.succeeded(endpoint,
                                {.startedNs = attemptStartNs(),
                                 // A whole answer has no first token to measure.
                                 .firstTokenNs = m_stream && m_firstTokenUs > 0
                                     ? m_admittedNs + m_firstTokenUs * nsPerUs
                                     : 0,
                                 .endedNs = nowNs,
                                 .outputTokens = known.usage.completion});
    }
    const FailureClass failure = failureClass(outcome);
    if (failure == FailureClass::None)
        return health.abandoned(endpoint, nowNs);
    health.failed(endpoint, failure, m_upstreamStatus, attemptStartNs(), nowNs,
                  m_retryAfterS >= 0 ? std::optional(m_retryAfterS) : std::nullopt);
}

void GenerationExchange::recordAttempt(AttemptOutcome outcome, Money lost)
{
    tellHealth(outcome);
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

} // namespace turnpike
