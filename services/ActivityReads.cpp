// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ActivityReads.h"

#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "services/FigureMaker.h"
#include "services/MoverMaker.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

ActivityQuery::Step ActivityQuery::resolvedStep() const
{
    constexpr std::int64_t maxHours = 48;
    constexpr std::int64_t maxDays = 92;
    if (step != Step::Auto)
        return step;
    const std::int64_t length = period.toUs - period.fromUs;
    if (length <= maxHours * Period::hourUs || !period.isWholeDays())
        return Step::Hour;
    return length <= maxDays * Period::dayUs ? Step::Day : Step::Week;
}

namespace ActivityReads {

namespace {

using Query = ActivityQuery;

/// The finest rollup that a period needs: the daily ones unless it begins or ends within a day.
ActivityCut cutOf(const Query &query, const Period &period, ActivityCut::Step step)
{
    ActivityCut cut;
    cut.step = step;
    cut.filter = query.filter;
    cut.includesSimulated = query.includesSimulated;
    if (const auto dimension = FigureMaker::dimensionOf(query.group))
        cut.by = {*dimension};
    const bool isByHour = step == ActivityCut::Step::Hour;
    cut.from = isByHour ? period.fromUs / Period::hourUs : period.firstDay();
    cut.to = isByHour ? period.toUs / Period::hourUs - 1 : period.lastDay();
    return cut;
}

/// By group over the whole period; `at` means nothing.
Result<QList<ActivityCell>> wholeCells(Session &session, const Query &query, const Period &period,
                                       bool isByModelToo = false)
{
    const auto step = period.isWholeDays() ? ActivityCut::Step::Whole : ActivityCut::Step::Hour;
    ActivityCut cut = cutOf(query, period, step);
    if (isByModelToo && !cut.by.contains(ActivityDimension::Model))
        cut.by.append(ActivityDimension::Model);
    return ActivityRepository::cells(session, cut);
}

ActivitySums sumOf(const QList<ActivityCell> &cells)
{
    ActivitySums sums;
    for (const ActivityCell &cell : cells)
        FigureMaker::add(sums, cell);
    return sums;
}

} // namespace

Result<> check(const Query &query)
{
    const Period &period = query.period;
    const bool isRagged = period.fromUs % Period::hourUs != 0 || period.toUs % Period::hourUs != 0
        || (query.resolvedStep() != Query::Step::Hour && !period.isWholeDays());
    if (period.fromUs >= period.toUs || isRagged)
        return fail(
            ErrorCode::InvalidArgument,
            u"A period has a length, in whole hours, or in whole days for days and weeks."_s,
            u"/period"_s);
    return {};
}

Result<Figure> figure(Session &session, const ActivityQuery &query, std::int64_t nowUs)
{
    const FigureMaker maker(query, nowUs);
    if (maker.bucketCount() > FigureMaker::maxBuckets)
        return fail(ErrorCode::InvalidArgument, u"The period is too long for so fine a step."_s,
                    u"/period"_s);
    const auto step = query.resolvedStep() == Query::Step::Hour ? ActivityCut::Step::Hour
                                                                : ActivityCut::Step::Day;
    TRY_ASSIGN(const auto cells,
               ActivityRepository::cells(session, cutOf(query, query.period, step)));
    return maker.make(session, cells);
}

Result<ActivityBreakdown> breakdown(Session &session, const ActivityQuery &query,
                                    std::int64_t nowUs)
{
    ActivityBreakdown result;
    result.period = query.period;
    result.periodBefore = query.periodBefore();
    result.asOfUs = nowUs;
    TRY_ASSIGN(const auto now, wholeCells(session, query, result.period));
    TRY_ASSIGN(const auto before, wholeCells(session, query, result.periodBefore));
    result.now = sumOf(now);
    result.before = sumOf(before);
    TRY_ASSIGN(result.rows, FigureMaker::rows(session, query, now, before));
    return result;
}

Result<ActivityMovers> movers(Session &session, const ActivityQuery &query, std::int64_t nowUs)
{
    TRY_ASSIGN(const auto now, wholeCells(session, query, query.period, true));
    TRY_ASSIGN(const auto before, wholeCells(session, query, query.periodBefore(), true));
    TRY_ASSIGN(ActivityMovers result, MoverMaker::make(session, query, now, before));
    result.period = query.period;
    result.periodBefore = query.periodBefore();
    result.asOfUs = nowUs;
    return result;
}

} // namespace ActivityReads

} // namespace turnpike
