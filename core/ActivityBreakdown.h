// SPDX-License-Identifier: GPL-3.0-or-later
// Usage of a period by model, key or provider, beside the period before.
#pragma once

#include "core/Activity.h"
#include "core/Period.h"

namespace turnpike {

/// Prompt and completion tokens.
inline std::int64_t tokensOf(const ActivitySums &sums)
{
    return sums.promptTokens + sums.completionTokens;
}

/// One model, key or provider of a breakdown.
struct ActivityRow
{
    QString name; ///< As FigureSeries names it.
    QString id;
    std::int64_t rowId = 0;
    ActivitySums now;
    ActivitySums before; ///< In Period::before().
};

struct ActivityBreakdown
{
    QList<ActivityRow> rows; ///< Largest in the metric first; those with requests in the period.
    ActivitySums now; ///< Of the whole period.
    ActivitySums before; ///< Of the whole period before, also of what is in no row.
    Period period;
    Period periodBefore;
    std::int64_t asOfUs = 0;
};

} // namespace turnpike
