// SPDX-License-Identifier: GPL-3.0-or-later
// Usage and cost over time, for whoever may see everybody's.
#pragma once

#include "core/Activity.h"
#include "core/Result.h"

namespace turnpike {

class Actor;
class Session;

/// Reads only. Runs on the thread that owns `session`.
class ActivityService
{
public:
    explicit ActivityService(Session &session);

    /// Ordered by time, then by row ids. Cells without requests are left out.
    /// Errors: Forbidden; InvalidArgument for a cut by a step, by one dimension twice or by more
    /// than two.
    Result<QList<ActivityCell>> cells(const Actor &actor, const ActivityCut &cut) const;
    /// Days in order, everything else by cost, the dearest first, with names. Errors: Forbidden.
    Result<QList<ActivityTotals>> totals(const Actor &actor, ActivityDimension by,
                                         const ActivityRange &range) const;

private:
    Session &m_session;
};

} // namespace turnpike
