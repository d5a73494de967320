// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/TopTable.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int rowHeight = 32;
constexpr int headHeight = 34;
constexpr int mostRows = 5;

} // namespace

TopTable::TopTable(const Theme &theme, const QString &title, QAbstractItemModel &model,
                   const QList<DataTable::Column> &columns, const QString &emptyText,
                   QWidget *parent)
    : Card(theme, parent)
    , m_model(model)
    , m_table(new DataTable(theme, title, this))
    , m_empty(makeLabel(emptyText, "faint", this))
{
    setTitle(title);
    m_table->setFramed(false);
    m_table->setModel(&model);
    m_table->setSortingEnabled(false);
    m_table->setColumns(columns);
    m_table->setRowHeight(rowHeight);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setSectionsMovable(false);
    m_table->horizontalHeader()->setContextMenuPolicy(Qt::PreventContextMenu);
    m_table->setMinimumHeight(theme.px(headHeight + mostRows * rowHeight));
    auto *empty = qobject_cast<QLabel *>(m_empty);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    body()->addWidget(m_table, 1);
    body()->addWidget(m_empty, 1);
    body()->setContentsMargins(0, 0, 0, theme.px(6));
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&model, signal, this, &TopTable::showRowsOrEmpty);
    connect(m_table, &QAbstractItemView::clicked, this, &TopTable::open);
    connect(m_table, &QAbstractItemView::activated, this, &TopTable::open);
    showRowsOrEmpty();
}

void TopTable::showSorting(int column)
{
    m_table->horizontalHeader()->setSortIndicatorShown(true);
    m_table->horizontalHeader()->setSortIndicator(column, Qt::DescendingOrder);
}

void TopTable::open(const QModelIndex &index)
{
    m_table->clearSelection();
    Q_EMIT rowOpened(index.row());
}

void TopTable::showRowsOrEmpty()
{
    const bool isEmpty = m_model.rowCount() == 0;
    m_table->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
}

} // namespace turnpike::ui
