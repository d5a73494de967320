// SPDX-License-Identifier: GPL-3.0-or-later
// What limits hold over all workers: requests and tokens of a key in a minute, and how many
// requests of a key, or calls of a provider, are under way.
#pragma once

#include "core/Id.h"
#include "core/RateLimit.h"
#include "engine/admission/Turnstile.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace turnpike {

struct PolicySnapshot;

/// A sum that begins anew with each minute, or day, of UTC. Period and sum share one word, so that
/// no update can add to a period that another thread has just ended: exact over all threads,
/// without a lock and without one worker owning the key.
class PeriodCount
{
public:
    static constexpr std::int64_t minuteUs = 60'000'000;
    static constexpr std::int64_t dayUs = 1'440 * minuteUs;

    explicit PeriodCount(std::int64_t periodUs = minuteUs)
        : m_periodUs(periodUs)
    {}

    /// Adds `amount` and answers true, or adds nothing and answers false where the sum would exceed
    /// `limit`. The first of a period is always let in, or what alone exceeds the limit never were.
    bool take(std::int64_t amount, std::int64_t limit, std::int64_t nowUs);
    /// Adds without asking; a negative amount takes no more away than is there.
    void add(std::int64_t amount, std::int64_t nowUs);
    /// In the period of `nowUs`.
    std::int64_t sum(std::int64_t nowUs) const;
    std::int64_t periodUs() const { return m_periodUs; }

private:
    const std::int64_t m_periodUs;
    std::atomic<std::uint64_t> m_word{0}; ///< Period since 1970 above, sum below, 32 bits each.
};

/// What one key used lately. Lives as long as a policy or a request names it.
struct RateCount
{
    PeriodCount requests;
    PeriodCount tokens;
};

/// Requests to free models, of all keys together.
struct FreeCount
{
    PeriodCount minute;
    PeriodCount day{PeriodCount::dayUs};
};

/// Why a request must come again later.
struct RateRefusal
{
    enum class Kind : std::uint8_t { None, Requests, Tokens, FreeMinute, FreeDay };

    Kind kind = Kind::None;
    std::int64_t limit = 0;
    std::int64_t remaining = 0;
    std::int64_t resetMs = 0; ///< When the next minute or day begins; Unix milliseconds.
    std::int64_t retryAfterS = 0; ///< Seconds until then, rounded up.
};

/// The counts and turnstiles of one policy; what is unlimited has none and costs nothing.
/// Immutable, but for the counts, which each policy takes over from the one before.
class RateLimits
{
public:
    /// `earlier` may be null. Whoever waits for a place that `policy` does not limit any more gets
    /// it.
    RateLimits(const PolicySnapshot &policy, const RateLimits *earlier);
    /// Null for a key without limits a minute.
    std::shared_ptr<RateCount> countOf(KeyId key) const;
    /// Null for what may have any number of requests at once.
    std::shared_ptr<Turnstile> turnstileOf(KeyId key) const;
    std::shared_ptr<Turnstile> turnstileOf(ProviderId provider) const;
    /// Counts a request to a free model, or says which limit is reached; then nothing was counted.
    RateRefusal takeFree(const FreeLimit &limit, std::int64_t nowUs) const;

private:
    using Turnstiles = std::unordered_map<std::int64_t, std::shared_ptr<Turnstile>>; ///< By id.

    std::unordered_map<std::int64_t, std::shared_ptr<RateCount>> m_counts; ///< By key.
    Turnstiles m_ofKeys;
    Turnstiles m_ofProviders;
    std::shared_ptr<FreeCount> m_free; ///< Never null, since what was counted outlives a limit.
};

/// One request's share: takes a request and the estimated tokens, and makes the tokens true later.
class RateHold
{
public:
    RateHold() = default;
    /// Counts the request, or says which limit is reached; then nothing was counted.
    RateRefusal take(std::shared_ptr<RateCount> count, const RateLimit &limit,
                     std::int64_t estimatedTokens, std::int64_t nowUs);
    /// What was really used, in the minute of `nowUs`. Later calls do nothing.
    void settle(std::int64_t tokens, std::int64_t nowUs);

private:
    std::shared_ptr<RateCount> m_count; ///< Null: nothing to settle.
    std::int64_t m_taken = 0;
    std::int64_t m_takenUs = 0;
};

} // namespace turnpike
