// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/HealthBook.h"

#include "engine/routing/FailureRule.h"
#include "engine/routing/Mixing.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace turnpike {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t nsPerUs = 1'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t neverNs = std::numeric_limits<std::int64_t>::min() / 2;
/// Shorter answers measure the way, not the speed.
constexpr std::int64_t fewestTokens = 8;
constexpr std::int64_t mostTokens = 1'000'000;
/// Buckets that hold the last 30 seconds.
constexpr std::int64_t lateBuckets = HealthBook::latelyNs / HealthWindow::bucketNs;
constexpr std::int64_t fewAttempts = 3;
/// A trial's own start may be told a moment before it was claimed, and in coarser units.
constexpr std::int64_t claimSlackNs = 100'000'000;

/// A circuit in one word, so that it turns in one step.
struct CircuitWord
{
    enum State : std::uint64_t { Closed = 0, Open = 1, Trial = 2 };

    State state = Closed;
    std::uint32_t trips = 0; ///< Below 64.
    std::int64_t untilMs = 0; ///< Of the back-off, or of the trial.

    static CircuitWord of(std::uint64_t bits)
    {
        return {static_cast<State>(bits & 3U), static_cast<std::uint32_t>(bits >> 2U & 63U),
                static_cast<std::int64_t>(bits >> 8U)};
    }
    std::uint64_t bits() const
    {
        return state | std::uint64_t{trips} << 2U
            | static_cast<std::uint64_t>(std::max<std::int64_t>(untilMs, 0)) << 8U;
    }
    std::int64_t untilNs() const { return untilMs * nsPerMs; }
};

/// `base` doubled `times` times up to `longest`, and up to a fifth more or less: endpoints that
/// failed together are not tried again together.
std::int64_t backOff(std::int64_t base, std::int64_t longest, std::uint32_t times, EndpointId id)
{
    const std::int64_t whole = std::min(base << std::min(times, 16U), longest);
    const auto spread = static_cast<std::int64_t>(
        mixed(static_cast<std::uint64_t>(id.value) + (std::uint64_t{times} << 32U)) % 401);
    return whole + whole / 1000 * (spread - 200);
}

std::uint32_t packed(FailureClass failure, int status)
{
    return static_cast<std::uint32_t>(failure) << 16U
        | (static_cast<std::uint32_t>(status) & 0xFFFFU);
}

} // namespace

struct HealthBook::Slot
{
    explicit Slot(EndpointId endpoint)
        : id(endpoint)
    {}

    const EndpointId id;
    std::atomic<std::uint64_t> circuit{0};
    std::atomic<std::int64_t> openedNs{neverNs};
    std::atomic<std::int64_t> closedNs{neverNs};
    std::atomic<std::uint32_t> failuresInARow{0};
    std::atomic<std::uint32_t> lastFailure{0}; ///< packed()
    std::atomic<std::int64_t> lastFailureNs{neverNs};
    std::atomic<std::uint32_t> limitsInARow{0};
    std::atomic<std::int64_t> limitedSinceNs{neverNs};
    std::atomic<std::int64_t> lastLimitNs{neverNs};
    std::atomic<std::int64_t> limitedUntilNs{neverNs};
    HealthWindow window;

    CircuitWord word() const { return CircuitWord::of(circuit.load(relaxed)); }
    /// A wall-clock time for one of the steady ones above; 0 for never.
    static std::int64_t wallUs(std::int64_t timeNs, std::int64_t nowNs, std::int64_t nowUs)
    {
        return timeNs == neverNs ? 0 : nowUs + (timeNs - nowNs) / nsPerUs;
    }
    EndpointHealthRecord record(std::int64_t nowNs, std::int64_t nowUs) const;
};

HealthBook::HealthBook()
    : m_places(std::make_unique<Place[]>(placeCount))
{}

HealthBook::~HealthBook()
{
    for (std::size_t i = 0; i < placeCount; ++i)
        delete m_places[i].slot.load(relaxed);
}

HealthBook::Slot *HealthBook::find(EndpointId endpoint) const
{
    std::size_t at = mixed(static_cast<std::uint64_t>(endpoint.value)) % placeCount;
    for (std::size_t steps = 0; steps < placeCount; ++steps, at = (at + 1) % placeCount) {
        const std::int64_t id = m_places[at].id.load(relaxed);
        if (id == endpoint.value)
            return m_places[at].slot.load(std::memory_order_acquire);
        if (id == 0)
            return nullptr;
    }
    return nullptr;
}

HealthBook::Slot *HealthBook::findOrAdd(EndpointId endpoint)
{
    if (!endpoint)
        return nullptr;
    if (Slot *slot = find(endpoint))
        return slot;
    if (m_used.load(relaxed) >= placeCount / 4 * 3)
        return nullptr;
    auto made = std::make_unique<Slot>(endpoint);
    std::size_t at = mixed(static_cast<std::uint64_t>(endpoint.value)) % placeCount;
    for (std::size_t steps = 0; steps < placeCount; ++steps, at = (at + 1) % placeCount) {
        std::int64_t id = 0;
        if (m_places[at].id.compare_exchange_strong(id, endpoint.value, relaxed))
            m_used.fetch_add(1, relaxed);
        else if (id != endpoint.value)
            continue;
        // Two threads may have made one each: the first to hang its own in has won.
        Slot *hung = nullptr;
        if (m_places[at].slot.compare_exchange_strong(hung, made.get(), std::memory_order_acq_rel))
            return made.release();
        return hung;
    }
    return nullptr;
}

Admission HealthBook::admit(EndpointId endpoint, std::int64_t nowNs)
{
    Slot *slot = find(endpoint);
    if (slot == nullptr)
        return Admission::Free;
    std::uint64_t bits = slot->circuit.load(relaxed);
    const CircuitWord word = CircuitWord::of(bits);
    if (word.state != CircuitWord::Closed) {
        if (word.untilNs() > nowNs)
            return word.state == CircuitWord::Trial ? Admission::Busy : Admission::Open;
        const CircuitWord trial{CircuitWord::Trial, word.trips, (nowNs + trialNs) / nsPerMs};
        return slot->circuit.compare_exchange_strong(bits, trial.bits(), relaxed) ? Admission::Trial
                                                                                  : Admission::Busy;
    }
    return slot->limitedUntilNs.load(relaxed) > nowNs ? Admission::RateLimited : Admission::Free;
}

void HealthBook::open(Slot &slot, std::uint64_t seen, std::int64_t nowNs)
{
    const CircuitWord before = CircuitWord::of(seen);
    const std::int64_t wait = backOff(firstBackOffNs, longestBackOffNs, before.trips, slot.id);
    const CircuitWord after{CircuitWord::Open, std::min(before.trips + 1, 63U),
                            (nowNs + wait) / nsPerMs};
    if (!slot.circuit.compare_exchange_strong(seen, after.bits(), relaxed))
        return;
    if (before.state == CircuitWord::Closed)
        slot.openedNs.store(nowNs, relaxed);
    noteChange();
}

void HealthBook::close(Slot &slot, std::int64_t startedNs, std::int64_t nowNs)
{
    if (startedNs >= slot.closedNs.load(relaxed))
        slot.failuresInARow.store(0, relaxed);
    std::uint64_t bits = slot.circuit.load(relaxed);
    if (CircuitWord::of(bits).state == CircuitWord::Closed
        || startedNs < slot.openedNs.load(relaxed))
        return;
    if (slot.circuit.compare_exchange_strong(bits, 0, relaxed)) {
        slot.closedNs.store(nowNs, relaxed);
        noteChange();
    }
}

void HealthBook::limit(Slot &slot, std::int64_t nowNs, std::optional<std::int64_t> retryAfterS)
{
    slot.window.addRateLimit(nowNs);
    slot.lastLimitNs.store(nowNs, relaxed);
    std::int64_t until = slot.limitedUntilNs.load(relaxed);
    // Those that were under way together are one refusal.
    const bool isNew = until <= nowNs;
    const std::uint32_t before
        = isNew ? slot.limitsInARow.fetch_add(1, relaxed) : slot.limitsInARow.load(relaxed);
    if (isNew && before == 0)
        slot.limitedSinceNs.store(nowNs, relaxed);
    std::int64_t wait = 0;
    if (retryAfterS)
        wait = std::clamp(*retryAfterS, std::int64_t{1}, longestToldNs / nsPerSecond) * nsPerSecond;
    else if (isNew)
        wait = backOff(firstRateLimitNs, longestRateLimitNs, before, slot.id);
    while (nowNs + wait > until
           && !slot.limitedUntilNs.compare_exchange_weak(until, nowNs + wait, relaxed)) {}
    noteChange();
}

void HealthBook::answered(EndpointId endpoint, std::int64_t startedNs, std::int64_t nowNs)
{
    // Without a place nothing ever went wrong here.
    Slot *slot = find(endpoint);
    if (slot == nullptr)
        return;
    close(*slot, startedNs, nowNs);
    if (slot->limitsInARow.load(relaxed) > 0 && startedNs >= slot->lastLimitNs.load(relaxed)) {
        slot->limitsInARow.store(0, relaxed);
        slot->limitedUntilNs.store(neverNs, relaxed);
        slot->limitedSinceNs.store(neverNs, relaxed);
        noteChange();
    }
}

void HealthBook::succeeded(EndpointId endpoint, const AttemptFigures &figures)
{
    Slot *slot = findOrAdd(endpoint);
    if (slot == nullptr)
        return;
    std::int64_t latencyMs = 0;
    if (figures.firstTokenNs > figures.startedNs)
        latencyMs = std::max<std::int64_t>((figures.firstTokenNs - figures.startedNs) / nsPerMs, 1);
    std::int64_t throughput = 0;
    const std::int64_t durationNs = figures.endedNs - figures.startedNs;
    if (figures.outputTokens >= fewestTokens && durationNs > 0) {
        throughput = std::min(figures.outputTokens, mostTokens) * (1000 * nsPerSecond) / durationNs;
    }
    slot->window.addSuccess(figures.endedNs, latencyMs, throughput);
    answered(endpoint, figures.startedNs, figures.endedNs);
}

void HealthBook::failed(EndpointId endpoint, FailureClass failure, int status,
                        std::int64_t startedNs, std::int64_t nowNs,
                        std::optional<std::int64_t> retryAfterS)
{
    if (failure == FailureClass::None)
        return abandoned(endpoint, nowNs);
    const FailureRule rule = ruleOf(failure);
    // What the request is to blame for shows that the endpoint works.
    if (rule.next == NextStep::NextModel)
        return answered(endpoint, startedNs, nowNs);
    Slot *slot = findOrAdd(endpoint);
    if (slot == nullptr)
        return;
    slot->lastFailure.store(packed(failure, status), relaxed);
    if (failure == FailureClass::RateLimited) {
        close(*slot, startedNs, nowNs);
        return limit(*slot, nowNs, retryAfterS);
    }
    if (!countsAgainst(failure))
        return abandoned(endpoint, nowNs);

    slot->lastFailureNs.store(nowNs, relaxed);
    slot->window.addFailure(nowNs);
    if (startedNs < slot->closedNs.load(relaxed))
        return;
    const std::uint32_t inARow = slot->failuresInARow.fetch_add(1, relaxed) + 1;
    const std::uint64_t bits = slot->circuit.load(relaxed);
    const CircuitWord word = CircuitWord::of(bits);
    if (word.state == CircuitWord::Trial) {
        if (startedNs >= word.untilNs() - trialNs - claimSlackNs)
            open(*slot, bits, nowNs);
    } else if (word.state == CircuitWord::Open) {
        // Begun after the back-off without asking: a trial in all but name.
        if (startedNs >= word.untilNs())
            open(*slot, bits, nowNs);
    } else {
        const HealthWindow::Counts late = slot->window.counts(nowNs, lateBuckets);
        if (inARow >= failuresToOpen
            || (late.attempts >= attemptsToOpen && late.failures * 2 >= late.attempts))
            open(*slot, bits, nowNs);
    }
}

void HealthBook::abandoned(EndpointId endpoint, std::int64_t nowNs)
{
    Slot *slot = find(endpoint);
    if (slot == nullptr)
        return;
    std::uint64_t bits = slot->circuit.load(relaxed);
    CircuitWord word = CircuitWord::of(bits);
    if (word.state != CircuitWord::Trial)
        return;
    word.state = CircuitWord::Open;
    word.untilMs = nowNs / nsPerMs;
    // Lost against the trial's own end, which is as good.
    slot->circuit.compare_exchange_strong(bits, word.bits(), relaxed);
}

std::optional<EndpointId> HealthBook::claimProbe(std::int64_t nowNs)
{
    for (std::size_t i = 0; i < placeCount; ++i) {
        Slot *slot = m_places[i].slot.load(std::memory_order_acquire);
        if (slot == nullptr || slot->word().state == CircuitWord::Closed)
            continue;
        const auto failure = static_cast<FailureClass>(slot->lastFailure.load(relaxed) >> 16U);
        if (ruleOf(failure).isProbed && admit(slot->id, nowNs) == Admission::Trial)
            return slot->id;
    }
    return std::nullopt;
}

void HealthBook::probed(EndpointId endpoint, bool hasAnswered, std::int64_t nowNs)
{
    Slot *slot = find(endpoint);
    if (slot == nullptr)
        return;
    const std::uint64_t bits = slot->circuit.load(relaxed);
    if (CircuitWord::of(bits).state != CircuitWord::Trial)
        return;
    if (hasAnswered)
        close(*slot, nowNs, nowNs);
    else
        open(*slot, bits, nowNs);
}

std::int64_t HealthBook::outUntilNs(EndpointId endpoint, std::int64_t nowNs) const
{
    const Slot *slot = find(endpoint);
    if (slot == nullptr)
        return 0;
    const CircuitWord word = slot->word();
    const std::int64_t until = std::max(word.state == CircuitWord::Closed ? 0 : word.untilNs(),
                                        slot->limitedUntilNs.load(relaxed));
    return until > nowNs ? until : 0;
}

Standing HealthBook::standingOf(EndpointId endpoint, std::int64_t nowNs) const
{
    const Slot *slot = find(endpoint);
    if (slot == nullptr)
        return Standing::Stable;
    const CircuitWord word = slot->word();
    if (word.state != CircuitWord::Closed && word.untilNs() > nowNs)
        return Standing::CircuitOpen;
    if (slot->limitedUntilNs.load(relaxed) > nowNs)
        return Standing::RateLimited;
    const std::int64_t lastFailureNs = slot->lastFailureNs.load(relaxed);
    constexpr std::int64_t windowNs = HealthWindow::spanBuckets * HealthWindow::bucketNs;
    if (lastFailureNs <= nowNs - windowNs)
        return Standing::Stable;
    const HealthWindow::Counts all = slot->window.counts(nowNs);
    const bool isJudged = all.attempts >= attemptsToJudge;
    if (isJudged && all.failures * 5 > all.attempts)
        return Standing::Down;
    if (lastFailureNs > nowNs - latelyNs) {
        const HealthWindow::Counts late = slot->window.counts(nowNs, lateBuckets);
        if (late.attempts < fewAttempts || late.failures * 2 >= late.attempts)
            return Standing::FailedLately;
    }
    return isJudged && all.failures * 20 > all.attempts ? Standing::Degraded : Standing::Stable;
}

HealthWindow::Percentiles HealthBook::percentilesOf(EndpointId endpoint, std::int64_t nowNs) const
{
    const Slot *slot = find(endpoint);
    return slot == nullptr ? HealthWindow::Percentiles{} : slot->window.percentiles(nowNs);
}

EndpointHealthRecord HealthBook::Slot::record(std::int64_t nowNs, std::int64_t nowUs) const
{
    EndpointHealthRecord kept;
    const CircuitWord circuitNow = word();
    const std::uint32_t failure = lastFailure.load(relaxed);
    kept.endpoint = id;
    if (circuitNow.state != CircuitWord::Closed) {
        const bool isWaiting
            = circuitNow.state == CircuitWord::Open && circuitNow.untilNs() > nowNs;
        kept.circuit = isWaiting ? Circuit::Open : Circuit::HalfOpen;
        kept.trips = circuitNow.trips;
        kept.sinceUs = wallUs(openedNs.load(relaxed), nowNs, nowUs);
        kept.untilUs = wallUs(circuitNow.untilNs(), nowNs, nowUs);
    }
    kept.failuresInARow = failuresInARow.load(relaxed);
    kept.lastFailure = static_cast<FailureClass>(failure >> 16U);
    kept.lastStatus = static_cast<std::uint16_t>(failure & 0xFFFFU);
    kept.lastFailureUs = wallUs(lastFailureNs.load(relaxed), nowNs, nowUs);
    kept.rateLimitsInARow = limitsInARow.load(relaxed);
    kept.rateLimitedSinceUs = wallUs(limitedSinceNs.load(relaxed), nowNs, nowUs);
    kept.rateLimitedUntilUs = wallUs(limitedUntilNs.load(relaxed), nowNs, nowUs);
    return kept;
}

std::vector<EndpointHealthView> HealthBook::snapshot(std::int64_t nowNs, std::int64_t nowUs) const
{
    std::vector<EndpointHealthView> views;
    for (std::size_t i = 0; i < placeCount; ++i) {
        const Slot *slot = m_places[i].slot.load(std::memory_order_acquire);
        if (slot == nullptr)
            continue;
        EndpointHealthView view;
        view.record = slot->record(nowNs, nowUs);
        const HealthWindow::Counts counts = slot->window.counts(nowNs);
        view.attempts = counts.attempts;
        view.failures = counts.failures;
        view.rateLimited = counts.rateLimited;
        const HealthWindow::Percentiles known = slot->window.percentiles(nowNs);
        view.record.latencyMs = known.latencyMs[0];
        view.record.milliTokensPerSecond = known.milliTokensPerSecond[0];
        view.hasPercentiles = known.isRecent;
        if (known.isRecent) {
            view.latencyMs = known.latencyMs;
            view.milliTokensPerSecond = known.milliTokensPerSecond;
        }
        views.push_back(view);
    }
    std::sort(views.begin(), views.end(),
              [](const auto &a, const auto &b) { return a.record.endpoint < b.record.endpoint; });
    return views;
}

void HealthBook::restore(std::span<const EndpointHealthRecord> records, std::int64_t nowNs,
                         std::int64_t nowUs)
{
    const auto steadyNs = [&](std::int64_t timeUs, std::int64_t mostAheadNs) {
        if (timeUs == 0)
            return neverNs;
        // Farther apart than a century is a wrong clock; it must not overflow either.
        constexpr std::int64_t centuryUs = 3'155'760'000'000'000;
        const std::int64_t apartUs = std::clamp(timeUs - nowUs, -centuryUs, centuryUs);
        return nowNs + std::min(apartUs * nsPerUs, mostAheadNs);
    };
    for (const EndpointHealthRecord &record : records) {
        Slot *slot = findOrAdd(record.endpoint);
        if (slot == nullptr)
            continue;
        if (record.circuit != Circuit::Closed) {
            constexpr std::int64_t longestNs = longestBackOffNs / 5 * 6;
            const CircuitWord word{CircuitWord::Open, std::min(record.trips, 63U),
                                   steadyNs(record.untilUs, longestNs) / nsPerMs};
            slot->circuit.store(word.bits(), relaxed);
            slot->openedNs.store(steadyNs(record.sinceUs, 0), relaxed);
        }
        slot->failuresInARow.store(record.failuresInARow, relaxed);
        slot->lastFailure.store(packed(record.lastFailure, record.lastStatus), relaxed);
        slot->lastFailureNs.store(steadyNs(record.lastFailureUs, 0), relaxed);
        slot->limitsInARow.store(record.rateLimitsInARow, relaxed);
        slot->limitedSinceNs.store(steadyNs(record.rateLimitedSinceUs, 0), relaxed);
        slot->lastLimitNs.store(steadyNs(record.rateLimitedSinceUs, 0), relaxed);
        slot->limitedUntilNs.store(steadyNs(record.rateLimitedUntilUs, longestToldNs), relaxed);
        slot->window.setLastKnown(record.latencyMs, record.milliTokensPerSecond);
    }
}

} // namespace turnpike
