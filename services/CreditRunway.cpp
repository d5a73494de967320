// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CreditRunway.h"

#include "core/Organization.h"
#include "ledger/repositories/ActivityRepository.h"
#include "ledger/repositories/CreditRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "ledger/repositories/OverviewRepository.h"

#include <algorithm>

namespace turnpike {

Result<CreditRunway> CreditRunway::read(Session &session, OrganizationId organization,
                                        std::int32_t today)
{
    CreditRunway runway;
    TRY_ASSIGN(const std::optional<Organization> current, OrganizationRepository::first(session));
    if (!current || !current->isPoolOn)
        return runway;
    runway.isPoolOn = true;
    TRY_ASSIGN(const CreditBalance balance, CreditRepository::balance(session, organization));
    runway.left = balance.balance();
    TRY_ASSIGN(const std::optional<std::int32_t> first, OverviewRepository::firstDay(session));
    const std::int32_t from = std::max(today - meanDays, first.value_or(today));
    if (from >= today)
        return runway;
    TRY_ASSIGN(const QList<ActivityTotals> days,
               ActivityRepository::totals(session, ActivityDimension::Day,
                                          {.fromDay = from, .toDay = today - 1}));
    Money spent;
    for (const ActivityTotals &day : days)
        spent += day.cost;
    runway.perDay = {spent.nanoUsd / (today - from)};
    return runway;
}

} // namespace turnpike
