// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/OverviewService.h"

#include "core/Clock.h"
#include "core/Key.h"
#include "core/Organization.h"
#include "core/Provider.h"
#include "core/Window.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "ledger/repositories/CreditRepository.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/OverviewRepository.h"
#include "ledger/repositories/ProviderRepository.h"
#include "services/ActivityService.h"
#include "services/Actor.h"
#include "services/CreditRunway.h"
#include "services/FigureMaker.h"
#include "services/Simulator.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int hoursPerDay = 24;
/// Entries of a pool that are read to draw its last days; there is one charge a day.
constexpr int creditEntries = 500;

Result<ActivitySums> sumsOfDays(Session &session, std::int32_t from, std::int32_t to)
{
    ActivitySums sums;
    if (from > to)
        return sums;
    TRY_ASSIGN(const QList<ActivityTotals> days,
               ActivityRepository::totals(session, ActivityDimension::Day,
                                          {.fromDay = from, .toDay = to}));
    for (const ActivityTotals &day : days)
        FigureMaker::add(sums, day);
    return sums;
}

Result<Money> costOfDays(Session &session, std::int32_t from, std::int32_t to)
{
    TRY_ASSIGN(const ActivitySums sums, sumsOfDays(session, from, to));
    return sums.cost;
}

/// The hours of `day` up to and with `hour`.
Result<Money> costOfHours(Session &session, std::int32_t day, std::int64_t hour)
{
    TRY_ASSIGN(const QList<ActivityCell> hours,
               ActivityRepository::cells(session,
                                         {.step = ActivityCut::Step::Hour,
                                          .from = std::int64_t{day} * hoursPerDay,
                                          .to = std::int64_t{day} * hoursPerDay + hour}));
    Money cost;
    for (const ActivityCell &one : hours)
        cost += one.cost;
    return cost;
}

/// First day of the month that holds `day`.
std::int32_t monthStart(std::int32_t day)
{
    const std::int32_t month = windowKey(Window::Month, day * Period::dayUs);
    while (windowKey(Window::Month, (day - 1) * Period::dayUs) == month)
        --day;
    return day;
}

} // namespace

OverviewService::OverviewService(Session &session, const Clock &clock)
    : m_session(session)
    , m_clock(clock)
    , m_attention(session, clock)
    , m_health(session, clock)
{}

Result<Overview> OverviewService::read(const Actor &actor, int days) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    if (days < 1 || days > mostDays)
        return fail(ErrorCode::InvalidArgument, u"The overview spans 1 to %1 days."_s.arg(mostDays),
                    u"/days"_s);
    Overview overview;
    overview.days = days;
    overview.asOfUs = m_clock.nowUs();
    overview.today = dayOf(overview.asOfUs);
    TRY(m_session.read([&](Session &session) -> Result<> {
        TRY_ASSIGN(const std::optional<std::int32_t> first, OverviewRepository::firstDay(session));
        overview.firstDay = first.value_or(overview.today);
        TRY(readSteps(overview));
        TRY(readRequests(overview));
        TRY(readMonth(overview));
        TRY(readYesterday(overview));
        TRY(readCredit(actor, overview));
        TRY_ASSIGN(const auto health, m_health.lastHour(actor));
        overview.providers = health.providers;
        overview.isHealthWhole = health.isWhole;
        TRY_ASSIGN(overview.attention, m_attention.list(actor));
        return {};
    }));
    TRY(readFigures(actor, overview)); // Each is a read transaction of its own.
    return overview;
}

Result<> OverviewService::readSteps(Overview &overview) const
{
    TRY_ASSIGN(overview.steps, OverviewRepository::requestSteps(m_session));
    TRY_ASSIGN(const QList<Provider> providers, ProviderRepository::list(m_session));
    overview.steps.hasProvider = std::ranges::any_of(providers, [](const Provider &provider) {
        return !Simulator::isProvider(provider.settings.slug);
    });
    TRY_ASSIGN(const QList<Key> keys, KeyRepository::listSettings(m_session));
    for (const Key &key : keys) {
        if (key.deletedUs != 0 || key.isManagement)
            continue;
        overview.steps.hasKey = true;
        overview.steps.hasLimit = overview.steps.hasLimit || key.limit.has_value();
    }
    return {};
}

Result<> OverviewService::readFigures(const Actor &actor, Overview &overview) const
{
    const ActivityService activity(m_session, m_clock);
    ActivityQuery query;
    query.period = overview.span();
    query.step = ActivityQuery::Step::Day;
    TRY_ASSIGN(overview.spendByModel, activity.figure(actor, query));
    query.group = ActivityQuery::Group::Key;
    TRY_ASSIGN(overview.spendByKey, activity.figure(actor, query));
    return {};
}

Result<> OverviewService::readRequests(Overview &overview) const
{
    const std::int32_t from = overview.today - overview.days + 1;
    TRY_ASSIGN(const QList<ActivityTotals> days,
               ActivityRepository::totals(m_session, ActivityDimension::Day,
                                          {.fromDay = from, .toDay = overview.today}));
    overview.dailyRequests.resize(overview.days);
    for (const ActivityTotals &day : days) {
        overview.dailyRequests[day.id - from] = day.requests;
        overview.requests += day.requests;
        overview.errors += day.errors;
        overview.spend += day.cost;
    }
    const Period before = overview.span().before();
    if (overview.firstDay > before.firstDay())
        return {};
    TRY_ASSIGN(const ActivitySums sums, sumsOfDays(m_session, before.firstDay(), before.lastDay()));
    overview.spendBefore = sums.cost;
    overview.requestsBefore = sums.requests;
    return {};
}

/// Today is not over: the month before counts up to the same hour of the same day.
Result<> OverviewService::readMonth(Overview &overview) const
{
    const std::int32_t start = monthStart(overview.today);
    TRY_ASSIGN(overview.month, costOfDays(m_session, start, overview.today));
    overview.monthBeforeFrom = monthStart(start - 1);
    overview.monthBeforeTo
        = std::min(overview.monthBeforeFrom + (overview.today - start), start - 1);
    if (overview.firstDay > overview.monthBeforeFrom)
        return {};
    const bool isShorter
        = overview.monthBeforeTo - overview.monthBeforeFrom < overview.today - start;
    const std::int64_t hour = isShorter
        ? hoursPerDay - 1
        : overview.asOfUs / Period::hourUs - std::int64_t{overview.today} * hoursPerDay;
    TRY_ASSIGN(const Money days,
               costOfDays(m_session, overview.monthBeforeFrom, overview.monthBeforeTo - 1));
    TRY_ASSIGN(const Money hours, costOfHours(m_session, overview.monthBeforeTo, hour));
    overview.monthBefore = days + hours;
    return {};
}

Result<> OverviewService::readYesterday(Overview &overview) const
{
    const std::int32_t yesterday = overview.today - 1;
    TRY_ASSIGN(overview.yesterday, costOfDays(m_session, yesterday, yesterday));
    TRY_ASSIGN(overview.todaySoFar, costOfDays(m_session, overview.today, overview.today));
    if (overview.firstDay <= yesterday - 7) {
        TRY_ASSIGN(overview.weekBeforeYesterday,
                   costOfDays(m_session, yesterday - 7, yesterday - 7));
    }
    return {};
}

Result<> OverviewService::readCredit(const Actor &actor, Overview &overview) const
{
    TRY_ASSIGN(const CreditRunway credit,
               CreditRunway::read(m_session, actor.organization(), overview.today));
    overview.isPoolOn = credit.isPoolOn;
    overview.creditLeft = credit.left;
    overview.creditPerDay = credit.perDay;
    if (!credit.isPoolOn)
        return {};
    TRY_ASSIGN(const QList<CreditEntry> entries,
               CreditRepository::list(m_session, actor.organization(), creditEntries));
    overview.dailyCredit.resize(overview.days);
    Money left = credit.left;
    auto entry = entries.cbegin();
    for (int day = overview.days - 1; day >= 0; --day) {
        const std::int32_t of = overview.today - overview.days + 1 + day;
        for (; entry != entries.cend() && dayOf(entry->createdUs) > of; ++entry)
            left -= entry->amount;
        overview.dailyCredit[day] = left.nanoUsd;
    }
    return {};
}

} // namespace turnpike
