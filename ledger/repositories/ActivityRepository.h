// SPDX-License-Identifier: GPL-3.0-or-later
// Usage and cost of many requests at once, read from the rollups and never from the generations.
#pragma once

#include "core/Activity.h"
#include "core/Result.h"

namespace turnpike {

class Session;

} // namespace turnpike

namespace turnpike::ActivityRepository {

/// Days in order, everything else by cost, the dearest first. Errors: those of Session::run.
Result<QList<ActivityTotals>> totals(Session &session, ActivityDimension by,
                                     const ActivityRange &range);

/// Ordered by time, then by row ids. Cells without requests are left out. Errors: InvalidArgument
/// for a cut that is none; those of Session::run.
Result<QList<ActivityCell>> cells(Session &session, const ActivityCut &cut);

/// By day, then key, model and provider.
Result<QList<ActivityDetail>> details(Session &session, const ActivityRange &range);

} // namespace turnpike::ActivityRepository
