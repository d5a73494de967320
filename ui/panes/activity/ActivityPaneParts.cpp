// SPDX-License-Identifier: GPL-3.0-or-later
// How the Activity pane is put together.
#include "models/BreakdownModel.h"
#include "models/GenerationsModel.h"
#include "services/ReportService.h"
#include "ui/charts/ChartLegend.h"
#include "ui/charts/SeriesColours.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/panes/activity/ActivityFeed.h"
#include "ui/panes/activity/ActivityPane.h"
#include "ui/panes/activity/ActivityTables.h"
#include "ui/panes/activity/ActivityToolbar.h"
#include "ui/panes/activity/DrillBar.h"
#include "ui/panes/activity/ExportRow.h"
#include "ui/panes/activity/MetricStrip.h"
#include "ui/panes/activity/MoversView.h"
#include "ui/panes/activity/ViewsButton.h"
#include "ui/panes/activity/WaterfallChart.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Scrolled.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace turnpike::ui {

namespace {

using Group = ActivityQuery::Group;
using Metric = ActivityQuery::Metric;
using Tab = ActivityView::Tab;
constexpr int chartHeight = 302;
constexpr int legendWidth = 230;
constexpr int tablesHeight = 220; ///< At least: head, four rows, sum.

} // namespace

QWidget *ActivityPane::buildProblem()
{
    const Theme &theme = console().theme;
    auto *strip = new QFrame(this);
    strip->setObjectName(QStringLiteral("activityProblem"));
    strip->setProperty("surface", QStringLiteral("well"));
    auto *line = new QHBoxLayout(strip);
    line->setContentsMargins(theme.px(14), theme.px(4), theme.px(8), theme.px(4));
    m_problemText = makeLabel({}, "error", strip);
    m_problemText->setWordWrap(true);
    auto *again = makeButton(theme, tr("Try again"), {}, "small", strip);
    again->setObjectName(QStringLiteral("activityRetry"));
    connect(again, &QPushButton::clicked, this, &ActivityPane::showView);
    line->addWidget(m_problemText, 1);
    line->addWidget(again);
    strip->hide();
    m_problem = strip;
    return strip;
}

/// Large text or a low window makes it scroll, not shrink.
QWidget *ActivityPane::buildPage()
{
    const Theme &theme = console().theme;
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(theme.px(24), theme.px(14), theme.px(24), 0);
    column->setSpacing(theme.px(12));
    column->addWidget(m_toolbar);
    column->addWidget(buildProblem());
    column->addWidget(buildChart());
    column->addWidget(m_drill);
    column->addWidget(m_tables, 1);
    m_tables->setMinimumHeight(theme.px(tablesHeight));
    m_scroll = makeScrolled(page, this);
    m_scroll->setObjectName(QStringLiteral("activityScroll"));
    // The area itself follows Tab only, and of a table it shows no more than the current cell.
    // What is pressed with the mouse must not move away below it.
    connect(qApp, &QApplication::focusChanged, m_scroll, [this](QWidget *, QWidget *now) {
        if (now && m_scroll->widget()->isAncestorOf(now)
            && QGuiApplication::mouseButtons() == Qt::NoButton) {
            const QPoint middle = now->mapTo(m_scroll->widget(), now->rect().center());
            const int room = std::min(now->height(), m_scroll->viewport()->height());
            m_scroll->ensureVisible(middle.x(), middle.y(), 0, room / 2);
        }
    });
    return m_scroll;
}

QWidget *ActivityPane::buildChart()
{
    const Theme &theme = console().theme;
    auto *card = new Card(theme, this);
    m_strip = new MetricStrip(theme, card);
    m_chart = new StackedBarChart(theme, card);
    m_chart->setObjectName(QStringLiteral("activityChart"));
    m_chart->setSeriesColours(&console().seriesColours);
    m_chart->setFixedHeight(theme.px(chartHeight));
    m_legend = new ChartLegend(theme, *m_chart, card);
    m_legend->setFixedWidth(theme.px(legendWidth));
    auto *chart = new QWidget(card);
    auto *line = new QHBoxLayout(chart);
    line->setContentsMargins(theme.px(16), theme.px(12), theme.px(18), theme.px(10));
    line->setSpacing(theme.px(18));
    line->addWidget(m_chart, 1);
    line->addWidget(m_legend);
    card->body()->addWidget(m_strip);
    m_movers = new MoversView(theme, card);
    m_movers->chart()->setFixedHeight(theme.px(chartHeight));
    m_figures = new QStackedWidget(card);
    m_figures->addWidget(chart);
    m_figures->addWidget(m_movers);
    card->body()->addWidget(m_figures);
    return card;
}

QWidget *ActivityPane::buildFooter()
{
    m_footer = new QWidget(this);
    m_footer->setObjectName(QStringLiteral("activityFooter"));
    auto *line = new QHBoxLayout(m_footer);
    line->setContentsMargins(2, 0, 2, 0);
    m_hints = new ElidedLabel({}, m_footer);
    m_hints->setProperty("role", QStringLiteral("faint"));
    m_hints->setObjectName(QStringLiteral("activityHints"));
    m_readTime = makeLabel({}, "faint", m_footer);
    m_readTime->setObjectName(QStringLiteral("activityReadTime"));
    line->addWidget(m_hints, 1);
    line->addWidget(m_readTime);
    m_footer->setFixedHeight(console().theme.px(28));
    return m_footer;
}

void ActivityPane::connectFeed()
{
    connect(m_feed, &ActivityFeed::figureRead, this, &ActivityPane::takeFigure);
    connect(m_feed, &ActivityFeed::breakdownRead, this, [this](const ActivityBreakdown &breakdown) {
        m_tables->takeBreakdown(breakdown);
        showColours();
    });
    connect(m_feed, &ActivityFeed::moversRead, this, &ActivityPane::takeMovers);
    connect(m_feed, &ActivityFeed::requestsRead, m_tables, &ActivityTables::takeRequests);
    connect(m_feed, &ActivityFeed::requestsFailed, m_tables, &ActivityTables::giveUpRequests);
    connect(m_feed, &ActivityFeed::namesRead, this, &ActivityPane::takeNames);
    connect(m_feed, &ActivityFeed::failed, this, &ActivityPane::showProblem);
    connect(m_feed, &ActivityFeed::timed, this, [this](qint64 ms) {
        m_readMs = ms;
        showFooter();
    });
}

void ActivityPane::connectChoices()
{
    const auto change = [this](auto edit) {
        ActivityView next = m_view;
        edit(next);
        go(next);
    };
    connect(m_toolbar, &ActivityToolbar::rangeChosen, this, [change](DateRange range) {
        change([range](ActivityView &view) {
            view.range = range;
            view.drillUp(0);
        });
    });
    connect(m_toolbar, &ActivityToolbar::customWanted, this, &ActivityPane::askForPeriod);
    connect(m_toolbar, &ActivityToolbar::stepWanted, this, &ActivityPane::step);
    connect(m_toolbar, &ActivityToolbar::groupChosen, this, [change](Group group) {
        change([group](ActivityView &view) {
            view.group = group;
            view.drillUp(0);
        });
    });
    connect(m_toolbar, &ActivityToolbar::simulatedChosen, this, [change](bool isIncluded) {
        change([isIncluded](ActivityView &view) { view.includesSimulated = isIncluded; });
    });
    connect(m_toolbar, &ActivityToolbar::compareChosen, this,
            [change](ActivityView::Compare compare) {
                change([compare](ActivityView &view) {
                    view.compare = compare;
                    if (compare == ActivityView::Compare::Off && view.tab == Tab::Movers)
                        view.tab = Tab::Breakdown;
                });
            });
    connect(m_toolbar->views(), &ViewsButton::viewChosen, this,
            [this](const QVariantMap &arguments) { go(ActivityView::of(arguments)); });
    connect(m_strip, &MetricStrip::metricChosen, this, [change](Metric metric) {
        change([metric](ActivityView &view) { view.metric = metric; });
    });
    connect(m_drill, &DrillBar::tabChosen, this, [change](Tab tab) {
        change([tab](ActivityView &view) {
            if (tab != Tab::Requests && !view.canBreakDown())
                view.drillUp(view.crumbs.size() - 1);
            view.tab = tab;
            if (tab == Tab::Movers && view.compare == ActivityView::Compare::Off)
                view.compare = ActivityView::Compare::Before;
        });
    });
    connect(m_drill, &DrillBar::thenByChosen, this, [change](Group group) {
        change([group](ActivityView &view) { view.thenBy = group; });
    });
    connect(m_drill, &DrillBar::upWanted, this,
            [change](int count) { change([count](ActivityView &view) { view.drillUp(count); }); });
    for (const auto &[key, direction] :
         {std::pair(Qt::Key_BracketLeft, -1), std::pair(Qt::Key_BracketRight, 1)}) {
        auto *shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, by = direction] { step(by); });
    }
}

void ActivityPane::connectTables()
{
    connect(m_chart, &StackedBarChart::segmentActivated, this, &ActivityPane::drillToSpot);
    connect(m_chart, &StackedBarChart::bucketActivated, this,
            [this](int bucket) { drillToSpot(bucket, -1); });
    connect(m_drill, &DrillBar::columnsWanted, m_tables, &ActivityTables::showColumnChooser);
    connect(m_tables, &ActivityTables::contentChanged, this, &ActivityPane::showFooter);
    connect(m_movers->chart(), &WaterfallChart::moverActivated, m_tables,
            &ActivityTables::drillToMover);
    connect(m_tables, &ActivityTables::pageWanted, this, [this](qlonglong beforeRow) {
        m_feed->readRequests(tableQuery(), beforeRow, GenerationsModel::pageSize);
    });
    connect(m_tables, &ActivityTables::drilled, this,
            [this](const ActivityCut::Filter &filter, const QString &name) {
                ActivityView view = m_view;
                view.drillTo(filter, name);
                m_tables->focusRows();
                go(view);
            });
    connect(m_tables, &ActivityTables::requestsWanted, this,
            [this](const ActivityCut::Filter &filter, const QString &name) {
                ActivityView view = m_view;
                view.drillTo(filter, name);
                view.tab = Tab::Requests;
                m_tables->focusRows();
                go(view);
            });
    connect(m_tables, &ActivityTables::backWanted, this, [this] {
        ActivityView view = m_view;
        view.drillUp(0);
        go(view);
    });
    connect(m_tables, &ActivityTables::widenWanted, this, [this] {
        ActivityView view = m_view;
        view.range = DateRange::Days90;
        view.drillUp(0);
        go(view);
    });
    connect(m_tables, &ActivityTables::requestOpened, this, [this](const QString &generation) {
        console().navigation.go(
            {QStringLiteral("live"), {{QStringLiteral("generation"), generation}}});
    });
    connect(m_tables, &ActivityTables::keyOpened, this, [this](qlonglong key) {
        console().navigation.go({QStringLiteral("keys"), {{QStringLiteral("key"), key}}});
    });
}

void ActivityPane::connectExport()
{
    connect(m_toolbar, &ActivityToolbar::breakdownCsvWanted, this, [this] {
        m_exports->exportBreakdown(m_tables->breakdown().breakdown(), m_view.tableGroup());
    });
    connect(m_toolbar, &ActivityToolbar::requestsCsvWanted, this, [this] {
        const bool isCounted = m_tables->hasBreakdown() && m_view.canBreakDown();
        m_exports->exportRequests(tableQuery(),
                                  isCounted ? m_tables->breakdown().breakdown().now.requests : 0);
    });
    connect(m_toolbar, &ActivityToolbar::pdfWanted, this,
            [this] { m_exports->exportPdf(reportOptions()); });
    connect(m_toolbar, &ActivityToolbar::printWanted, this,
            [this] { m_exports->print(reportOptions()); });
}

} // namespace turnpike::ui
