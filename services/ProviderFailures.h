// SPDX-License-Identifier: GPL-3.0-or-later
// Which providers fail just now.
#pragma once

#include "core/Generation.h"

#include <QList>

#include <array>
#include <map>
#include <vector>

namespace turnpike {

/// One attempt that says something about its provider.
struct AttemptVerdict
{
    ProviderId provider;
    bool hasFailed = false;
};

/// Of an ended generation, by core/ProviderFailure.h; nothing of what was simulated.
std::vector<AttemptVerdict> verdictsOf(const GenerationRecord &ended);

/// Counts the attempts of the last five minutes.
class ProviderFailures
{
public:
    static constexpr std::int64_t seconds = 300;

    /// `second` never goes back.
    void note(const AttemptVerdict &verdict, std::int64_t second);
    /// Those that isFailing(), in the order of their ids.
    QList<ProviderId> failing(std::int64_t second) const;

private:
    static constexpr std::int64_t secondsPerSlot = 10;
    static constexpr std::size_t slots = seconds / secondsPerSlot;

    struct Slot
    {
        std::int64_t number = -1; ///< Steady tens of seconds that this place stands for.
        std::int64_t attempts = 0;
        std::int64_t failures = 0;
    };

    std::map<ProviderId, std::array<Slot, slots>> m_providers;
};

} // namespace turnpike
