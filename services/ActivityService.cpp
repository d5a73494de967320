// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ActivityService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "ledger/repositories/GenerationRepository.h"
#include "services/ActivityReads.h"
#include "services/Actor.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int maxPage = 1000;
/// Read in about a tenth of a second.
constexpr std::int64_t maxRowsForMedian = 250'000;

GenerationRepository::Span spanOf(const ActivityQuery &query, const Period &period)
{
    GenerationRepository::Span span;
    span.period = period;
    span.includesSimulated = query.includesSimulated;
    for (const auto &filter : {query.filter, query.alsoFilter}) {
        if (!filter)
            continue;
        switch (filter->dimension) {
        case ActivityDimension::Model: span.model = {filter->id}; break;
        case ActivityDimension::Key: span.key = {filter->id}; break;
        case ActivityDimension::Provider: span.provider = {filter->id}; break;
        case ActivityDimension::Day: break;
        }
    }
    return span;
}

} // namespace

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
    TRY(ActivityReads::check(query));
    Figure figure;
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(figure, ActivityReads::figure(session, query, m_clock.nowUs()));
        return {};
    }));
    return figure;
}

Result<ActivityBreakdown> ActivityService::breakdown(const Actor &actor,
                                                     const ActivityQuery &query) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(ActivityReads::check(query));
    ActivityBreakdown result;
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(result, ActivityReads::breakdown(session, query, m_clock.nowUs()));
        return {};
    }));
    return result;
}

Result<ActivityMovers> ActivityService::movers(const Actor &actor, const ActivityQuery &query) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(ActivityReads::check(query));
    if (query.group == ActivityQuery::Group::None)
        return fail(ErrorCode::InvalidArgument, u"Movers are models, keys or providers."_s,
                    u"/group"_s);
    ActivityMovers result;
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(result, ActivityReads::movers(session, query, m_clock.nowUs()));
        return {};
    }));
    return result;
}

Result<ActivitySummary> ActivityService::summary(const Actor &actor,
                                                 const ActivityQuery &query) const
{
    ActivityQuery ungrouped = query;
    ungrouped.group = ActivityQuery::Group::None;
    TRY_ASSIGN(const ActivityBreakdown sums, breakdown(actor, ungrouped));
    ActivitySummary result{sums.now,    sums.before,       {},         {},
                           sums.period, sums.periodBefore, sums.asOfUs};
    TRY_ASSIGN(result.ttftMedianUs,
               GenerationRepository::medianFirstTokenUs(m_session, spanOf(query, result.period),
                                                        maxRowsForMedian));
    TRY_ASSIGN(result.ttftMedianBeforeUs,
               GenerationRepository::medianFirstTokenUs(
                   m_session, spanOf(query, result.periodBefore), maxRowsForMedian));
    return result;
}

Result<QList<GenerationRow>> ActivityService::requests(const Actor &actor,
                                                       const ActivityQuery &query,
                                                       const ActivityPage &page) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    TRY(ActivityReads::check(query));
    if (page.limit < 1 || page.limit > maxPage)
        return fail(ErrorCode::InvalidArgument, u"A page holds 1 to 1,000 requests."_s,
                    u"/limit"_s);
    return GenerationRepository::list(m_session, spanOf(query, query.period), page.beforeRow,
                                      page.limit);
}

} // namespace turnpike
