// SPDX-License-Identifier: GPL-3.0-or-later
// The end of a chat completion: what was used, what it costs, and the one record that says so.
#include "core/Cost.h"
#include "core/FaultPoint.h"
#include "core/Insurance.h"
#include "engine/gateway/GenerationExchange.h"
#include "engine/gateway/RouterMetadata.h"
#include "engine/wire/UpstreamError.h"
#include "engine/wire/Usage.h"

#include <algorithm>

namespace turnpike {

namespace {

/// What proxies write down for a client that left before its answer (no HTTP status says it).
constexpr int clientClosedRequest = 499;

constexpr std::size_t clampRoom = 64; ///< Of a trail, for the clamp and the end.

std::int64_t tokensOf(std::int64_t bytes, std::int64_t milliBytesPerToken)
{
    return (bytes * 1000 + milliBytesPerToken - 1) / milliBytesPerToken;
}

} // namespace

bool isAnyHard(const std::vector<BudgetScope> &scopes)
{
    return std::any_of(scopes.begin(), scopes.end(), [](const BudgetScope &scope) {
        return scope.isLimited && scope.mode == BudgetMode::Hard;
    });
}

/// A client that left before the end was not given the whole answer, however much came.
GenerationState GenerationExchange::finalState() const
{
    return m_clientLeft ? GenerationState::Cancelled : GenerationState::Complete;
}

int GenerationExchange::finalStatus() const
{
    return m_clientLeft && !m_hasBegunStream ? clientClosedRequest : 200;
}

/// The provider said that the answer is whole. Everything after the last content event is withheld
/// until the settlement is in the journal.
void GenerationExchange::finishStream()
{
    faultPoint(FaultStep::TerminalEventReceived);
    m_upstreamId = m_stream->upstreamId();
    m_nativeFinish = m_stream->nativeFinishReason();
    recordAttempt(AttemptOutcome::Succeeded, {});
    UsageFigures figures;
    const bool isJournaled = settle({.state = finalState(),
                                     .httpStatus = finalStatus(),
                                     .used = knownUsage(),
                                     .finishReason = m_stream->finishReason(),
                                     .nativeFinishReason = m_nativeFinish,
                                     .errorType = {},
                                     .errorText = {}},
                                    &figures);
    std::string &scratch = m_worker.scratch();
    if (m_client) {
        openStream();
        if (isJournaled) {
            std::string closing = m_stream->closing(figures);
            if (m_caching) {
                const std::string_view piece = closing;
                noteForCache({&piece, 1});
                keepInCache(CachedAnswer::ofStream(m_route.api, m_caching->sent),
                            m_stream->finishReason());
            }
            if (m_wantsMetadata)
                addMetadata(m_route.api, closing, metadata());
            scratch += closing;
        } else {
            ApiError error;
            error.message = "The answer could not be recorded.";
            scratch += m_stream->failure(error);
        }
        const std::string_view last = scratch;
        // Bytes cannot say that they failed: they never end.
        if (isJournaled || m_intake != Intake::Bytes)
            m_client->endStream(http::Parts(&last, 1));
        else
            m_client->abort();
        faultPoint(FaultStep::EndReleased);
    }
    scratch.clear();
    lingerOrEnd();
}

void GenerationExchange::finishWhole()
{
    m_names = names();
    auto result = m_pairing->whole(m_collected, *m_request, m_names);
    // A client that asked for a stream cannot be given anything else, and may have its head
    // already. Models of media that do not stream answer whole, as their clients know.
    if (result && m_isStreaming && !isMedia(m_route.api))
        result = tl::unexpected(WireBreak{
            WireFault::Garbage, "The provider answered a streamed request without a stream.", {}});
    if (!result) {
        m_fault = result.error().fault;
        m_isProviderText = m_fault == WireFault::UpstreamError;
        const std::string_view credential = m_candidate.provider->credential.reveal();
        return attemptFailed(AttemptOutcome::Garbage, brokenAnswerError(result.error(), credential),
                             true);
    }
    faultPoint(FaultStep::TerminalEventReceived);
    m_upstreamId = (*result)->upstreamId;
    m_nativeFinish = (*result)->nativeFinishReason;
    m_firstTokenUs = sinceAdmissionUs();
    recordAttempt(AttemptOutcome::Succeeded, {});
    const std::string finish((*result)->finishReason());
    UsageFigures figures;
    const bool isJournaled
        = settle({.state = finalState(),
                  .httpStatus = finalStatus(),
                  .used = knownUsage((*result)->hasUsage ? &(*result)->usage : nullptr,
                                     (*result)->outputBytes, true),
                  .finishReason = finish,
                  .nativeFinishReason = m_nativeFinish,
                  .errorType = {},
                  .errorText = {}},
                 &figures);
    if (m_client && isJournaled) {
        const GatheredText body = healed((*result)->body(figures), finish);
        const bool isTold
            = m_wantsMetadata && m_route.api != ApiType::Embeddings && !isMedia(m_route.api);
        const GatheredText told = isTold ? withMetadata(body, metadata()) : GatheredText();
        const http::Parts sent = isTold ? told.pieces() : body.pieces();
        const std::array<http::Header, 4> headers{{{"Content-Type", "application/json"},
                                                   {"X-Generation-Id", m_id.view()},
                                                   {"X-Request-Id", m_id.view()},
                                                   {"Request-Id", m_id.view()}}};
        if (m_caching) {
            std::vector<http::Header> more(headers.begin(), headers.end());
            addCacheHeaders(more);
            m_client->sendWhole(200, more, sent);
            keepInCache(CachedAnswer::ofBody(m_route.api, body.joined()), finish);
        } else {
            m_client->sendWhole(200, headers, sent);
        }
        faultPoint(FaultStep::EndReleased);
    } else if (m_client) {
        m_client->abort();
    }
    dropCall();
    end();
}

std::string GenerationExchange::metadata() const
{
    return routerMetadata(*m_plan, m_requestedModel, m_attempts,
                          m_attempts.empty()
                                  || m_attempts.back().outcome != AttemptOutcome::Succeeded
                              ? EndpointId{}
                              : m_attempts.back().endpoint,
                          false);
}

/// A failure after content went out: said in-band, charged for what came.
void GenerationExchange::breakStream(const ApiError &error)
{
    m_upstreamId = m_stream->upstreamId();
    m_nativeFinish = m_stream->nativeFinishReason();
    const bool isJournaled = settle(
        {.state = m_clientLeft ? GenerationState::Cancelled : GenerationState::Failed,
         .httpStatus = 200,
         // Half a picture or half a recording is of no use to anybody.
         .used = isMedia(m_route.api) && !m_clientLeft ? std::nullopt : std::optional(knownUsage()),
         .finishReason = "error",
         .nativeFinishReason = m_nativeFinish,
         .errorType = error.errorType,
         .errorText = ledgerText(error)});
    std::string &scratch = m_worker.scratch();
    if (m_client && isJournaled && m_intake != Intake::Bytes) {
        openStream();
        scratch += m_stream->failure(error);
        const std::string_view last = scratch;
        m_client->endStream(http::Parts(&last, 1));
    } else if (m_client) {
        m_client->abort();
    }
    scratch.clear();
    end();
}

/// The client left, or the program stops: what is known is charged (money-and-journal 2.2).
void GenerationExchange::cancel()
{
    const bool wasSent = m_call && m_call->timing().hasConnected;
    if (m_stream) {
        m_upstreamId = m_stream->upstreamId();
        m_nativeFinish = m_stream->nativeFinishReason();
    }
    const bool hadCall = m_call != nullptr;
    dropCall();
    if (hadCall)
        recordAttempt(AttemptOutcome::ClientLeft, {});
    // A failure to journal it leaves the hold for replay, which charges the same.
    static_cast<void>(settle({.state = GenerationState::Cancelled,
                              .httpStatus = finalStatus(),
                              .used = wasSent ? std::optional(knownUsage()) : std::nullopt,
                              .finishReason = {},
                              .nativeFinishReason = m_nativeFinish,
                              .errorType = {},
                              .errorText = {}}));
    m_worker.scratch().clear();
    if (m_client)
        m_client->abort();
    end();
}

/// After [DONE] the provider's framing may still have to end: a connection that is read to its end
/// can be used again.
void GenerationExchange::lingerOrEnd()
{
    m_client = nullptr;
    m_keyPlace.leave();
    if (!m_call || m_hasUpstreamEnded) {
        dropCall();
        return end();
    }
    m_phase = Phase::Lingering;
    m_unseenUntilNs = m_worker.clock().steadyNs() + lingerNs;
    m_call->resumeReading();
}

void GenerationExchange::end()
{
    m_phase = Phase::Ended;
    m_client = nullptr;
    m_keyPlace.leave();
    m_providerPlace.leave();
    m_rate.settle(0, m_worker.clock().nowUs()); // Unless it was settled by what was used.
    m_worker.retire(*this);
}

GenerationExchange::KnownUsage GenerationExchange::knownUsage() const
{
    if (!m_stream)
        return knownUsage(nullptr, 0, false);
    return knownUsage(m_stream->hasUsage() ? &m_stream->usage() : nullptr, m_stream->outputBytes(),
                      m_stream->hasEnded());
}

/// What the provider told; the rest from the estimates of the hold and from the bytes that came.
/// Usage told along the way says nothing of what came after it.
GenerationExchange::KnownUsage GenerationExchange::knownUsage(const UsageReport *told,
                                                              std::int64_t outputBytes,
                                                              bool isWhole) const
{
    if (m_media)
        return mediaUsage(told, outputBytes);
    KnownUsage known;
    if (told) {
        known.usage = told->usage;
        known.origin = told->origin();
        known.upstreamCost = told->cost;
    }
    if (!told || !told->isPromptTold)
        known.usage.prompt = m_estimate.promptTokens;
    const std::int64_t seen = tokensOf(outputBytes, m_milliBytesPerToken);
    if (!told || !told->isCompletionTold)
        known.usage.completion = seen;
    else if (!isWhole)
        known.usage.completion = std::max(known.usage.completion, seen);
    if (!isWhole && known.origin == UsageOrigin::Measured)
        known.origin = UsageOrigin::Partial;
    return known;
}

/// A provider's words may quote the prompt, which the ledger must not keep.
std::string_view GenerationExchange::ledgerText(const ApiError &error) const
{
    if (m_isProviderText)
        return "The provider refused the request in words of its own, which are not kept.";
    return error.message;
}

Money GenerationExchange::lostEstimate() const
{
    TokenUsage usage = m_media ? mediaUsage(nullptr, 0).usage : TokenUsage{};
    usage.prompt = m_estimate.promptTokens;
    return isSimulated() ? Money{} : cost(usage, prices(), m_admittedUs).total;
}

/// Fills the record's money. Simulated is always free; unpriced is unknown, which a flag says.
UsageFigures GenerationExchange::charge(GenerationRecord &record, const Ending &ending) const
{
    UsageFigures figures;
    const bool isHard = m_isHard && !isSimulated();
    record.lost = m_lost;
    if (isHard)
        record.counted = m_lost;
    if (!ending.used)
        return figures;
    record.usage = figures.usage = ending.used->usage;
    record.usageOrigin = ending.used->origin;
    record.upstreamCost = ending.used->upstreamCost;
    if (isSimulated())
        return figures;
    if (!prices().isPriced()) {
        record.flags |= GenerationFlag::Unpriced;
        figures.upstreamCost = record.upstreamCost;
        return figures;
    }
    const Cost full = cost(record.usage, prices(), m_admittedUs);
    const bool isFree = isInsured(m_route.api, ending.state, ending.used->origin,
                                  record.usage.completion, ending.finishReason);
    if (!isFree) {
        record.cost = full.total;
        record.promptCost = full.promptPart;
        record.completionCost = full.completionPart;
    } else if (!record.upstreamCost) {
        record.upstreamCost = full.total;
    }
    // Where the client is charged nothing, limits count what the provider bills, unless the
    // organization wants them to count what is charged.
    if (!isFree)
        record.counted += full.total;
    else if (m_policy->budgetsCountUpstream)
        record.counted += *record.upstreamCost;
    if (isHard && full.total > m_bound)
        record.flags |= GenerationFlag::OverBound;
    figures.cost = record.cost;
    figures.upstreamCost = record.upstreamCost;
    figures.promptPart = record.promptCost;
    figures.completionPart = record.completionCost;
    return figures;
}

GenerationRecord GenerationExchange::makeRecord() const
{
    GenerationRecord record;
    record.id = m_id;
    record.admittedUs = m_admittedUs;
    record.organization = m_key.organization;
    record.workspace = m_key.workspace;
    record.key = m_key.id;
    record.person = m_key.person;
    record.api = m_route.api;
    if (m_isStreaming)
        record.flags |= GenerationFlag::Streamed;
    if (m_clamp)
        record.flags |= GenerationFlag::Clamped;
    if (m_candidate.endpoint) {
        record.model = m_candidate.model->id;
        record.endpoint = m_candidate.endpoint->id;
        record.provider = m_candidate.provider->id;
        record.priceSheet = m_candidate.endpoint->priceSheet;
        record.held = m_ticket.amount;
        if (isSimulated())
            record.flags |= GenerationFlag::Simulated;
        // A hold names them even where its first endpoint is simulated: the next may not be.
        if (m_isHard)
            record.flags |= GenerationFlag::HardMode;
        record.scopeCount = static_cast<std::uint8_t>(std::min(m_key.scopes.size(), maxScopes));
        for (std::size_t i = 0; i < record.scopeCount; ++i)
            record.scopes[i] = m_key.scopes[i].ref;
    }
    if (!record.model && m_plan && !m_plan->candidates.empty())
        record.model = m_plan->candidates.front().model->id;
    record.waitedUs = m_waitedUs;
    record.connectUs = m_connectUs;
    record.firstTokenUs = m_firstTokenUs;
    record.attemptCount = static_cast<std::uint32_t>(m_attempts.size());
    if (m_attempts.size() > 1)
        record.attempts = m_attempts;
    record.requestedModel = m_requestedModel;
    record.session = m_session;
    record.endUser = m_endUser;
    record.referer = m_referer;
    record.title = m_title;
    record.userAgent = m_userAgent;
    record.upstreamId = m_upstreamId;
    record.trail = trail();
    return record;
}

/// The plan's trail, with what budgets and the clamp changed.
std::string_view GenerationExchange::trail() const
{
    if (!m_routeTrail)
        return {};
    if (m_budgetSkips.empty() && m_crowdSkips.empty() && !m_clamp)
        return *m_routeTrail;
    m_trail = *m_routeTrail;
    m_trail.pop_back();
    if (!m_budgetSkips.empty())
        m_trail += ",\"skipped_by_budget\":[" + m_budgetSkips + ']';
    // What says more is above: a trail that is cut would be none.
    if (const std::string skips = ",\"skipped_by_queue\":[" + m_crowdSkips + ']';
        !m_crowdSkips.empty()
        && m_trail.size() + skips.size() + clampRoom <= GenerationRecord::maxTrail)
        m_trail += skips;
    if (m_clamp)
        m_trail += ",\"output_clamped_to\":" + std::to_string(*m_clamp);
    m_trail += '}';
    return m_trail;
}

bool GenerationExchange::settle(const Ending &ending, UsageFigures *figures)
{
    GenerationRecord record = makeRecord();
    record.state = ending.state;
    record.httpStatus = static_cast<std::uint16_t>(ending.httpStatus);
    record.finishReason = ending.finishReason;
    record.nativeFinishReason = ending.nativeFinishReason;
    record.errorType = ending.errorType;
    record.errorText = ending.errorText;
    record.totalUs = sinceAdmissionUs();
    const UsageFigures charged = charge(record, ending);
    if (isSimulated())
        record.scopeCount = 0;
    if (figures)
        *figures = charged;
    const bool isJournaled = m_worker.journal().settle(record);
    m_rate.settle(record.usage.prompt + record.usage.completion, m_worker.clock().nowUs());
    if (record.has(GenerationFlag::OverBound))
        m_worker.noteOverBound(record.endpoint);
    if (m_ticket.isOpen)
        m_worker.gate().settle(m_ticket, {.counted = record.counted, .charged = record.cost});
    if (record.usageOrigin == UsageOrigin::Measured && ending.used && !isSimulated()) {
        m_worker.statistics().learn(m_candidate.model->id, m_key.id, m_promptTextBytes,
                                    record.usage.prompt, record.usage.completion / m_choices);
    }
    return isJournaled;
}

} // namespace turnpike
