// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/RateLimits.h"

#include "core/Policy.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace turnpike {

namespace {

constexpr std::int64_t mostSum = std::numeric_limits<std::uint32_t>::max();

std::uint64_t wordOf(std::int64_t period, std::int64_t sum)
{
    return (static_cast<std::uint64_t>(period) << 32U)
        | static_cast<std::uint64_t>(std::clamp<std::int64_t>(sum, 0, mostSum));
}

/// The period that an update belongs to, now being period `now`, and what is in it so far.
std::pair<std::int64_t, std::int64_t> current(std::uint64_t word, std::int64_t now)
{
    const auto period = static_cast<std::int64_t>(word >> 32U);
    const auto sum = static_cast<std::int64_t>(word & 0xFFFF'FFFFU);
    // One ahead: another thread read the clock later than we did. Further: it was set back.
    if (period == now || period == now + 1)
        return {period, sum};
    return {now, 0};
}

RateRefusal refusal(RateRefusal::Kind kind, std::int64_t limit, const PeriodCount &count,
                    std::int64_t nowUs)
{
    const std::int64_t nextUs = (nowUs / count.periodUs() + 1) * count.periodUs();
    return {.kind = kind,
            .limit = limit,
            .remaining = std::max<std::int64_t>(limit - count.sum(nowUs), 0),
            .resetMs = nextUs / 1000,
            .retryAfterS = (nextUs - nowUs + 999'999) / 1'000'000};
}

/// Null where it is not there.
template <typename Value>
Value found(const std::unordered_map<std::int64_t, Value> &values, std::int64_t id)
{
    const auto value = values.find(id);
    return value == values.end() ? nullptr : value->second;
}

/// `known`: that of an earlier policy, or null.
template <typename Turnstiles>
void addPlaces(Turnstiles &turnstiles, std::int64_t id, std::int64_t places,
               std::shared_ptr<Turnstile> known)
{
    if (places == 0)
        return;
    if (known)
        known->setPlaces(places);
    else
        known = std::make_shared<Turnstile>(places);
    turnstiles.emplace(id, std::move(known));
}

/// Those of an earlier policy that are not limited any more.
template <typename Turnstiles>
void openOthers(const Turnstiles &earlier, const Turnstiles &now)
{
    for (const auto &[id, turnstile] : earlier)
        if (!now.contains(id))
            turnstile->setPlaces(std::numeric_limits<std::int64_t>::max());
}

} // namespace

bool PeriodCount::take(std::int64_t amount, std::int64_t limit, std::int64_t nowUs)
{
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    for (;;) {
        const auto [period, sum] = current(word, nowUs / m_periodUs);
        if (sum > 0 && sum + amount > limit)
            return false;
        if (m_word.compare_exchange_weak(word, wordOf(period, sum + amount),
                                         std::memory_order_relaxed))
            return true;
    }
}

void PeriodCount::add(std::int64_t amount, std::int64_t nowUs)
{
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    for (;;) {
        const auto [period, sum] = current(word, nowUs / m_periodUs);
        if (m_word.compare_exchange_weak(word, wordOf(period, sum + amount),
                                         std::memory_order_relaxed))
            return;
    }
}

std::int64_t PeriodCount::sum(std::int64_t nowUs) const
{
    return current(m_word.load(std::memory_order_relaxed), nowUs / m_periodUs).second;
}

RateLimits::RateLimits(const PolicySnapshot &policy, const RateLimits *earlier)
    : m_free(earlier ? earlier->m_free : std::make_shared<FreeCount>())
{
    for (const auto &[hash, key] : policy.keys) {
        if (key.rateLimit.countsMinutes()) {
            std::shared_ptr<RateCount> count = earlier ? earlier->countOf(key.id) : nullptr;
            m_counts.emplace(key.id.value,
                             count ? std::move(count) : std::make_shared<RateCount>());
        }
        addPlaces(m_ofKeys, key.id.value, key.rateLimit.concurrentRequests,
                  earlier ? earlier->turnstileOf(key.id) : nullptr);
    }
    for (const ProviderPolicy &provider : policy.providers)
        addPlaces(m_ofProviders, provider.id.value, provider.concurrentRequests,
                  earlier ? earlier->turnstileOf(provider.id) : nullptr);
    if (!earlier)
        return;
    openOthers(earlier->m_ofKeys, m_ofKeys);
    openOthers(earlier->m_ofProviders, m_ofProviders);
}

std::shared_ptr<RateCount> RateLimits::countOf(KeyId key) const
{
    return found(m_counts, key.value);
}

std::shared_ptr<Turnstile> RateLimits::turnstileOf(KeyId key) const
{
    return found(m_ofKeys, key.value);
}

std::shared_ptr<Turnstile> RateLimits::turnstileOf(ProviderId provider) const
{
    return found(m_ofProviders, provider.value);
}

RateRefusal RateLimits::takeFree(const FreeLimit &limit, std::int64_t nowUs) const
{
    using Kind = RateRefusal::Kind;
    PeriodCount &minute = m_free->minute;
    PeriodCount &day = m_free->day;
    if (limit.requestsPerMinute > 0 && !minute.take(1, limit.requestsPerMinute, nowUs))
        return refusal(Kind::FreeMinute, limit.requestsPerMinute, minute, nowUs);
    if (limit.requestsPerDay > 0 && !day.take(1, limit.requestsPerDay, nowUs)) {
        if (limit.requestsPerMinute > 0)
            minute.add(-1, nowUs);
        return refusal(Kind::FreeDay, limit.requestsPerDay, day, nowUs);
    }
    return {};
}

RateRefusal RateHold::take(std::shared_ptr<RateCount> count, const RateLimit &limit,
                           std::int64_t estimatedTokens, std::int64_t nowUs)
{
    using Kind = RateRefusal::Kind;
    if (limit.requestsPerMinute > 0 && !count->requests.take(1, limit.requestsPerMinute, nowUs))
        return refusal(Kind::Requests, limit.requestsPerMinute, count->requests, nowUs);
    if (limit.tokensPerMinute > 0) {
        if (!count->tokens.take(estimatedTokens, limit.tokensPerMinute, nowUs)) {
            if (limit.requestsPerMinute > 0)
                count->requests.add(-1, nowUs);
            return refusal(Kind::Tokens, limit.tokensPerMinute, count->tokens, nowUs);
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
    constexpr std::int64_t minuteUs = PeriodCount::minuteUs;
    if (more > 0 || m_takenUs / minuteUs == nowUs / minuteUs)
        count->tokens.add(more, nowUs);
}

} // namespace turnpike
