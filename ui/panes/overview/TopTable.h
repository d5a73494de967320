// SPDX-License-Identifier: GPL-3.0-or-later
// A short table in a card of the overview: a click or Enter opens what a row is about.
#pragma once

#include "ui/widgets/Card.h"
#include "ui/widgets/DataTable.h"

#include <QList>

class QAbstractItemModel;
class QModelIndex;

namespace turnpike::ui {

class TopTable final : public Card
{
    Q_OBJECT

public:
    /// `model` outlives the card; `emptyText` shows while it has no rows.
    TopTable(const Theme &theme, const QString &title, QAbstractItemModel &model,
             const QList<DataTable::Column> &columns, const QString &emptyText, QWidget *parent);

    DataTable *table() const { return m_table; }
    /// The column that the rows are in order of; the largest first.
    void showSorting(int column);

Q_SIGNALS:
    void rowOpened(int row);

private:
    void open(const QModelIndex &index);
    void showRowsOrEmpty();

    QAbstractItemModel &m_model;
    DataTable *m_table;
    QWidget *m_empty;
};

} // namespace turnpike::ui
