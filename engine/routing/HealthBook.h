// SPDX-License-Identifier: GPL-3.0-or-later
// What every engine thread knows of every endpoint: circuits, back-offs and the last five minutes.
#pragma once

#include "core/EndpointHealth.h"
#include "engine/routing/HealthWindow.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace turnpike {

/// How an endpoint stands for the next plan, from best to worst.
enum class Standing : std::uint8_t {
    Stable,
    Degraded, ///< 80 to 95 % of at least 100 attempts succeeded.
    FailedLately, ///< In the last 30 seconds.
    Down, ///< Fewer than 80 % of at least 100.
    RateLimited, ///< In the back-off after a 429.
    CircuitOpen, ///< In the back-off after failures, or its one trial is under way.
};

/// Whether an attempt may begin now.
enum class Admission : std::uint8_t {
    Free,
    Trial, ///< The one request that decides about a half-open circuit: tell how it ended.
    Busy, ///< Another request has the trial.
    Open,
    RateLimited,
};

/// What an attempt that succeeded measured.
struct AttemptFigures
{
    std::int64_t startedNs = 0; ///< Steady, as all of these.
    std::int64_t firstTokenNs = 0; ///< 0 unknown.
    std::int64_t endedNs = 0;
    std::int64_t outputTokens = 0;
};

/// Thread-safe without locks; every thread of the engine records and plans by the same book. Times
/// are those of Clock::steadyNs, but where a name says otherwise.
class HealthBook
{
public:
    static constexpr std::uint32_t failuresToOpen = 3; ///< In a row.
    static constexpr std::int64_t attemptsToOpen = 10; ///< Of these in 30 s, half failed.
    static constexpr std::int64_t firstBackOffNs = 5'000'000'000;
    static constexpr std::int64_t longestBackOffNs = 300'000'000'000;
    static constexpr std::int64_t trialNs = 30'000'000'000; ///< Then another may try.
    static constexpr std::int64_t firstRateLimitNs = 2'000'000'000; ///< Where none was told.
    static constexpr std::int64_t longestRateLimitNs = 60'000'000'000;
    static constexpr std::int64_t longestToldNs = 3'600'000'000'000; ///< Of Retry-After.
    static constexpr std::int64_t latelyNs = 30'000'000'000;
    static constexpr std::int64_t attemptsToJudge = 100; ///< In five minutes, for uptime.

    HealthBook();
    ~HealthBook();
    HealthBook(const HealthBook &) = delete;
    HealthBook &operator=(const HealthBook &) = delete;

    /// Asked right before an attempt. `Free` and `Trial` may go; the others may go where nothing
    /// else is left, and decide nothing then unless they succeed.
    Admission admit(EndpointId endpoint, std::int64_t nowNs);
    /// The first content came: a circuit need not wait for the end of a long answer.
    void answered(EndpointId endpoint, std::int64_t startedNs, std::int64_t nowNs);
    void succeeded(EndpointId endpoint, const AttemptFigures &figures);
    /// `retryAfterS`: what a 429 told, if it did. `startedNs` of the attempt: one that began before
    /// the circuit's last turn does not turn it again.
    void failed(EndpointId endpoint, FailureClass failure, int status, std::int64_t startedNs,
                std::int64_t nowNs, std::optional<std::int64_t> retryAfterS = std::nullopt);
    /// The client of a trial left, or nothing was sent: the next request may try.
    void abandoned(EndpointId endpoint, std::int64_t nowNs);

    /// An endpoint whose back-off has passed and that a probe can tell about; the trial is the
    /// caller's, who ends it with probed().
    std::optional<EndpointId> claimProbe(std::int64_t nowNs);
    void probed(EndpointId endpoint, bool hasAnswered, std::int64_t nowNs);

    Standing standingOf(EndpointId endpoint, std::int64_t nowNs) const;
    /// When the back-off of an endpoint ends, at most; 0 when it is in none.
    std::int64_t outUntilNs(EndpointId endpoint, std::int64_t nowNs) const;
    HealthWindow::Percentiles percentilesOf(EndpointId endpoint, std::int64_t nowNs) const;

    /// Every endpoint that has had traffic, by id. Both clocks at the same moment.
    std::vector<EndpointHealthView> snapshot(std::int64_t nowNs, std::int64_t nowUs) const;
    /// Before the first request. Back-offs go on; a wall clock that was set back since cannot make
    /// them longer than they can be.
    void restore(std::span<const EndpointHealthRecord> records, std::int64_t nowNs,
                 std::int64_t nowUs);
    /// Grows with each circuit that turns and each back-off: a reason to store the records.
    std::uint64_t changes() const { return m_changes.load(std::memory_order_relaxed); }

private:
    struct Slot;
    struct Place
    {
        std::atomic<std::int64_t> id{0};
        std::atomic<Slot *> slot{nullptr};
    };
    /// Power of two, a quarter kept free. An endpoint that finds no place counts as stable.
    static constexpr std::size_t placeCount = 4096;

    Slot *find(EndpointId endpoint) const;
    Slot *findOrAdd(EndpointId endpoint);
    void open(Slot &slot, std::uint64_t seen, std::int64_t nowNs);
    void close(Slot &slot, std::int64_t startedNs, std::int64_t nowNs);
    void limit(Slot &slot, std::int64_t nowNs, std::optional<std::int64_t> retryAfterS);
    void noteChange() { m_changes.fetch_add(1, std::memory_order_relaxed); }

    std::unique_ptr<Place[]> m_places;
    std::atomic<std::size_t> m_used{0};
    std::atomic<std::uint64_t> m_changes{0};
};

} // namespace turnpike
