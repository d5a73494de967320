// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace turnpike {

/// Source of time. Everything that asks "now" takes a Clock; tests pass a ManualClock. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual std::int64_t nowUs() const = 0; ///< Wall clock, microseconds since 1970 UTC; may step.
    virtual std::int64_t steadyNs() const = 0; ///< Never steps; for durations only.
};

/// The machine's clocks.
class SystemClock final : public Clock
{
public:
    std::int64_t nowUs() const override;
    std::int64_t steadyNs() const override;
};

} // namespace turnpike
