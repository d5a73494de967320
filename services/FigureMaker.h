// SPDX-License-Identifier: GPL-3.0-or-later
// From cells of the rollups to the buckets and series of a figure.
#pragma once

#include "core/Figure.h"
#include "core/Result.h"
#include "services/ActivityQuery.h"

#include <vector>

namespace turnpike {

class Session;

/// Makes one figure. Sums integers only.
class FigureMaker
{
public:
    static constexpr std::int64_t maxBuckets = 1000;

    FigureMaker(const ActivityQuery &query, std::int64_t nowUs);

    std::int64_t bucketCount() const { return m_bucketCount; }
    /// From cells by hour or day, of the query's group. Reads names.
    Result<Figure> make(Session &session, const QList<ActivityCell> &cells) const;

    /// Rows of a breakdown, from cells of the query's group. Reads names.
    static Result<QList<ActivityRow>> rows(Session &session, const ActivityQuery &query,
                                           const QList<ActivityCell> &now,
                                           const QList<ActivityCell> &before);
    static std::optional<ActivityDimension> dimensionOf(ActivityQuery::Group group);
    static std::int64_t valueOf(ActivityQuery::Metric metric, const ActivitySums &sums);
    static void add(ActivitySums &into, const ActivitySums &more);

private:
    QList<FigureBucket> buckets() const;
    std::int64_t bucketOf(std::int64_t at) const;

    ActivityQuery m_query;
    ActivityQuery::Step m_step;
    std::int64_t m_nowUs;
    std::int64_t m_firstUs; ///< Of weeks: the Monday before or at the start.
    std::int64_t m_stepUs;
    std::int64_t m_bucketCount;
};

} // namespace turnpike
