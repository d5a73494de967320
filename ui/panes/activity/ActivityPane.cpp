// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ActivityPane.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "models/GenerationsModel.h"
#include "ui/charts/SeriesColours.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/panes/activity/ActivityFeed.h"
#include "ui/panes/activity/ActivityTables.h"
#include "ui/panes/activity/ActivityToolbar.h"
#include "ui/panes/activity/DrillBar.h"
#include "ui/panes/activity/ExportRow.h"
#include "ui/panes/activity/MetricStrip.h"
#include "ui/panes/activity/MoversView.h"
#include "ui/panes/activity/RangeDialog.h"
#include "ui/panes/activity/ViewsButton.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

using Group = ActivityQuery::Group;
using Tab = ActivityView::Tab;

constexpr int refreshMs = 15'000;
const QString paneId = QStringLiteral("activity");

bool lacksName(const ActivityView::Crumb &crumb)
{
    return crumb.name.isEmpty();
}

QPair<int, qint64> nameKey(const ActivityCut::Filter &filter)
{
    return {int(filter.dimension), filter.id};
}

} // namespace

ActivityPane::ActivityPane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_feed(new ActivityFeed(console.reads, this))
    , m_toolbar(new ActivityToolbar(console.theme, this))
    , m_drill(new DrillBar(console.theme, this))
    , m_tables(new ActivityTables(console.theme, this))
    , m_exports(new ExportRow(console.theme, console.reads, console.notices, this))
{
    setObjectName(QStringLiteral("activityPane"));
    const Theme &theme = console.theme;
    const int side = theme.px(24);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(side, 0, side, theme.px(4));
    foot->setSpacing(theme.px(12));
    foot->addWidget(m_exports);
    foot->addWidget(buildFooter());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(12));
    column->addWidget(buildPage(), 1);
    column->addLayout(foot);
    m_refresh.setInterval(refreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &ActivityPane::refresh);
    connect(&console.scope, &WorkspaceScope::changed, this, &Pane::titleChanged);
    connectFeed();
    connectChoices();
    connectTables();
    connectExport();
}

/// A report is by key or by model.
ReportOptions ActivityPane::reportOptions() const
{
    ReportOptions options;
    options.period = m_view.period(console().clock.nowUs());
    options.group = m_view.group == Group::Key ? ReportGroup::Key : ReportGroup::Model;
    options.includesSimulated = m_view.includesSimulated;
    return options;
}

// What the window asks

QString ActivityPane::scope() const
{
    return console().scope.name();
}

void ActivityPane::enter(const QVariantMap &arguments)
{
    m_view = ActivityView::of(arguments);
    // Names are no arguments; those that are known need not be read again.
    for (ActivityView::Crumb &crumb : m_view.crumbs) {
        if (crumb.filter)
            crumb.name = m_names.value(nameKey(*crumb.filter));
    }
    m_isShown = true;
    m_refresh.start();
    showView();
}

void ActivityPane::leave()
{
    m_isShown = false;
    m_refresh.stop();
}

bool ActivityPane::supports(Act act) const
{
    return act == Act::Refresh || act == Act::Filter || act == Act::Export;
}

void ActivityPane::focusFilter()
{
    m_toolbar->focusPeriod();
}

void ActivityPane::exportView()
{
    m_toolbar->openExportMenu();
}

QList<QWidget *> ActivityPane::regions()
{
    return {m_toolbar, m_strip, m_figures->currentWidget(), m_tables, m_footer};
}

void ActivityPane::refresh()
{
    m_feed->readFigure(m_view.figureQuery(console().clock.nowUs()),
                       m_view.compare != ActivityView::Compare::Off);
    if (m_view.tab == Tab::Movers)
        m_feed->readMovers(tableQuery());
    // Requests stay as they are: rows that move under somebody's eyes help nobody.
    if (m_view.canBreakDown())
        m_feed->readBreakdown(tableQuery());
}

void ActivityPane::keyPressEvent(QKeyEvent *event)
{
    const bool isUp = event->key() == Qt::Key_Backspace && event->modifiers() == Qt::NoModifier;
    if (isUp && !m_view.crumbs.isEmpty())
        goUp();
    else
        Pane::keyPressEvent(event);
}

// What is shown

void ActivityPane::go(const ActivityView &view)
{
    if (view == m_view)
        return;
    Navigation &navigation = console().navigation;
    if (m_isShown && navigation.current().pane == paneId) {
        learnNames(view);
        navigation.go({paneId, view.arguments()});
    } else {
        m_view = view;
        showView();
    }
}

void ActivityPane::learnNames(const ActivityView &view)
{
    for (const ActivityView::Crumb &crumb : view.crumbs) {
        if (crumb.filter && !lacksName(crumb))
            m_names.insert(nameKey(*crumb.filter), crumb.name);
    }
}

void ActivityPane::showView()
{
    const std::int64_t now = console().clock.nowUs();
    m_toolbar->show(m_view, now);
    m_strip->setMetric(m_view.metric);
    m_drill->show(m_view);
    m_toolbar->views()->setCurrent(m_view.arguments());
    showFigurePage(m_view.tab == Tab::Movers ? m_movers : m_figures->widget(0));
    m_tables->setView(m_view, now);
    m_feed->forgetRequests();
    markDrilled(); // The chart stays as it is when only the table has to change.
    showColours();
    refresh();
    if (m_view.tab == Tab::Requests)
        m_tables->restartRequests();
    if (std::any_of(m_view.crumbs.begin(), m_view.crumbs.end(), &lacksName))
        m_feed->readNames();
}

/// The page that is not shown takes no room.
void ActivityPane::showFigurePage(QWidget *page)
{
    for (int i = 0; i < m_figures->count(); ++i) {
        QWidget *each = m_figures->widget(i);
        each->setSizePolicy(QSizePolicy::Preferred,
                            each == page ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    }
    m_figures->setCurrentWidget(page);
}

ActivityQuery ActivityPane::tableQuery() const
{
    return m_view.tableQuery(console().clock.nowUs());
}

void ActivityPane::takeFigure(const Figure &figure, const ActivitySummary &summary,
                              const QList<qint64> &before)
{
    m_problem->hide();
    m_strip->setSummary(summary);
    m_chart->setFigure(figure);
    m_chart->setBefore(before);
    markDrilled();
    showColours();
}

void ActivityPane::takeMovers(const ActivityMovers &movers)
{
    const std::int64_t now = console().clock.nowUs();
    m_tables->takeMovers(movers);
    m_movers->setMovers(movers, periodText(movers.periodBefore, now),
                        periodText(movers.period, now));
}

/// The bucket that was drilled down to stays highlighted.
void ActivityPane::markDrilled()
{
    const std::optional<Period> bucket = m_view.bucket();
    const QList<FigureBucket> &buckets = m_chart->figure().buckets;
    ChartSpot spot;
    for (int i = 0; i < buckets.size() && bucket; ++i) {
        if (buckets[i].startUs == bucket->fromUs)
            spot.bucket = i;
    }
    m_chart->setMarked(spot);
}

void ActivityPane::showColours()
{
    const Figure &figure = m_chart->figure();
    QHash<std::int64_t, int> colours;
    for (int i = 0; i < figure.series.size(); ++i) {
        if (!figure.series[i].isOther)
            colours.insert(figure.series[i].rowId, m_chart->seriesColours()[i]);
    }
    const QList<ActivityCut::Filter> filters = m_view.filters();
    if (filters.isEmpty())
        m_tables->setColours(colours, SeriesColours::other);
    else if (filters.first().dimension == dimensionOf(m_view.group))
        m_tables->setColours({}, colours.value(filters.first().id, SeriesColours::other));
    else
        m_tables->setColours({}, -1);
}

void ActivityPane::takeNames(const LedgerNames &names)
{
    for (ActivityView::Crumb &crumb : m_view.crumbs) {
        if (!crumb.filter || !lacksName(crumb))
            continue;
        const QHash<std::int64_t, QString> &of = crumb.filter->dimension == ActivityDimension::Key
            ? names.keys
            : crumb.filter->dimension == ActivityDimension::Provider ? names.providers
                                                                     : names.models;
        crumb.name = of.value(crumb.filter->id, tr("(unknown)"));
    }
    learnNames(m_view);
    m_drill->show(m_view);
}

void ActivityPane::showProblem(const Error &error)
{
    m_problemText->setText(tr("The ledger could not be read: %1").arg(error.message));
    if (!m_problem->isVisible())
        announce(m_problem, m_problemText->text());
    m_problem->show();
}

void ActivityPane::showFooter()
{
    QStringList hints;
    const int shown = m_tables->requests().rowCount();
    if (m_view.tab == Tab::Requests && shown > 0) {
        hints.append(
            m_tables->requests().isAtEnd()
                ? tr("All %1 requests").arg(format::count(shown))
                : tr("The newest %1 requests; more come with scrolling").arg(format::count(shown)));
        hints.append(tr("Enter or double-click opens one"));
    } else if (m_view.tab != Tab::Requests) {
        hints.append(tr("Enter or double-click a row to drill down"));
    }
    if (!m_view.crumbs.isEmpty())
        hints.append(tr("Backspace goes up"));
    if (m_view.tab == Tab::Movers)
        hints.append(tr("Causes add up to the change exactly"));
    else
        hints.append(tr("T shows the chart as a table"));
    if (m_view.compare != ActivityView::Compare::Off && m_view.tab != Tab::Movers)
        hints.append(tr("Lines: %1")
                         .arg(periodText(m_view.figureQuery(console().clock.nowUs()).periodBefore(),
                                         console().clock.nowUs())));
    m_hints->setText(hints.join(QStringLiteral("  ·  ")));
    m_readTime->setText(m_readMs < 0 ? tr("Reading…") : tr("Ledger read in %1 ms").arg(m_readMs));
}

// What somebody does

void ActivityPane::step(int direction)
{
    const std::int64_t now = console().clock.nowUs();
    const Period next = stepped(m_view.period(now), direction);
    if (next.fromUs > now)
        return;
    ActivityView view = m_view;
    view.range = DateRange::Custom;
    view.custom = next;
    for (int range = 0; range < int(DateRange::Custom); ++range) {
        if (periodOf(DateRange(range), now) == next)
            view.range = DateRange(range);
    }
    if (view.range != DateRange::Custom)
        view.custom = {};
    // A bucket is of the period that is left.
    view.crumbs.removeIf([](const ActivityView::Crumb &crumb) { return crumb.bucket.has_value(); });
    go(view);
}

void ActivityPane::askForPeriod()
{
    auto *dialog = new RangeDialog(console().theme, m_view.period(console().clock.nowUs()), this);
    connect(dialog, &RangeDialog::chosen, this, [this](const Period &period) {
        ActivityView view = m_view;
        view.range = DateRange::Custom;
        view.custom = period;
        view.drillUp(0);
        go(view);
    });
    dialog->open();
}

void ActivityPane::drillToSpot(int bucket, int series)
{
    const Figure &figure = m_chart->figure();
    if (bucket < 0 || bucket >= figure.buckets.size())
        return;
    const FigureBucket &about = figure.buckets[bucket];
    ActivityView view = m_view;
    view.drillUp(0);
    view.drillToBucket({about.startUs, about.endUs}, about.fullLabel);
    // What is too small for a series of its own is told apart by the table.
    if (series >= 0 && !figure.series[series].isOther && figure.series[series].rowId > 0)
        view.drillTo({dimensionOf(view.group), figure.series[series].rowId},
                     figure.series[series].name);
    go(view);
}

void ActivityPane::goUp()
{
    ActivityView view = m_view;
    view.drillUp(view.crumbs.size() - 1);
    m_tables->focusRows();
    go(view);
}

} // namespace turnpike::ui
