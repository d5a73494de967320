// SPDX-License-Identifier: GPL-3.0-or-later
// In turn for a place: of the key, before anything is held, and of each provider that has only so
// many (docs/rate-limits.md).
#include "engine/gateway/GenerationExchange.h"

#include <boost/asio/post.hpp>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerUs = 1'000;
constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t crowdedRetryAfterS = 2;

} // namespace

/// True: go on. False: takePlace() will, or the request is refused.
bool GenerationExchange::enterKey()
{
    if (m_key.rateLimit.concurrentRequests == 0)
        return true;
    switch (enter(m_worker.rateLimits().turnstileOf(m_key.id), m_keyPlace)) {
    case Turnstile::Entry::Entered: return true;
    case Turnstile::Entry::Waiting: return false;
    case Turnstile::Entry::Crowded: break;
    }
    refuse(keyCrowded());
    return false;
}

Turnstile::Entry GenerationExchange::enterProvider(const Candidate &candidate)
{
    // A place that is taken already is what takePlace() came back with.
    if (candidate.provider->concurrentRequests == 0 || m_providerPlace.isTaken())
        return Turnstile::Entry::Entered;
    return enter(m_worker.rateLimits().turnstileOf(candidate.provider->id), m_providerPlace);
}

bool GenerationExchange::enterProviderNow(const Candidate &candidate)
{
    if (candidate.provider->concurrentRequests == 0)
        return true;
    std::shared_ptr<Turnstile> turnstile
        = m_worker.rateLimits().turnstileOf(candidate.provider->id);
    if (!turnstile)
        return true;
    if (!turnstile->tryEnter())
        return false;
    m_providerPlace = TurnstilePlace(std::move(turnstile));
    return true;
}

/// `turnstile` is null where a newer policy has none.
Turnstile::Entry GenerationExchange::enter(std::shared_ptr<Turnstile> turnstile,
                                           TurnstilePlace &place)
{
    if (!turnstile)
        return Turnstile::Entry::Entered;
    m_queuedNs = m_worker.clock().steadyNs();
    const bool mayWait = !m_worker.isDraining() && !hasQueuedLongEnough(m_queuedNs);
    const Turnstile::Entry entry
        = turnstile->enterOrWait(m_key.id, *this, mayWait ? m_worker.options().queueLength : 0);
    if (entry == Turnstile::Entry::Entered) {
        place = TurnstilePlace(std::move(turnstile));
    } else if (entry == Turnstile::Entry::Waiting) {
        m_phase = Phase::Queued;
        m_queue = std::move(turnstile);
        m_queuedPlace = &place;
    }
    return entry;
}

void GenerationExchange::onPlace()
{
    // On whatever thread left: only hands over.
    boost::asio::post(m_worker.loop(), [this] { takePlace(); });
}

void GenerationExchange::takePlace()
{
    noteQueued();
    *m_queuedPlace = TurnstilePlace(std::move(m_queue));
    if (m_clientLeft)
        return cancel();
    m_phase = Phase::Dispatching;
    dispatch();
}

/// False: the place is on its way.
bool GenerationExchange::leaveQueue()
{
    if (!m_queue->stopWaiting(m_key.id, *this))
        return false;
    noteQueued();
    m_queue.reset();
    return true;
}

void GenerationExchange::noteQueued()
{
    const std::int64_t queuedUs = (m_worker.clock().steadyNs() - m_queuedNs) / nsPerUs;
    m_queuedUs += queuedUs;
    m_waitedUs += queuedUs;
}

/// One patience for all places that a request queues for.
bool GenerationExchange::hasQueuedLongEnough(std::int64_t nowNs) const
{
    return nowNs - m_queuedNs + m_queuedUs * nsPerUs
        >= m_worker.options().queueWait.count() * nsPerMs;
}

/// Out of the queue without a place.
void GenerationExchange::giveUpPlace()
{
    m_phase = Phase::Dispatching;
    if (m_queuedPlace == &m_keyPlace)
        return refuse(keyCrowded());
    passBy(m_plan->candidates[m_next]);
    ++m_next;
    dispatch();
}

void GenerationExchange::passBy(const Candidate &candidate)
{
    m_crowdSkips += (m_crowdSkips.empty() ? "\"" : ",\"") + candidate.endpoint->tag + '"';
}

/// With the money booked that was waited for. Where the provider's places are taken by now, the
/// money goes back, and the request queues as any other.
void GenerationExchange::startAwaited()
{
    m_phase = Phase::Dispatching;
    m_next = m_waitingFor;
    if (!enterProviderNow(m_awaited.candidate)) {
        m_worker.gate().settle(m_ticket, {.counted = {}, .charged = {}});
        m_ticket = {};
        m_hasRefusal = false;
        m_budgetSkips.clear();
        return dispatch();
    }
    ++m_next;
    take(m_awaited);
    startAttempt();
}

void GenerationExchange::onDrain()
{
    if (m_phase != Phase::Queued || !leaveQueue())
        return;
    m_phase = Phase::Dispatching;
    ApiError error;
    error.status = 503;
    error.errorType = "provider_overloaded";
    error.message = "The gateway is stopping. Nothing was sent; try again in a moment.";
    error.retryAfterS = crowdedRetryAfterS;
    if (!m_attempts.empty())
        return answerError(finalError());
    refuse(error);
}

ApiError GenerationExchange::keyCrowded() const
{
    ApiError error;
    error.status = 429;
    error.errorType = "rate_limit_exceeded";
    error.message = "This key may have " + std::to_string(m_key.rateLimit.concurrentRequests)
        + " requests under way at once, and too many wait for one of them to end. Try again in "
        + std::to_string(crowdedRetryAfterS) + " s.";
    error.retryAfterS = crowdedRetryAfterS;
    return error;
}

ApiError GenerationExchange::providersCrowded() const
{
    ApiError error;
    error.status = 503;
    error.errorType = "provider_overloaded";
    error.message = "Every provider of this model has as many requests under way as it may, and "
                    "too many wait. Try again in "
        + std::to_string(crowdedRetryAfterS) + " s.";
    error.retryAfterS = crowdedRetryAfterS;
    error.availability = ModelAvailability{.code = "temporarily_unavailable",
                                           .isRetryable = true,
                                           .requestedModels = {m_requestedModel},
                                           .docsUrl = {},
                                           .affectedProviders = {},
                                           .excludedBy = {},
                                           .fallbackModels = {},
                                           .constraintField = {},
                                           .constraintDetail = {}};
    return error;
}

} // namespace turnpike
