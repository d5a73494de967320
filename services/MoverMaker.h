// SPDX-License-Identifier: GPL-3.0-or-later
// From cells of two periods to what changed most, and why.
#pragma once

#include "core/ActivityMovers.h"
#include "core/Result.h"
#include "services/ActivityQuery.h"

namespace turnpike {
class Session;
}

namespace turnpike::MoverMaker {

/// One model of a row, in both periods.
struct ModelChange
{
    ActivitySums now;
    ActivitySums before;
};

/// Why a row's spend changed; whole amounts in 128-bit integers, no rounding but the division's.
CauseAmounts causesOf(const QList<ModelChange> &models);
/// Cells have the query's group first and the model second; of a group by model only that. Reads
/// names. The periods are for the caller to fill in.
Result<ActivityMovers> make(Session &session, const ActivityQuery &query,
                            const QList<ActivityCell> &now, const QList<ActivityCell> &before);

} // namespace turnpike::MoverMaker
