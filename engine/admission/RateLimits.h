// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and tokens of a key in a minute, counted over all workers.
#pragma once

#include "core/Id.h"
#include "core/RateLimit.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace turnpike {

struct PolicySnapshot;

/// A sum that begins anew with each minute of UTC. Minute and sum share one word, so that no
/// update can add to a minute that another thread has just ended: exact over all threads, without a
/// lock and without one worker owning the key.
class MinuteCount
{
public:
    /// Adds `amount` and answers true, or adds nothing and answers false where the sum would exceed
    /// `limit`. The first of a minute is always let in, or what alone exceeds the limit never were.
    bool take(std::int64_t amount, std::int64_t limit, std::int64_t nowUs);
    /// Adds without asking; a negative amount takes no more away than is there.
    void add(std::int64_t amount, std::int64_t nowUs);
    /// In the minute of `nowUs`.
    std::int64_t sum(std::int64_t nowUs) const;

private:
    std::atomic<std::uint64_t> m_word{0}; ///< Minute since 1970 above, sum below, 32 bits each.
};

/// What one key used lately. Lives as long as a policy or a request names it.
struct RateCount
{
    MinuteCount requests;
    MinuteCount tokens;
};

/// The counts of one policy's limited keys; unlimited ones have none and cost nothing. Immutable,
/// but for the counts, which each policy takes over from the one before.
class RateLimits
{
public:
    /// `earlier` may be null.
    RateLimits(const PolicySnapshot &policy, const RateLimits *earlier);
    /// Null for a key without limits.
    std::shared_ptr<RateCount> countOf(KeyId key) const;

private:
    std::unordered_map<std::int64_t, std::shared_ptr<RateCount>> m_counts; ///< By key.
};

/// Why a request must wait.
struct RateRefusal
{
    enum class Kind : std::uint8_t { None, Requests, Tokens };

    Kind kind = Kind::None;
    std::int64_t limit = 0;
    std::int64_t remaining = 0;
    std::int64_t resetMs = 0; ///< When the next minute begins; Unix milliseconds.
    std::int64_t retryAfterS = 0; ///< Seconds until then, rounded up.
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
