// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderFailures.h"

namespace turnpike {

namespace {

/// Told 4xx, except what a provider or its credential is to blame for.
bool isRequestsFault(int status)
{
    switch (status) {
    case 401:
    case 403:
    case 408:
    case 429: return false;
    default: return status >= 400 && status < 500;
    }
}

} // namespace

std::vector<AttemptVerdict> verdictsOf(const GenerationRecord &ended)
{
    std::vector<AttemptVerdict> verdicts;
    if (ended.has(GenerationFlag::Simulated))
        return verdicts;
    for (const AttemptRecord &attempt : ended.attempts) {
        switch (attempt.outcome) {
        case AttemptOutcome::ClientLeft:
        case AttemptOutcome::SkippedBudget:
        case AttemptOutcome::Interrupted: break;
        case AttemptOutcome::Succeeded: verdicts.push_back({attempt.provider, false}); break;
        case AttemptOutcome::Status:
            verdicts.push_back({attempt.provider, !isRequestsFault(attempt.status)});
            break;
        default: verdicts.push_back({attempt.provider, true});
        }
    }
    // A single attempt has no record of its own: the generation says how it went.
    const bool isFailed = ended.state == GenerationState::Failed;
    if (ended.attempts.empty() && ended.provider
        && (isFailed || ended.state == GenerationState::Complete))
        verdicts.push_back({ended.provider, isFailed && !isRequestsFault(ended.httpStatus)});
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
        if (sum.attempts >= leastAttempts && sum.failures * 100 > sum.attempts * toleratedPercent)
            failing.append(provider);
    }
    return failing;
}

} // namespace turnpike
