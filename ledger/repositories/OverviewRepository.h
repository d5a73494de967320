// SPDX-License-Identifier: GPL-3.0-or-later
// Small questions about the state of things, each answered from few rows.
#pragma once

#include "core/Overview.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {
class Session;
}

namespace turnpike::OverviewRepository {

/// Attempts that ended at `sinceUs` or later, of the newest `mostRows` generations: the ledger's
/// end is read backwards, in pages, until it is older. Refused requests have no attempts.
Result<RecentAttempts> recentAttempts(Session &session, std::int64_t sinceUs, int mostRows);

/// An endpoint of which a request at `sinceUs` or later had no price.
struct UnpricedModel
{
    ModelId model;
    QString slug; ///< Empty when the model is unknown.
    std::int64_t lastUs = 0;
};
/// Each model once, the latest first.
Result<QList<UnpricedModel>> unpricedModels(Session &session, std::int64_t sinceUs);

/// The day of the oldest request that enters the totals; nothing when there is none.
Result<std::optional<std::int32_t>> firstDay(Session &session);

/// hasTool, hasRequest and hasActivity; the rest is as it is made.
Result<FirstSteps> requestSteps(Session &session);

} // namespace turnpike::OverviewRepository
