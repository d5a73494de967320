// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/GenerationExchange.h"

#include "engine/gateway/BudgetRefusal.h"
#include "engine/gateway/RecycledMemory.h"
#include "engine/gateway/RouterMetadata.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerUs = 1'000;
constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t usualRetryAfterS = 5;
constexpr int internalError = 500;

} // namespace

GenerationExchange::GenerationExchange(WorkerContext &worker, http::Exchange &client,
                                       PolicyPointer policy, const KeyPolicy &key,
                                       GenerationRoute route)
    : m_worker(worker)
    , m_client(&client)
    , m_policy(std::move(policy))
    , m_key(key)
    , m_route(route)
    , m_api(clientApi(route.api))
    , m_admittedUs(worker.clock().nowUs())
    , m_admittedNs(worker.clock().steadyNs())
    , m_isHard(isAnyHard(key.scopes))
{
    m_id = worker.nextId(m_admittedUs);
    m_lastWriteNs = m_admittedNs;
}

GenerationExchange::~GenerationExchange()
{
    m_worker.giveText(std::move(m_collected));
    m_worker.givePlan(std::move(m_plan));
}

void *GenerationExchange::operator new(std::size_t size)
{
    return RecycledMemory<GenerationExchange>::take(size);
}

void GenerationExchange::operator delete(void *block, std::size_t size)
{
    RecycledMemory<GenerationExchange>::give(block, size);
}

std::int64_t GenerationExchange::sinceAdmissionUs() const
{
    return (m_worker.clock().steadyNs() - m_admittedNs) / nsPerUs;
}

ApiError GenerationExchange::ledgerTakesNothing()
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

void GenerationExchange::keepIdentity(const http::Request &request)
{
    const auto keep = [&request](std::string_view name) {
        return std::string(
            http::findHeader(request.headers, name).substr(0, GenerationRecord::maxText));
    };
    m_wantsMetadata = asksForMetadata(request.headers);
    m_referer = keep("http-referer");
    m_title = keep("x-openrouter-title");
    if (m_title.empty())
        m_title = keep("x-title");
    m_userAgent = keep("user-agent");
    m_session = keep("x-session-id");
    if (m_session.empty()) // What coding agents call it.
        m_session = keep("x-claude-code-session-id");
    if (m_route.api != ApiType::Completions && !isMedia(m_route.api))
        m_caching = readCacheWish(request.headers);
    m_betas = http::findHeader(request.headers, "anthropic-beta");
    if (const std::string_view more = http::findHeader(request.headers, "x-anthropic-beta");
        !more.empty())
        m_betas.append(m_betas.empty() ? "" : ",").append(more);
}

// ---- The client -----------------------------------------------------------------------------

void GenerationExchange::onClientGone()
{
    m_client = nullptr;
    m_clientLeft = true;
    if (m_phase == Phase::Queued) {
        if (leaveQueue())
            cancel();
        // Else the place is on its way, and takePlace() cancels.
        return;
    }
    if (m_phase == Phase::Waiting) {
        if (m_worker.gate().cancelWait(this)) {
            noteWaited();
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

void GenerationExchange::stop()
{
    const bool isCalled = (m_phase == Phase::Waiting && !m_worker.gate().cancelWait(this))
        || (m_phase == Phase::Queued && !leaveQueue());
    if (isCalled) {
        m_clientLeft = true; // The turn is on its way, and takeTurn() or takePlace() cancels.
        return;
    }
    if (m_phase == Phase::Lingering) {
        dropCall();
        return end();
    }
    if (m_phase != Phase::Ended)
        cancel();
}

void GenerationExchange::onClientDrained()
{
    if (m_call)
        m_call->resumeReading();
}

void GenerationExchange::tick()
{
    const std::int64_t now = m_worker.clock().steadyNs();
    if (m_phase == Phase::Queued && hasQueuedLongEnough(now) && leaveQueue())
        return giveUpPlace();
    if (m_phase == Phase::Waiting
        && now - m_waitStartNs + m_moneyWaitedUs * nsPerUs
            > m_worker.options().heldMoneyWait.count() * nsPerMs) {
        if (!m_worker.gate().cancelWait(this))
            return; // The turn is on its way.
        noteWaited();
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
    // What a media route answers, and so what may be written meanwhile, is known by its head only.
    const bool mayComment = m_isStreaming && (!isMedia(m_route.api) || m_phase == Phase::Streaming);
    if (mayComment && m_intake != Intake::Bytes && m_client && m_call
        && now - m_lastWriteNs > m_worker.options().commentAfter.count() * nsPerMs) {
        openStream();
        m_lastWriteNs = now;
        if (m_client->write(m_api.keepAlive()) == http::Flow::Pause)
            m_call->pauseReading();
    }
}

void GenerationExchange::noteProgress(std::int64_t now)
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
ApiError GenerationExchange::finalError() const
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
void GenerationExchange::answerError(const ApiError &error)
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
        // Nothing but comments went out, so the request is still there.
        const auto encoder = m_api.makeEncoder(
            *m_request, {std::string(m_id.view()), m_requestedModel, m_admittedUs / 1'000'000});
        encoder->fail(error);
        const std::string_view part = encoder->out();
        m_client->endStream(http::Parts(&part, 1));
    } else if (m_client) {
        std::string body = errorBody(error, m_api.errorFormat(), m_id.view());
        if (m_wantsMetadata && !m_attempts.empty() && m_plan && error.status > internalError) {
            GatheredText plain;
            plain.own(std::move(body));
            body = withMetadata(plain, metadata()).joined();
        }
        const std::string retryAfter = std::to_string(error.retryAfterS.value_or(0));
        std::vector<http::Header> headers{{"Content-Type", "application/json"},
                                          {"X-Generation-Id", m_id.view()},
                                          {"X-Request-Id", m_id.view()},
                                          {"Request-Id", m_id.view()}};
        if (error.retryAfterS)
            headers.push_back({"Retry-After", retryAfter});
        for (const auto &[name, value] : error.headers)
            headers.push_back({name, value});
        const std::string_view part = body;
        m_client->sendWhole(error.status, headers, http::Parts(&part, 1));
    }
    end();
}

} // namespace turnpike
