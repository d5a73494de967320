// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ActivityService.h"

#include "ledger/repositories/ActivityRepository.h"
#include "services/Actor.h"

namespace turnpike {

ActivityService::ActivityService(Session &session)
    : m_session(session)
{}

Result<QList<ActivityCell>> ActivityService::cells(const Actor &actor, const ActivityCut &cut) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    return ActivityRepository::cells(m_session, cut);
}

Result<QList<ActivityTotals>> ActivityService::totals(const Actor &actor, ActivityDimension by,
                                                      const ActivityRange &range) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    return ActivityRepository::totals(m_session, by, range);
}

} // namespace turnpike
