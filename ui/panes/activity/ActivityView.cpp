// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ActivityView.h"

#include "core/Window.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace turnpike::ui {

namespace {

using Group = ActivityQuery::Group;
using Metric = ActivityQuery::Metric;
using Compare = ActivityView::Compare;

constexpr qsizetype mostFilters = 2;
constexpr std::int64_t weekUs = 7 * Period::dayUs;

Period weekBefore(const Period &period)
{
    return {period.fromUs - weekUs, period.toUs - weekUs};
}

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::ui::ActivityView", text);
}

QDate dateOf(std::int64_t us)
{
    return QDateTime::fromMSecsSinceEpoch(us / 1000, Qt::UTC).date();
}

std::int32_t dayOfDate(const QDate &date)
{
    return std::int32_t(QDate(1970, 1, 1).daysTo(date));
}

Period monthOf(const QDate &date)
{
    const QDate first(date.year(), date.month(), 1);
    return Period::ofDays(dayOfDate(first), dayOfDate(first.addMonths(1)) - 1);
}

QString dateText(const QDate &date, int thisYear)
{
    return QLocale().toString(
        date, date.year() == thisYear ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
}

QString timeText(std::int64_t us)
{
    return QDateTime::fromMSecsSinceEpoch(us / 1000, Qt::UTC).toString(QStringLiteral("HH:mm"));
}

bool isSame(const std::optional<ActivityCut::Filter> &a,
            const std::optional<ActivityCut::Filter> &b)
{
    return a.has_value() == b.has_value()
        && (!a || (a->dimension == b->dimension && a->id == b->id));
}

/// The value under `name`, when it is one of `least` to `most`.
template <typename E>
void take(const QVariantMap &arguments, const char *name, E &into, E least, E most)
{
    bool isNumber = false;
    const int value = arguments.value(QLatin1String(name)).toInt(&isNumber);
    if (isNumber && value >= int(least) && value <= int(most))
        into = E(value);
}

Period takePeriod(const QVariantMap &arguments, const char *from, const char *to)
{
    Period period;
    period.fromUs = arguments.value(QLatin1String(from)).toLongLong();
    period.toUs = arguments.value(QLatin1String(to)).toLongLong();
    const bool isWhole = period.fromUs % Period::hourUs == 0 && period.toUs % Period::hourUs == 0;
    return isWhole && period.fromUs < period.toUs ? period : Period();
}

} // namespace

QString argumentOf(ActivityDimension dimension)
{
    switch (dimension) {
    case ActivityDimension::Key: return QStringLiteral("key");
    case ActivityDimension::Provider: return QStringLiteral("provider");
    case ActivityDimension::Model:
    case ActivityDimension::Day: break;
    }
    return QStringLiteral("model");
}

std::optional<Period> periodOf(DateRange range, std::int64_t nowUs)
{
    const std::int32_t today = dayOf(nowUs);
    switch (range) {
    case DateRange::Today: return Period::ofDays(today, today);
    case DateRange::Yesterday: return Period::ofDays(today - 1, today - 1);
    case DateRange::Days7: return Period::ofDays(today - 6, today);
    case DateRange::Days30: return Period::ofDays(today - 29, today);
    case DateRange::Days90: return Period::ofDays(today - 89, today);
    case DateRange::ThisMonth: return monthOf(dateOf(nowUs));
    case DateRange::LastMonth: return monthOf(dateOf(nowUs).addMonths(-1));
    case DateRange::Custom: break;
    }
    return {};
}

QString nameOf(DateRange range)
{
    switch (range) {
    case DateRange::Today: return say("Today");
    case DateRange::Yesterday: return say("Yesterday");
    case DateRange::Days7: return say("Last 7 days");
    case DateRange::Days30: return say("Last 30 days");
    case DateRange::ThisMonth: return say("This month");
    case DateRange::LastMonth: return say("Last month");
    case DateRange::Days90: return say("Last 90 days");
    case DateRange::Custom: break;
    }
    return say("Custom");
}

QString periodText(const Period &period, std::int64_t nowUs)
{
    const int year = dateOf(nowUs).year();
    const QDate first = dateOf(period.fromUs);
    const QDate last = dateOf(period.toUs - 1);
    if (period.isWholeDays())
        return first == last ? dateText(first, year)
                             : say("%1 – %2").arg(dateText(first, year), dateText(last, year));
    const QString from = say("%1, %2").arg(dateText(first, year), timeText(period.fromUs));
    if (dateOf(period.toUs) == first)
        return say("%1 – %2").arg(from, timeText(period.toUs));
    return say("%1 – %2").arg(
        from, say("%1, %2").arg(dateText(dateOf(period.toUs), year), timeText(period.toUs)));
}

Period stepped(const Period &period, int direction)
{
    if (period.isWholeMonth())
        return monthOf(dateOf(period.fromUs).addMonths(direction));
    const std::int64_t by = (period.toUs - period.fromUs) * direction;
    return {period.fromUs + by, period.toUs + by};
}

ActivityDimension dimensionOf(Group group)
{
    switch (group) {
    case Group::Key: return ActivityDimension::Key;
    case Group::Provider: return ActivityDimension::Provider;
    case Group::Model:
    case Group::None: break;
    }
    return ActivityDimension::Model;
}

Group groupOf(ActivityDimension dimension)
{
    switch (dimension) {
    case ActivityDimension::Key: return Group::Key;
    case ActivityDimension::Provider: return Group::Provider;
    case ActivityDimension::Model:
    case ActivityDimension::Day: break;
    }
    return Group::Model;
}

QString nameOf(Group group)
{
    switch (group) {
    case Group::Model: return say("Model");
    case Group::Key: return say("API key");
    case Group::Provider: return say("Provider");
    case Group::None: break;
    }
    return say("All");
}

bool ActivityView::Crumb::operator==(const Crumb &other) const
{
    return bucket == other.bucket && isSame(filter, other.filter);
}

bool ActivityView::operator==(const ActivityView &other) const
{
    return range == other.range && custom == other.custom && metric == other.metric
        && group == other.group && thenBy == other.thenBy
        && includesSimulated == other.includesSimulated && compare == other.compare
        && tab == other.tab && crumbs == other.crumbs;
}

Period ActivityView::period(std::int64_t nowUs) const
{
    return periodOf(range, nowUs).value_or(custom);
}

std::optional<Period> ActivityView::bucket() const
{
    for (const Crumb &crumb : crumbs) {
        if (crumb.bucket)
            return crumb.bucket;
    }
    return {};
}

QList<ActivityCut::Filter> ActivityView::filters() const
{
    QList<ActivityCut::Filter> filters;
    for (const Crumb &crumb : crumbs) {
        if (crumb.filter)
            filters.append(*crumb.filter);
    }
    return filters;
}

QList<Group> ActivityView::offeredGroups() const
{
    QList<Group> groups{Group::Model, Group::Key, Group::Provider};
    for (const ActivityCut::Filter &filter : filters())
        groups.removeAll(groupOf(filter.dimension));
    return groups;
}

ActivityQuery ActivityView::figureQuery(std::int64_t nowUs) const
{
    ActivityQuery query;
    query.period = period(nowUs);
    query.metric = metric;
    query.group = group;
    query.includesSimulated = includesSimulated;
    if (compare == Compare::WeekBefore && offersWeekBefore(nowUs))
        query.against = weekBefore(query.period);
    return query;
}

bool ActivityView::offersWeekBefore(std::int64_t nowUs) const
{
    const Period shown = period(nowUs);
    return shown.toUs - shown.fromUs <= weekUs;
}

ActivityQuery ActivityView::tableQuery(std::int64_t nowUs) const
{
    ActivityQuery query = figureQuery(nowUs);
    query.period = bucket().value_or(query.period);
    query.against.reset();
    if (compare == Compare::WeekBefore && query.period.toUs - query.period.fromUs <= weekUs)
        query.against = weekBefore(query.period);
    query.group = tableGroup();
    const QList<ActivityCut::Filter> chosen = filters();
    if (!chosen.isEmpty())
        query.filter = chosen[0];
    if (chosen.size() > 1)
        query.alsoFilter = chosen[1];
    return query;
}

void ActivityView::drillToBucket(const Period &bucket, const QString &name)
{
    crumbs = {{bucket, std::nullopt, name}};
}

void ActivityView::drillTo(const ActivityCut::Filter &filter, const QString &name)
{
    if (filters().size() >= mostFilters)
        return;
    crumbs.append({std::nullopt, filter, name});
    const QList<Group> left = offeredGroups();
    if (!left.contains(thenBy))
        thenBy = left.value(0, thenBy);
    if (!canBreakDown())
        tab = Tab::Requests;
}

void ActivityView::drillUp(qsizetype count)
{
    if (count >= crumbs.size())
        return;
    if (!canBreakDown())
        tab = Tab::Breakdown;
    crumbs.resize(count);
    const QList<Group> left = offeredGroups();
    if (!left.contains(thenBy))
        thenBy = left.first();
}

QVariantMap ActivityView::arguments() const
{
    QVariantMap map{
        {QStringLiteral("range"), int(range)},    {QStringLiteral("metric"), int(metric)},
        {QStringLiteral("group"), int(group)},    {QStringLiteral("thenBy"), int(thenBy)},
        {QStringLiteral("tab"), int(tab)},        {QStringLiteral("simulated"), includesSimulated},
        {QStringLiteral("compare"), int(compare)}};
    if (range == DateRange::Custom) {
        map.insert(QStringLiteral("from"), qlonglong(custom.fromUs));
        map.insert(QStringLiteral("to"), qlonglong(custom.toUs));
    }
    QStringList order; // Which of two filters came first.
    for (const Crumb &crumb : crumbs) {
        if (crumb.bucket) {
            map.insert(QStringLiteral("bucketFrom"), qlonglong(crumb.bucket->fromUs));
            map.insert(QStringLiteral("bucketTo"), qlonglong(crumb.bucket->toUs));
            map.insert(QStringLiteral("bucketName"), crumb.name);
        } else if (crumb.filter) {
            map.insert(argumentOf(crumb.filter->dimension), qlonglong(crumb.filter->id));
            order.append(argumentOf(crumb.filter->dimension));
        }
    }
    if (order.size() > 1)
        map.insert(QStringLiteral("order"), order);
    return map;
}

ActivityView ActivityView::of(const QVariantMap &arguments)
{
    ActivityView view;
    take(arguments, "range", view.range, DateRange::Today, DateRange::Days90);
    view.custom = takePeriod(arguments, "from", "to");
    if (view.custom != Period())
        view.range = DateRange::Custom;
    take(arguments, "metric", view.metric, Metric::Spend, Metric::Requests);
    take(arguments, "group", view.group, Group::Model, Group::Provider);
    take(arguments, "thenBy", view.thenBy, Group::Model, Group::Provider);
    view.includesSimulated = arguments.value(QStringLiteral("simulated")).toBool();
    take(arguments, "compare", view.compare, Compare::Off, Compare::WeekBefore);
    const Period bucket = takePeriod(arguments, "bucketFrom", "bucketTo");
    if (bucket != Period())
        view.drillToBucket(bucket, arguments.value(QStringLiteral("bucketName")).toString());
    QStringList order = arguments.value(QStringLiteral("order")).toStringList();
    for (const auto dimension :
         {ActivityDimension::Model, ActivityDimension::Key, ActivityDimension::Provider}) {
        if (!order.contains(argumentOf(dimension)))
            order.append(argumentOf(dimension));
    }
    for (const QString &name : order) {
        for (const auto dimension :
             {ActivityDimension::Model, ActivityDimension::Key, ActivityDimension::Provider}) {
            const std::int64_t id = arguments.value(name).toLongLong();
            if (argumentOf(dimension) == name && id > 0)
                view.drillTo({dimension, id}, {});
        }
    }
    take(arguments, "tab", view.tab, Tab::Breakdown, Tab::Movers);
    if (!view.canBreakDown())
        view.tab = Tab::Requests;
    if (!view.offeredGroups().contains(view.thenBy))
        view.thenBy = view.offeredGroups().first();
    return view;
}

} // namespace turnpike::ui
