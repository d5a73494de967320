// SPDX-License-Identifier: GPL-3.0-or-later
// The lower half of the Activity pane: who and what the figures are made of, and the requests
// behind them.
#pragma once

#include "core/ActivityMovers.h"
#include "core/Figure.h"
#include "core/GenerationRow.h"
#include "ui/panes/activity/ActivityView.h"

#include <QHash>
#include <QStackedWidget>

class QSortFilterProxyModel;

namespace turnpike {

class BreakdownModel;
class GenerationsModel;
class MoversModel;

namespace ui {

class DataTable;
class EmptyState;
class Theme;

class ActivityTables final : public QStackedWidget
{
    Q_OBJECT

public:
    explicit ActivityTables(const Theme &theme, QWidget *parent = nullptr);

    /// What was read for another view is out of date, but stays until the new is there.
    void setView(const ActivityView &view, std::int64_t nowUs);
    /// Swatches of the breakdown; `others` is that of rows without one, below 0: none.
    void setColours(const QHash<std::int64_t, int> &colours, int others);
    void takeBreakdown(const ActivityBreakdown &breakdown);
    void takeMovers(const ActivityMovers &movers);
    /// As a row of the table opens.
    void drillToMover(int row);
    /// Forgets the requests in sight and asks for the first page.
    void restartRequests();
    void takeRequests(const QList<GenerationRow> &page);
    void giveUpRequests();

    const BreakdownModel &breakdown() const { return *m_breakdown; }
    const GenerationsModel &requests() const { return *m_requests; }
    /// The breakdown is that of the view.
    bool hasMovers() const { return m_hasMovers; }
    const MoversModel &movers() const { return *m_movers; }
    bool hasBreakdown() const { return m_hasBreakdown; }
    void showColumnChooser(const QPoint &at);
    /// The rows take the focus once they are there.
    void focusRows() { m_wantsFocus = true; }

Q_SIGNALS:
    void drilled(const turnpike::ActivityCut::Filter &filter, const QString &name);
    void requestsWanted(const turnpike::ActivityCut::Filter &filter, const QString &name);
    void pageWanted(qlonglong beforeRow);
    void requestOpened(const QString &generation);
    void keyOpened(qlonglong key);
    void backWanted();
    void widenWanted();
    void contentChanged();

private:
    enum Page { Loading, Breakdown, Requests, Nothing, Movers };

    QWidget *buildBreakdown();
    QWidget *buildRequests();
    QWidget *buildMovers();
    void connectRows(DataTable &table);
    const ActivityRow &rowOf(const QModelIndex &index) const;
    bool hasRows() const;
    QWidget *buildNothing();
    void showPage();
    void openRowMenu(const QModelIndex &index, const QPoint &at);
    void openRequestMenu(const QModelIndex &index, const QPoint &at);
    /// Nothing for what has no id to filter by. `signal` is drilled or requestsWanted.
    void tell(void (ActivityTables::*signal)(const ActivityCut::Filter &, const QString &),
              const QModelIndex &index);

    const Theme &m_theme;
    BreakdownModel *m_breakdown;
    QSortFilterProxyModel *m_sorted;
    MoversModel *m_movers;
    QSortFilterProxyModel *m_sortedMovers;
    GenerationsModel *m_requests;
    DataTable *m_table = nullptr;
    DataTable *m_moversTable = nullptr;
    DataTable *m_requestTable = nullptr;
    EmptyState *m_nothing = nullptr;
    ActivityView m_view;
    std::int64_t m_nowUs = 0;
    bool m_hasBreakdown = false;
    bool m_hasMovers = false;
    bool m_wantsFocus = false;
};

} // namespace ui
} // namespace turnpike
