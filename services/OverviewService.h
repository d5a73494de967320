// SPDX-License-Identifier: GPL-3.0-or-later
// How the organization does at a glance.
#pragma once

#include "core/Overview.h"
#include "core/Result.h"
#include "services/AttentionService.h"
#include "services/ProviderHealthService.h"

namespace turnpike {

class Actor;
class Clock;
class Session;

/// Lives on its session's thread; a read-only session is enough.
class OverviewService
{
public:
    static constexpr int mostDays = 92; ///< A bar each.

    OverviewService(Session &session, const Clock &clock);

    /// Costs the same whatever the ledger holds: rollups, and the newest generations of an hour.
    /// `days`: of the span of charts and tables. Errors: Forbidden; InvalidArgument (/days) when
    /// they are not 1 to mostDays; those of Session::run.
    Result<Overview> read(const Actor &actor, int days = Overview::defaultDays) const;

private:
    Result<> readSteps(Overview &overview) const;
    Result<> readFigures(const Actor &actor, Overview &overview) const;
    Result<> readRequests(Overview &overview) const;
    Result<> readMonth(Overview &overview) const;
    Result<> readYesterday(Overview &overview) const;
    Result<> readCredit(const Actor &actor, Overview &overview) const;

    Session &m_session;
    const Clock &m_clock;
    AttentionService m_attention;
    ProviderHealthService m_health;
};

} // namespace turnpike
