// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/HealthWindow.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace turnpike {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr std::int64_t noTick = -1;
constexpr std::int64_t turning = -2; ///< A thread is emptying the bucket.
constexpr std::array<double, 4> shares{0.50, 0.75, 0.90, 0.99};
/// Throughput is kept in eights of a milli-token: 80 bins then reach 8,000 tokens a second.
constexpr std::int64_t throughputStep = 8;
/// Percentiles are made anew once this share of their samples is new.
constexpr std::uint32_t refreshShare = 8;

} // namespace

HealthWindow::HealthWindow()
{
    for (auto &tick : m_ticks)
        tick.store(noTick, relaxed);
}

std::size_t HealthWindow::binOf(std::int64_t value)
{
    const auto whole = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 1));
    const auto octave = static_cast<std::size_t>(std::bit_width(whole)) - 1;
    const std::uint64_t quarters = octave >= 2 ? whole >> (octave - 2) : whole << (2 - octave);
    return std::min(octave * 4 + static_cast<std::size_t>(quarters & 3U), binCount - 1);
}

/// Within its bin a value is taken to lie as deep as its rank.
std::int64_t HealthWindow::quantile(const Sums &sums, std::uint64_t total, double share)
{
    const double rank = std::max(share * static_cast<double>(total), 0.5);
    double before = 0;
    for (std::size_t bin = 0; bin < binCount; ++bin) {
        const auto count = static_cast<double>(sums[bin]);
        if (count > 0 && before + count >= rank) {
            const double low
                = std::ldexp(4.0 + static_cast<double>(bin % 4), static_cast<int>(bin / 4) - 2);
            const double width = std::ldexp(1.0, static_cast<int>(bin / 4) - 2);
            const double depth = std::clamp((rank - before - 0.5) / count, 0.0, 1.0);
            return std::max<std::int64_t>(std::llround(low + width * depth), 1);
        }
        before += count;
    }
    return 0;
}

std::size_t HealthWindow::bucketOf(std::int64_t tick)
{
    const auto bucket = static_cast<std::size_t>(tick) % bucketCount;
    std::int64_t seen = m_ticks[bucket].load(std::memory_order_acquire);
    if (seen == tick)
        return bucket;
    if (seen > tick || seen == turning
        || !m_ticks[bucket].compare_exchange_strong(seen, turning, std::memory_order_acquire))
        return bucketCount;
    m_attempts[bucket].store(0, relaxed);
    m_failures[bucket].store(0, relaxed);
    m_rateLimits[bucket].store(0, relaxed);
    for (std::size_t bin = 0; bin < binCount; ++bin) {
        m_latencies[bucket][bin].store(0, relaxed);
        m_throughputs[bucket][bin].store(0, relaxed);
    }
    m_ticks[bucket].store(tick, std::memory_order_release);
    return bucket;
}

void HealthWindow::addSuccess(std::int64_t nowNs, std::int64_t latencyMs,
                              std::int64_t milliTokensPerSecond)
{
    const std::size_t bucket = bucketOf(tickOf(nowNs));
    if (bucket == bucketCount)
        return;
    m_attempts[bucket].fetch_add(1, relaxed);
    if (latencyMs > 0)
        m_latencies[bucket][binOf(latencyMs)].fetch_add(1, relaxed);
    if (milliTokensPerSecond > 0)
        m_throughputs[bucket][binOf(milliTokensPerSecond / throughputStep)].fetch_add(1, relaxed);
    m_newSamples.fetch_add(1, relaxed);
}

void HealthWindow::addFailure(std::int64_t nowNs)
{
    const std::size_t bucket = bucketOf(tickOf(nowNs));
    if (bucket == bucketCount)
        return;
    m_attempts[bucket].fetch_add(1, relaxed);
    m_failures[bucket].fetch_add(1, relaxed);
}

void HealthWindow::addRateLimit(std::int64_t nowNs)
{
    if (const std::size_t bucket = bucketOf(tickOf(nowNs)); bucket != bucketCount)
        m_rateLimits[bucket].fetch_add(1, relaxed);
}

bool HealthWindow::isInSpan(std::size_t bucket, std::int64_t tick, std::int64_t buckets) const
{
    const std::int64_t held = m_ticks[bucket].load(std::memory_order_acquire);
    return held >= 0 && held <= tick && held >= tick - buckets;
}

HealthWindow::Counts HealthWindow::counts(std::int64_t nowNs, std::int64_t buckets) const
{
    Counts sum;
    const std::int64_t tick = tickOf(nowNs);
    for (std::size_t bucket = 0; bucket < bucketCount; ++bucket) {
        if (!isInSpan(bucket, tick, buckets))
            continue;
        sum.attempts += m_attempts[bucket].load(relaxed);
        sum.failures += m_failures[bucket].load(relaxed);
        sum.rateLimited += m_rateLimits[bucket].load(relaxed);
    }
    return sum;
}

HealthWindow::Percentiles HealthWindow::percentiles(std::int64_t nowNs) const
{
    const std::int64_t tick = tickOf(nowNs);
    const std::uint32_t kept = m_keptSamples.load(relaxed);
    const std::uint32_t fresh = m_newSamples.load(relaxed);
    const bool hasAged = kept > 0 && m_keptTick.load(relaxed) != tick;
    if (hasAged || (fresh > 0 && fresh >= kept / refreshShare))
        refresh(tick);
    Percentiles known;
    known.isRecent = m_keptSamples.load(relaxed) > 0;
    for (std::size_t i = 0; i < percentileCount; ++i) {
        known.latencyMs[i] = m_latency[i].load(relaxed);
        known.milliTokensPerSecond[i] = m_throughput[i].load(relaxed);
    }
    return known;
}

void HealthWindow::refresh(std::int64_t tick) const
{
    m_newSamples.store(0, relaxed);
    Sums latencies{};
    Sums throughputs{};
    std::uint64_t latencyCount = 0;
    std::uint64_t throughputCount = 0;
    for (std::size_t bucket = 0; bucket < bucketCount; ++bucket) {
        if (!isInSpan(bucket, tick, spanBuckets))
            continue;
        for (std::size_t bin = 0; bin < binCount; ++bin) {
            const std::uint32_t quick = m_latencies[bucket][bin].load(relaxed);
            const std::uint32_t ample = m_throughputs[bucket][bin].load(relaxed);
            latencies[bin] += quick;
            throughputs[bin] += ample;
            latencyCount += quick;
            throughputCount += ample;
        }
    }
    // What an empty window leaves behind is the last that was known.
    for (std::size_t i = 0; i < percentileCount; ++i) {
        if (latencyCount > 0)
            m_latency[i].store(quantile(latencies, latencyCount, shares[i]), relaxed);
        // Nine of ten did as well or better: a high share means a low throughput.
        if (throughputCount > 0)
            m_throughput[i].store(
                quantile(throughputs, throughputCount, 1 - shares[i]) * throughputStep, relaxed);
    }
    m_keptTick.store(tick, relaxed);
    m_keptSamples.store(static_cast<std::uint32_t>(std::max(latencyCount, throughputCount)),
                        relaxed);
}

void HealthWindow::setLastKnown(std::int64_t latencyMs, std::int64_t milliTokensPerSecond)
{
    for (auto &kept : m_latency)
        kept.store(latencyMs, relaxed);
    for (auto &kept : m_throughput)
        kept.store(milliTokensPerSecond, relaxed);
}

} // namespace turnpike
