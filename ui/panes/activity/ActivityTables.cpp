// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ActivityTables.h"

#include "models/BreakdownModel.h"
#include "models/GenerationsModel.h"
#include "models/MoversModel.h"
#include "ui/panes/activity/TotalsRow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Skeleton.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

using Group = ActivityQuery::Group;
using Metric = ActivityQuery::Metric;
using Tab = ActivityView::Tab;

FigureUnit unitOf(Metric metric)
{
    switch (metric) {
    case Metric::Tokens: return FigureUnit::Tokens;
    case Metric::Requests: return FigureUnit::Requests;
    case Metric::Spend: break;
    }
    return FigureUnit::NanoUsd;
}

QList<DataTable::Column> breakdownColumns()
{
    QList<DataTable::Column> columns(BreakdownModel::columns);
    columns[BreakdownModel::Name] = {.width = 220, .stretch = true};
    columns[BreakdownModel::Spend] = {.width = 104};
    columns[BreakdownModel::Share] = {.width = 152, .priority = 4};
    columns[BreakdownModel::Change] = {.width = 104};
    columns[BreakdownModel::Requests] = {.width = 92};
    columns[BreakdownModel::Input] = {.width = 80, .priority = 3};
    columns[BreakdownModel::Output] = {.width = 80, .priority = 3};
    columns[BreakdownModel::Reasoning] = {.width = 92, .isHidden = true};
    columns[BreakdownModel::CacheHit] = {.width = 88, .priority = 2};
    columns[BreakdownModel::PerMillion] = {.width = 92, .priority = 1};
    columns[BreakdownModel::Errors] = {.width = 80};
    return columns;
}

QList<DataTable::Column> moverColumns()
{
    QList<DataTable::Column> columns(7);
    columns[MoversModel::Name] = {.width = 200, .stretch = true};
    columns[MoversModel::Before] = {.width = 128, .priority = 2};
    columns[MoversModel::Now] = {.width = 128, .priority = 1};
    columns[MoversModel::Change] = {.width = 112};
    columns[MoversModel::Share] = {.width = 90};
    columns[MoversModel::Requests] = {.width = 104, .priority = 3};
    columns[MoversModel::Why] = {.width = 260};
    return columns;
}

QList<DataTable::Column> requestColumns()
{
    QList<DataTable::Column> columns(liveColumns);
    const auto at
        = [&columns](LiveColumn column) -> DataTable::Column & { return columns[int(column)]; };
    for (int column = int(LiveColumn::Cached); column < liveColumns; ++column)
        columns[column] = {.width = 100, .isHidden = true};
    at(LiveColumn::Time) = {.width = 126};
    at(LiveColumn::Status) = {.width = 150};
    at(LiveColumn::Key) = {.width = 140, .stretch = true};
    at(LiveColumn::Model) = {.width = 190, .stretch = true};
    at(LiveColumn::Provider) = {.width = 100, .priority = 2};
    at(LiveColumn::Input) = {.width = 76, .priority = 3};
    at(LiveColumn::Output) = {.width = 76, .priority = 3};
    at(LiveColumn::FirstToken) = {.width = 80, .priority = 1};
    at(LiveColumn::Total) = {.width = 80};
    at(LiveColumn::Cost) = {.width = 104};
    return columns;
}

void copyId(const QModelIndex &index)
{
    QGuiApplication::clipboard()->setText(index.data(IdRole).toString());
}

} // namespace

ActivityTables::ActivityTables(const Theme &theme, QWidget *parent)
    : QStackedWidget(parent)
    , m_theme(theme)
    , m_breakdown(new BreakdownModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_movers(new MoversModel(this))
    , m_sortedMovers(new QSortFilterProxyModel(this))
    , m_requests(new GenerationsModel(this))
{
    setObjectName(QStringLiteral("activityTables"));
    m_sorted->setSourceModel(m_breakdown);
    m_sorted->setSortRole(SortRole);
    m_sortedMovers->setSourceModel(m_movers);
    m_sortedMovers->setSortRole(SortRole);
    // In the order of Page.
    addWidget(new Skeleton(theme, Skeleton::Kind::Rows, this));
    addWidget(buildBreakdown());
    addWidget(buildRequests());
    addWidget(buildNothing());
    addWidget(buildMovers());
}

QWidget *ActivityTables::buildBreakdown()
{
    auto *card = new Card(m_theme, this);
    m_table = new DataTable(m_theme, tr("Breakdown"), card);
    m_table->setObjectName(QStringLiteral("breakdownTable"));
    m_table->setFramed(false);
    m_table->setModel(m_sorted);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setColumns(breakdownColumns());
    m_table->sortByColumn(BreakdownModel::Spend, Qt::DescendingOrder);
    m_table->setStateKey(QStringLiteral("activity/v1"));
    m_table->setRowActions({{QStringLiteral("radio"), tr("Show its requests")}});
    card->body()->addWidget(m_table, 1);
    card->body()->addWidget(new TotalsRow(
        m_theme, *m_breakdown, *m_table,
        [this](int column) { return m_breakdown->totalCell(column); }, card));
    connectRows(*m_table);
    return card;
}

QWidget *ActivityTables::buildMovers()
{
    auto *card = new Card(m_theme, this);
    m_moversTable = new DataTable(m_theme, tr("Movers"), card);
    m_moversTable->setObjectName(QStringLiteral("moversTable"));
    m_moversTable->setFramed(false);
    m_moversTable->setModel(m_sortedMovers);
    m_moversTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_moversTable->setColumns(moverColumns());
    m_moversTable->sortByColumn(MoversModel::Change, Qt::DescendingOrder);
    m_moversTable->setStateKey(QStringLiteral("activity.movers/v1"));
    m_moversTable->setRowActions({{QStringLiteral("radio"), tr("Show its requests")}});
    card->body()->addWidget(m_moversTable, 1);
    auto *totals = new TotalsRow(
        m_theme, *m_movers, *m_moversTable,
        [this](int column) { return m_movers->totalCell(column); }, card);
    totals->setObjectName(QStringLiteral("moversTotals"));
    card->body()->addWidget(totals);
    connectRows(*m_moversTable);
    return card;
}

/// What rows of models, keys and providers lead to.
void ActivityTables::connectRows(DataTable &table)
{
    connect(&table, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { tell(&ActivityTables::drilled, index); });
    connect(&table, &DataTable::rowAction, this,
            [this](const QModelIndex &index) { tell(&ActivityTables::requestsWanted, index); });
    connect(&table, &DataTable::menuRequested, this, &ActivityTables::openRowMenu);
}

QWidget *ActivityTables::buildRequests()
{
    m_requestTable = new DataTable(m_theme, tr("Requests"), this);
    m_requestTable->setObjectName(QStringLiteral("requestsTable"));
    m_requestTable->setModel(m_requests);
    m_requestTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_requestTable->setSortingEnabled(false);
    m_requestTable->setColumns(requestColumns());
    m_requestTable->setStateKey(QStringLiteral("activity.requests/v1"));
    m_requestTable->setRowActions({{QStringLiteral("copy"), tr("Copy generation id")}});
    connect(m_requests, &GenerationsModel::pageWanted, this, &ActivityTables::pageWanted);
    connect(m_requestTable, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT requestOpened(index.data(IdRole).toString());
    });
    connect(m_requestTable, &DataTable::rowAction, this, &copyId);
    connect(m_requestTable, &DataTable::menuRequested, this, &ActivityTables::openRequestMenu);
    return m_requestTable;
}

QWidget *ActivityTables::buildNothing()
{
    m_nothing = new EmptyState(m_theme, this);
    m_nothing->setObjectName(QStringLiteral("activityNothing"));
    connect(m_nothing, &EmptyState::primary, this, &ActivityTables::backWanted);
    connect(m_nothing, &EmptyState::link, this, &ActivityTables::widenWanted);
    return m_nothing;
}

void ActivityTables::setView(const ActivityView &view, std::int64_t nowUs)
{
    m_view = view;
    m_nowUs = nowUs;
    m_hasBreakdown = false;
    m_hasMovers = false;
    showPage();
}

void ActivityTables::setColours(const QHash<std::int64_t, int> &colours, int others)
{
    m_breakdown->setColours(colours, others);
}

void ActivityTables::takeBreakdown(const ActivityBreakdown &breakdown)
{
    const QVariant current = m_table->currentIndex().data(IdRole);
    m_hasBreakdown = true;
    m_breakdown->setHeading(nameOf(m_view.tableGroup()));
    m_breakdown->setBreakdown(breakdown, unitOf(m_view.metric));
    for (int row = 0; row < m_sorted->rowCount() && current.isValid(); ++row) {
        if (m_sorted->index(row, 0).data(IdRole) == current)
            m_table->setCurrentIndex(m_sorted->index(row, 0));
    }
    showPage();
    if (m_view.tab == Tab::Breakdown && std::exchange(m_wantsFocus, false))
        m_table->setFocus(Qt::OtherFocusReason);
}

void ActivityTables::takeMovers(const ActivityMovers &movers)
{
    m_hasMovers = true;
    m_movers->setHeading(nameOf(m_view.tableGroup()));
    m_movers->setMovers(movers, periodText(movers.periodBefore, m_nowUs),
                        periodText(movers.period, m_nowUs));
    showPage();
    if (m_view.tab == Tab::Movers && std::exchange(m_wantsFocus, false))
        m_moversTable->setFocus(Qt::OtherFocusReason);
}

void ActivityTables::drillToMover(int row)
{
    tell(&ActivityTables::drilled, m_sortedMovers->mapFromSource(m_movers->index(row, 0)));
}

void ActivityTables::restartRequests()
{
    m_requests->restart();
    showPage();
}

void ActivityTables::takeRequests(const QList<GenerationRow> &page)
{
    m_requests->append(page);
    showPage();
    if (m_view.tab == Tab::Requests && std::exchange(m_wantsFocus, false))
        m_requestTable->setFocus(Qt::OtherFocusReason);
}

void ActivityTables::giveUpRequests()
{
    m_requests->giveUp();
}

void ActivityTables::showColumnChooser(const QPoint &at)
{
    DataTable *shown = m_table;
    if (m_view.tab == Tab::Requests)
        shown = m_requestTable;
    else if (m_view.tab == Tab::Movers)
        shown = m_moversTable;
    shown->showColumnChooser(at);
}

void ActivityTables::showPage()
{
    Page page = Breakdown;
    bool isRead = m_hasBreakdown;
    if (m_view.tab == Tab::Requests) {
        page = Requests;
        isRead = m_requests->isAtEnd();
    } else if (m_view.tab == Tab::Movers) {
        page = Movers;
        isRead = m_hasMovers;
    }
    if (!hasRows() && isRead)
        page = Nothing;
    else if (!hasRows() && page != Requests)
        page = Loading;
    if (page == Nothing) {
        const QString period = periodText(m_view.tableQuery(m_nowUs).period, m_nowUs);
        m_nothing->set(QStringLiteral("chart-column"), tr("No activity in this period"),
                       m_view.filters().isEmpty()
                           ? tr("No request was made: %1.").arg(period)
                           : tr("Nothing fits what is chosen: %1.").arg(period),
                       m_view.crumbs.isEmpty() ? QString() : tr("Back to all"),
                       m_view.range == DateRange::Days90 ? QString() : tr("Widen to 90 days"));
    }
    setCurrentIndex(page);
    Q_EMIT contentChanged();
}

bool ActivityTables::hasRows() const
{
    switch (m_view.tab) {
    case Tab::Requests: return m_requests->rowCount() > 0;
    case Tab::Movers: return m_movers->rowCount() > 0;
    case Tab::Breakdown: break;
    }
    return m_breakdown->rowCount() > 0;
}

const ActivityRow &ActivityTables::rowOf(const QModelIndex &index) const
{
    if (index.model() == m_sortedMovers)
        return m_movers->row(m_sortedMovers->mapToSource(index).row()).row;
    return m_breakdown->row(m_sorted->mapToSource(index).row());
}

void ActivityTables::tell(void (ActivityTables::*signal)(const ActivityCut::Filter &,
                                                         const QString &),
                          const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const ActivityRow &row = rowOf(index);
    if (row.rowId > 0)
        Q_EMIT(this->*signal)({dimensionOf(m_view.tableGroup()), row.rowId}, row.name);
}

void ActivityTables::openRowMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid())
        return;
    const QPersistentModelIndex row(index);
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("breakdownMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Drill down")), &QAction::triggered, this,
            [this, row] { tell(&ActivityTables::drilled, row); });
    connect(menu->addAction(tr("Show its requests")), &QAction::triggered, this,
            [this, row] { tell(&ActivityTables::requestsWanted, row); });
    const qlonglong id = index.data(IdRole).toLongLong();
    if (m_view.tableGroup() == Group::Key && id > 0)
        connect(menu->addAction(tr("Open key")), &QAction::triggered, this,
                [this, id] { Q_EMIT keyOpened(id); });
    menu->popup(at);
}

void ActivityTables::openRequestMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid())
        return;
    const QString id = index.data(IdRole).toString();
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("requestMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Open request")), &QAction::triggered, this,
            [this, id] { Q_EMIT requestOpened(id); });
    connect(menu->addAction(tr("Copy generation id")), &QAction::triggered, this,
            [id] { QGuiApplication::clipboard()->setText(id); });
    menu->popup(at);
}

} // namespace turnpike::ui
