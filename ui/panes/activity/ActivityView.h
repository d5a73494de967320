// SPDX-License-Identifier: GPL-3.0-or-later
// What the Activity pane shows: period, grouping, measure, and how far somebody has drilled down.
#pragma once

#include "services/ActivityQuery.h"

#include <QList>
#include <QString>
#include <QVariantMap>

#include <optional>

namespace turnpike::ui {

enum class DateRange : quint8 {
    Today,
    Yesterday,
    Days7,
    Days30,
    ThisMonth,
    LastMonth,
    Days90,
    Custom,
};

/// The days of a range, UTC; of Custom: nothing.
std::optional<Period> periodOf(DateRange range, std::int64_t nowUs);
QString nameOf(DateRange range);
/// "25 Oct – 23 Nov", "23 Nov", "23 Nov, 14:00 – 16:00"; years when they are not that of `nowUs`.
QString periodText(const Period &period, std::int64_t nowUs);
/// As long a period before (-1) or after (+1); months stay months.
Period stepped(const Period &period, int direction);

/// A value: the pane's state, kept in the window's history.
struct ActivityView
{
    enum class Tab : quint8 { Breakdown, Requests, Movers };
    enum class Compare : quint8 { Off, Before, WeekBefore };
    using Group = ActivityQuery::Group;

    /// One step down: a bucket of the chart, or one model, key or provider.
    struct Crumb
    {
        std::optional<Period> bucket;
        std::optional<ActivityCut::Filter> filter;
        QString name; ///< Empty until the ledger has told it.

        bool operator==(const Crumb &other) const;
    };

    DateRange range = DateRange::Days30;
    Period custom; ///< Of DateRange::Custom.
    ActivityQuery::Metric metric = ActivityQuery::Metric::Spend;
    Group group = Group::Model; ///< Of the chart, and of the table until drilled down.
    Group thenBy = Group::Key; ///< Of the table once drilled down to something.
    bool includesSimulated = false;
    Compare compare = Compare::Off;
    Tab tab = Tab::Breakdown;
    QList<Crumb> crumbs; ///< At most one bucket and two filters, of two dimensions.

    Period period(std::int64_t nowUs) const;
    std::optional<Period> bucket() const;
    QList<ActivityCut::Filter> filters() const;
    /// What the table's rows are; Requests only once there is nothing left to tell apart.
    Group tableGroup() const { return filters().isEmpty() ? group : thenBy; }
    /// A week before says something of a week at most.
    bool offersWeekBefore(std::int64_t nowUs) const;
    bool canBreakDown() const { return filters().size() < 2; }
    /// Dimensions that are not fixed yet.
    QList<Group> offeredGroups() const;

    ActivityQuery figureQuery(std::int64_t nowUs) const;
    /// Of the table: breakdown and requests.
    ActivityQuery tableQuery(std::int64_t nowUs) const;

    void drillToBucket(const Period &bucket, const QString &name);
    /// Chooses the next dimension to tell apart; with none left, the requests.
    void drillTo(const ActivityCut::Filter &filter, const QString &name);
    /// Keeps the first `count` crumbs.
    void drillUp(qsizetype count);

    QVariantMap arguments() const;
    /// What `arguments` do not say keeps its default; what they say wrongly, too.
    static ActivityView of(const QVariantMap &arguments);

    bool operator==(const ActivityView &other) const;
};

/// Of a group that is not None.
ActivityDimension dimensionOf(ActivityQuery::Group group);
/// The name of the place argument that filters by it: "model", "key" or "provider".
QString argumentOf(ActivityDimension dimension);
ActivityQuery::Group groupOf(ActivityDimension dimension);
/// "Model", "API key", "Provider"
QString nameOf(ActivityQuery::Group group);

} // namespace turnpike::ui
