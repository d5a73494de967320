// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/RateLimits.h"

#include "core/Policy.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace turnpike {

namespace {

constexpr std::int64_t usPerMinute = 60'000'000;
constexpr std::int64_t mostSum = std::numeric_limits<std::uint32_t>::max();

std::int64_t minuteOf(std::int64_t us)
{
    return us / usPerMinute;
}

std::uint64_t wordOf(std::int64_t minute, std::int64_t sum)
{
    return (static_cast<std::uint64_t>(minute) << 32U)
        | static_cast<std::uint64_t>(std::clamp<std::int64_t>(sum, 0, mostSum));
}

/// The minute that an update at `nowUs` belongs to, and what is in it so far.
std::pair<std::int64_t, std::int64_t> current(std::uint64_t word, std::int64_t nowUs)
{
    const auto minute = static_cast<std::int64_t>(word >> 32U);
    const auto sum = static_cast<std::int64_t>(word & 0xFFFF'FFFFU);
    const std::int64_t now = minuteOf(nowUs);
    // One ahead: another thread read the clock later than we did. Further: it was set back.
    if (minute == now || minute == now + 1)
        return {minute, sum};
    return {now, 0};
}

RateRefusal refusal(RateRefusal::Kind kind, std::int64_t limit, std::int64_t used,
                    std::int64_t nowUs)
{
    const std::int64_t nextUs = (minuteOf(nowUs) + 1) * usPerMinute;
    return {.kind = kind,
            .limit = limit,
            .remaining = std::max<std::int64_t>(limit - used, 0),
            .resetMs = nextUs / 1000,
            .retryAfterS = (nextUs - nowUs + 999'999) / 1'000'000};
}

} // namespace

bool MinuteCount::take(std::int64_t amount, std::int64_t limit, std::int64_t nowUs)
{
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    for (;;) {
        const auto [minute, sum] = current(word, nowUs);
        if (sum > 0 && sum + amount > limit)
            return false;
        if (m_word.compare_exchange_weak(word, wordOf(minute, sum + amount),
                                         std::memory_order_relaxed))
            return true;
    }
}

void MinuteCount::add(std::int64_t amount, std::int64_t nowUs)
{
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    for (;;) {
        const auto [minute, sum] = current(word, nowUs);
        if (m_word.compare_exchange_weak(word, wordOf(minute, sum + amount),
                                         std::memory_order_relaxed))
            return;
    }
}

std::int64_t MinuteCount::sum(std::int64_t nowUs) const
{
    return current(m_word.load(std::memory_order_relaxed), nowUs).second;
}

RateLimits::RateLimits(const PolicySnapshot &policy, const RateLimits *earlier)
{
    for (const auto &[hash, key] : policy.keys) {
        if (key.rateLimit.isNone())
            continue;
        std::shared_ptr<RateCount> count = earlier ? earlier->countOf(key.id) : nullptr;
        m_counts.emplace(key.id.value, count ? std::move(count) : std::make_shared<RateCount>());
    }
}

std::shared_ptr<RateCount> RateLimits::countOf(KeyId key) const
{
    const auto found = m_counts.find(key.value);
    return found == m_counts.end() ? nullptr : found->second;
}

RateRefusal RateHold::take(std::shared_ptr<RateCount> count, const RateLimit &limit,
                           std::int64_t estimatedTokens, std::int64_t nowUs)
{
    using Kind = RateRefusal::Kind;
    if (limit.requestsPerMinute > 0 && !count->requests.take(1, limit.requestsPerMinute, nowUs))
        return refusal(Kind::Requests, limit.requestsPerMinute, count->requests.sum(nowUs), nowUs);
    if (limit.tokensPerMinute > 0) {
        if (!count->tokens.take(estimatedTokens, limit.tokensPerMinute, nowUs)) {
            if (limit.requestsPerMinute > 0)
                count->requests.add(-1, nowUs);
            return refusal(Kind::Tokens, limit.tokensPerMinute, count->tokens.sum(nowUs), nowUs);
        }
        m_count = std::move(count);
        m_taken = estimatedTokens;
        m_takenUs = nowUs;
    }
    return {};
}

void RateHold::settle(std::int64_t tokens, std::int64_t nowUs)
{
    const std::shared_ptr<RateCount> count = std::exchange(m_count, nullptr);
    if (!count)
        return;
    // An estimate that was too high in a minute that is over took nothing from this one.
    const std::int64_t more = tokens - m_taken;
    if (more > 0 || minuteOf(m_takenUs) == minuteOf(nowUs))
        count->tokens.add(more, nowUs);
}

} // namespace turnpike
