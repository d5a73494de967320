// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ActivityService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "ledger/repositories/GenerationRepository.h"
#include "services/Actor.h"
#include "services/FigureMaker.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Query = ActivityQuery;

constexpr int maxPage = 1000;
/// Read in about a tenth of a second.
constexpr std::int64_t maxRowsForMedian = 250'000;

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
Result<QList<ActivityCell>> wholeCells(Session &session, const Query &query, const Period &period)
{
    const auto step = period.isWholeDays() ? ActivityCut::Step::Whole : ActivityCut::Step::Hour;
    return ActivityRepository::cells(session, cutOf(query, period, step));
}

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

GenerationRepository::Span spanOf(const Query &query, const Period &period)
{
    GenerationRepository::Span span;
    span.period = period;
    span.includesSimulated = query.includesSimulated;
    if (!query.filter)
        return span;
    switch (query.filter->dimension) {
    case ActivityDimension::Model: span.model = {query.filter->id}; break;
    case ActivityDimension::Key: span.key = {query.filter->id}; break;
    case ActivityDimension::Provider: span.provider = {query.filter->id}; break;
    case ActivityDimension::Day: break;
    }
    return span;
}

ActivitySums sumOf(const QList<ActivityCell> &cells)
{
    ActivitySums sums;
    for (const ActivityCell &cell : cells)
        FigureMaker::add(sums, cell);
    return sums;
}

} // namespace

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

ActivityService::ActivityService(Session &session, const Clock &clock)
    : m_session(session)
    , m_clock(clock)
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

Result<Figure> ActivityService::figure(const Actor &actor, const ActivityQuery &query) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(check(query));
    Figure figure;
    TRY(m_session.read([&](Session &session) -> Result<> {
        FigureMaker maker(query, m_clock.nowUs());
        if (maker.bucketCount() > FigureMaker::maxBuckets)
            return fail(ErrorCode::InvalidArgument, u"The period is too long for so fine a step."_s,
                        u"/period"_s);
        const auto step = query.resolvedStep() == Query::Step::Hour ? ActivityCut::Step::Hour
                                                                    : ActivityCut::Step::Day;
        TRY_ASSIGN(const auto cells,
                   ActivityRepository::cells(session, cutOf(query, query.period, step)));
        TRY_ASSIGN(figure, maker.make(session, cells));
        return {};
    }));
    return figure;
}

Result<ActivityBreakdown> ActivityService::breakdown(const Actor &actor,
                                                     const ActivityQuery &query) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(check(query));
    ActivityBreakdown result;
    result.period = query.period;
    result.periodBefore = query.period.before();
    result.asOfUs = m_clock.nowUs();
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(const auto now, wholeCells(session, query, result.period));
        TRY_ASSIGN(const auto before, wholeCells(session, query, result.periodBefore));
        result.now = sumOf(now);
        result.before = sumOf(before);
        TRY_ASSIGN(result.rows, FigureMaker::rows(session, query, now, before));
        return {};
    }));
    return result;
}

Result<ActivitySummary> ActivityService::summary(const Actor &actor,
                                                 const ActivityQuery &query) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(check(query));
    Query ungrouped = query;
    ungrouped.group = Query::Group::None;
    ActivitySummary result;
    result.period = query.period;
    result.periodBefore = query.period.before();
    result.asOfUs = m_clock.nowUs();
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(const auto now, wholeCells(session, ungrouped, result.period));
        TRY_ASSIGN(const auto before, wholeCells(session, ungrouped, result.periodBefore));
        result.now = sumOf(now);
        result.before = sumOf(before);
        TRY_ASSIGN(result.ttftMedianUs,
                   GenerationRepository::medianFirstTokenUs(session, spanOf(query, result.period),
                                                            maxRowsForMedian));
        TRY_ASSIGN(result.ttftMedianBeforeUs,
                   GenerationRepository::medianFirstTokenUs(
                       session, spanOf(query, result.periodBefore), maxRowsForMedian));
        return {};
    }));
    return result;
}

Result<QList<GenerationRow>> ActivityService::requests(const Actor &actor,
                                                       const ActivityQuery &query,
                                                       const ActivityPage &page) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(check(query));
    if (page.limit < 1 || page.limit > maxPage)
        return fail(ErrorCode::InvalidArgument, u"A page holds 1 to 1,000 requests."_s,
                    u"/limit"_s);
    return GenerationRepository::list(m_session, spanOf(query, query.period), page.beforeRow,
                                      page.limit);
}

} // namespace turnpike
