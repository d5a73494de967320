// SPDX-License-Identifier: GPL-3.0-or-later
// The reads behind figures, for services that check permissions and hold the transaction.
#pragma once

#include "core/ActivityMovers.h"
#include "core/Figure.h"
#include "core/Result.h"
#include "services/ActivityQuery.h"

namespace turnpike {
class Session;
}

namespace turnpike::ActivityReads {

/// Errors: InvalidArgument (/period) as ActivityService says.
Result<> check(const ActivityQuery &query);
Result<Figure> figure(Session &session, const ActivityQuery &query, std::int64_t nowUs);
Result<ActivityBreakdown> breakdown(Session &session, const ActivityQuery &query,
                                    std::int64_t nowUs);

/// Of a query with a group. By key and provider it reads by model, too.
Result<ActivityMovers> movers(Session &session, const ActivityQuery &query, std::int64_t nowUs);

} // namespace turnpike::ActivityReads
