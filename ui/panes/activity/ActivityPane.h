// SPDX-License-Identifier: GPL-3.0-or-later
// "Activity": spend, tokens and requests over time, down to the requests behind them.
#pragma once

#include "ui/panes/activity/ActivityView.h"
#include "ui/shell/Pane.h"

#include <QTimer>

class QLabel;
class QScrollArea;
class QStackedWidget;

namespace turnpike {

struct ActivityMovers;
struct ActivitySummary;
struct Error;
struct Figure;
struct LedgerNames;
struct ReportOptions;

namespace ui {

class ActivityFeed;
class ActivityTables;
class ActivityToolbar;
class ChartLegend;
class DrillBar;
class ExportRow;
class MetricStrip;
class MoversView;
class StackedBarChart;

/// Arguments of its place are those of ActivityView, which state() tells as well: a period by
/// "range" or by "from" and "to" in microseconds UTC, "metric", "group", and "model", "key" and
/// "provider" by row id to drill down to.
class ActivityPane final : public Pane
{
    Q_OBJECT

public:
    ActivityPane(Console &console, QWidget *parent = nullptr);

    QString title() const override { return tr("Activity"); }
    QString scope() const override;
    void enter(const QVariantMap &arguments) override;
    void leave() override;
    QVariantMap state() const override { return m_view.arguments(); }
    bool supports(Act act) const override;
    void focusFilter() override;
    void refresh() override;
    void exportView() override;
    QList<QWidget *> regions() override;

    const ActivityView &view() const { return m_view; }

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildProblem();
    QWidget *buildPage();
    QWidget *buildChart();
    QWidget *buildFooter();
    void connectFeed();
    void connectChoices();
    void connectTables();
    void connectExport();

    /// Shows a changed view as a new place of the window, so that there is a way back.
    void go(const ActivityView &view);
    void learnNames(const ActivityView &view);
    void showView();
    void showFigurePage(QWidget *page);
    void takeFigure(const Figure &figure, const ActivitySummary &summary,
                    const QList<qint64> &before);
    void takeMovers(const ActivityMovers &movers);
    void takeNames(const LedgerNames &names);
    void markDrilled();
    void showColours();
    void showProblem(const Error &error);
    void showFooter();

    void step(int direction);
    void askForPeriod();
    void drillToSpot(int bucket, int series);
    void goUp();
    ActivityQuery tableQuery() const;
    ReportOptions reportOptions() const;

    ActivityFeed *m_feed;
    ActivityToolbar *m_toolbar;
    QScrollArea *m_scroll = nullptr; ///< All but footer and exports.
    MetricStrip *m_strip = nullptr;
    StackedBarChart *m_chart = nullptr;
    ChartLegend *m_legend = nullptr;
    QStackedWidget *m_figures = nullptr; ///< The chart, or what moved.
    MoversView *m_movers = nullptr;
    DrillBar *m_drill;
    ActivityTables *m_tables;
    ExportRow *m_exports;
    QWidget *m_problem = nullptr;
    QLabel *m_problemText = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_hints = nullptr;
    QLabel *m_readTime = nullptr;
    QTimer m_refresh;
    ActivityView m_view;
    QHash<QPair<int, qint64>, QString>
        m_names; ///< Of what was drilled down to; by dimension and id.
    qint64 m_readMs = -1;
    bool m_isShown = false;
};

} // namespace ui
} // namespace turnpike
