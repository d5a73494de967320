// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderHealthService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/OverviewRepository.h"
#include "ledger/repositories/ProviderRepository.h"
#include "services/Actor.h"
#include "services/Simulator.h"

#include <QHash>

#include <algorithm>
#include <vector>

namespace turnpike {

namespace {

constexpr std::int64_t usPerHour = 3'600'000'000;

/// The middle one, of two the smaller. Leaves `values` in another order.
std::optional<std::int64_t> median(std::vector<std::int64_t> &values)
{
    if (values.empty())
        return std::nullopt;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

bool comesBefore(const ProviderHealth &a, const ProviderHealth &b)
{
    if (a.isSimulator != b.isSimulator)
        return b.isSimulator;
    if (a.attempts != b.attempts)
        return a.attempts > b.attempts;
    return a.name.localeAwareCompare(b.name) < 0;
}

} // namespace

Result<ProviderHealthService::Health> ProviderHealthService::of(const Actor &actor,
                                                                std::int64_t spanUs) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY_ASSIGN(const QList<Provider> providers, ProviderRepository::list(m_session));
    TRY_ASSIGN(const RecentAttempts recent,
               OverviewRepository::recentAttempts(m_session, m_clock.nowUs() - spanUs, mostRows));
    Health health{.providers = {}, .isWhole = recent.isWhole};
    QHash<std::int64_t, std::vector<std::int64_t>> firstTokens;
    QHash<std::int64_t, ProviderHealth> byId;
    for (const Provider &provider : providers)
        byId.insert(provider.id.value,
                    {.id = provider.id,
                     .name = provider.settings.name,
                     .isEnabled = provider.settings.isEnabled,
                     .isSimulator = Simulator::isProvider(provider.settings.slug)});
    for (const RecentAttempt &attempt : recent.attempts) {
        const auto found = byId.find(attempt.provider.value);
        if (found == byId.end())
            continue; // Removed since.
        ++found->attempts;
        found->failures += attempt.isFailure ? 1 : 0;
        if (attempt.firstTokenUs > 0)
            firstTokens[attempt.provider.value].push_back(attempt.firstTokenUs);
    }
    for (ProviderHealth provider : std::as_const(byId)) {
        if (provider.isSimulator && provider.attempts == 0)
            continue;
        provider.firstTokenP50Us = median(firstTokens[provider.id.value]);
        health.providers.append(provider);
    }
    std::ranges::sort(health.providers, comesBefore);
    return health;
}

Result<ProviderHealthService::Health> ProviderHealthService::lastHour(const Actor &actor) const
{
    return of(actor, usPerHour);
}

} // namespace turnpike
