// SPDX-License-Identifier: GPL-3.0-or-later
// Time that stands still until a test moves it.
#pragma once

#include "core/Clock.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace turnpike {

/// Both clocks of a test. Thread-safe: any thread may read while another one advances.
class ManualClock final : public Clock
{
public:
    /// 2026-07-02T00:00:00Z, a Thursday.
    static constexpr std::int64_t defaultStartUs = 1'782'950'400'000'000;

    explicit ManualClock(std::int64_t wallUs = defaultStartUs, std::int64_t steadyNs = 0)
        : m_wallUs(wallUs)
        , m_steadyNs(steadyNs)
    {}

    std::int64_t nowUs() const override { return m_wallUs.load(); }
    std::int64_t steadyNs() const override { return m_steadyNs.load(); }

    /// Time passes: both clocks move.
    void advance(std::chrono::nanoseconds by)
    {
        m_steadyNs += by.count();
        m_wallUs += std::chrono::duration_cast<std::chrono::microseconds>(by).count();
    }

    /// The wall clock is set, as by an administrator or NTP; the steady clock does not notice.
    void setWall(std::int64_t us) { m_wallUs = us; }

private:
    std::atomic<std::int64_t> m_wallUs;
    std::atomic<std::int64_t> m_steadyNs;
};

} // namespace turnpike
