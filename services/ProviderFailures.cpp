// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderFailures.h"

#include "core/ProviderFailure.h"

namespace turnpike {

std::vector<AttemptVerdict> verdictsOf(const GenerationRecord &ended)
{
    std::vector<AttemptVerdict> verdicts;
    if (ended.has(GenerationFlag::Simulated))
        return verdicts;
    const auto add = [&verdicts](ProviderId provider, std::optional<bool> isFailure) {
        if (provider && isFailure)
            verdicts.push_back({provider, *isFailure});
    };
    for (const AttemptRecord &attempt : ended.attempts)
        add(attempt.provider, isFailure(attempt.outcome, attempt.status));
    if (ended.attempts.empty())
        add(ended.provider, isFailure(ended.state, ended.httpStatus));
    return verdicts;
}

void ProviderFailures::note(const AttemptVerdict &verdict, std::int64_t second)
{
    const std::int64_t number = second / secondsPerSlot;
    Slot &slot = m_providers[verdict.provider][static_cast<std::size_t>(number) % slots];
    if (slot.number != number)
        slot = {.number = number};
    ++slot.attempts;
    slot.failures += verdict.hasFailed ? 1 : 0;
}

QList<ProviderId> ProviderFailures::failing(std::int64_t second) const
{
    const std::int64_t oldest = second / secondsPerSlot - static_cast<std::int64_t>(slots);
    QList<ProviderId> failing;
    for (const auto &[provider, counted] : m_providers) {
        Slot sum;
        for (const Slot &slot : counted) {
            if (slot.number <= oldest)
                continue;
            sum.attempts += slot.attempts;
            sum.failures += slot.failures;
        }
        if (isFailing(sum.failures, sum.attempts))
            failing.append(provider);
    }
    return failing;
}

} // namespace turnpike
