// SPDX-License-Identifier: GPL-3.0-or-later
// Usage and cost over time, for whoever may see everybody's.
#pragma once

#include "core/Activity.h"
#include "core/ActivityMovers.h"
#include "core/Figure.h"
#include "core/Result.h"
#include "services/ActivityQuery.h"

namespace turnpike {

class Actor;
class Clock;
class Session;

/// Reads only. Runs on the thread that owns `session`.
class ActivityService
{
public:
    ActivityService(Session &session, const Clock &clock);

    /// Ordered by time, then by row ids. Cells without requests are left out.
    /// Errors: Forbidden; InvalidArgument for a cut by a step, by one dimension twice or by more
    /// than two.
    Result<QList<ActivityCell>> cells(const Actor &actor, const ActivityCut &cut) const;
    /// Days in order, everything else by cost, the dearest first, with names. Errors: Forbidden.
    Result<QList<ActivityTotals>> totals(const Actor &actor, ActivityDimension by,
                                         const ActivityRange &range) const;

    // Of a query. Errors: Forbidden; InvalidArgument (/period) for an empty or ragged one, or one
    // with more than 1,000 buckets.
    Result<Figure> figure(const Actor &actor, const ActivityQuery &query) const;
    /// Grouped by nothing: no rows.
    Result<ActivityBreakdown> breakdown(const Actor &actor, const ActivityQuery &query) const;
    /// InvalidArgument (/group) for a query that is grouped by nothing.
    Result<ActivityMovers> movers(const Actor &actor, const ActivityQuery &query) const;
    Result<ActivitySummary> summary(const Actor &actor, const ActivityQuery &query) const;
    /// Newest first; a page that is shorter than its limit is the last. InvalidArgument (/limit).
    Result<QList<GenerationRow>> requests(const Actor &actor, const ActivityQuery &query,
                                          const ActivityPage &page) const;

private:
    Session &m_session;
    const Clock &m_clock;
};

} // namespace turnpike
