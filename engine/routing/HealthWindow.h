// SPDX-License-Identifier: GPL-3.0-or-later
// The last five minutes of one endpoint in buckets of 15 seconds, without locks.
#pragma once

#include "core/EndpointHealth.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace turnpike {

/// Any thread records, any thread reads. These are figures, not money: a sample that meets the
/// turn of a bucket on two threads at once may be lost, and a reader may see half of one.
class HealthWindow
{
public:
    static constexpr std::int64_t bucketNs = 15'000'000'000;
    static constexpr std::int64_t spanBuckets = 20; ///< Five minutes, and the bucket now filling.

    struct Counts
    {
        std::int64_t attempts = 0; ///< Successes and failures; 429 apart.
        std::int64_t failures = 0;
        std::int64_t rateLimited = 0;
    };

    /// Medians and more, over the window or, when it is empty, the last that were known.
    struct Percentiles
    {
        bool isRecent = false; ///< From the window.
        HealthPercentiles latencyMs{}; ///< 0 unknown; the same below.
        HealthPercentiles milliTokensPerSecond{};
    };

    HealthWindow();

    void addSuccess(std::int64_t nowNs, std::int64_t latencyMs, std::int64_t milliTokensPerSecond);
    void addFailure(std::int64_t nowNs);
    void addRateLimit(std::int64_t nowNs);

    /// Over the bucket now filling and `buckets` before it.
    Counts counts(std::int64_t nowNs, std::int64_t buckets = spanBuckets) const;
    /// Kept until a sample or a bucket's end can have changed them: 16 loads in the usual case.
    Percentiles percentiles(std::int64_t nowNs) const;
    /// Medians of an earlier run of the program.
    void setLastKnown(std::int64_t latencyMs, std::int64_t milliTokensPerSecond);

private:
    static constexpr std::size_t bucketCount = spanBuckets + 1;
    /// Four to an octave: a percentile is off by an eighth at most.
    static constexpr std::size_t binCount = 80;
    static constexpr std::size_t percentileCount = 4;

    using Counter = std::atomic<std::uint32_t>;
    using Histogram = std::array<Counter, binCount>;
    using Kept = std::array<std::atomic<std::int64_t>, percentileCount>;
    using Sums = std::array<std::uint64_t, binCount>;

    static std::size_t binOf(std::int64_t value);
    static std::int64_t quantile(const Sums &sums, std::uint64_t total, double share);
    static std::int64_t tickOf(std::int64_t nowNs) { return nowNs / bucketNs; }

    /// The bucket of this tick, emptied if it held an older one; bucketCount when another thread
    /// is at it.
    std::size_t bucketOf(std::int64_t tick);
    bool isInSpan(std::size_t bucket, std::int64_t tick, std::int64_t buckets) const;
    void refresh(std::int64_t tick) const;

    std::array<std::atomic<std::int64_t>, bucketCount> m_ticks;
    std::array<Counter, bucketCount> m_attempts{};
    std::array<Counter, bucketCount> m_failures{};
    std::array<Counter, bucketCount> m_rateLimits{};

    mutable std::atomic<std::int64_t> m_keptTick{-1};
    mutable std::atomic<std::uint32_t> m_keptSamples{0};
    mutable std::atomic<std::uint32_t> m_newSamples{0};
    mutable Kept m_latency{};
    mutable Kept m_throughput{};

    std::array<Histogram, bucketCount> m_latencies{};
    std::array<Histogram, bucketCount> m_throughputs{};
};

} // namespace turnpike
