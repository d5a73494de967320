// SPDX-License-Identifier: GPL-3.0-or-later
// The requests behind a figure, read from the ledger page by page.
#pragma once

#include "core/GenerationRow.h"
#include "core/LiveRequest.h"
#include "models/LiveCells.h"

#include <QAbstractTableModel>

namespace turnpike {

/// Newest first, in the columns of LiveColumn. It asks for a page with pageWanted() and goes on
/// when append() brings it. IdRole is the generation's id.
class GenerationsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int pageSize = 200;

    using QAbstractTableModel::QAbstractTableModel;

    /// Empties the list and asks for the first page.
    void restart();
    /// The page last asked for; a short one is the last.
    void append(const QList<GenerationRow> &page);
    /// The page last asked for did not come; fetchMore() asks again.
    void giveUp();

    bool isAtEnd() const { return m_isAtEnd; }
    const LiveRequest &request(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    /// Rows before this row id, 0 for the newest.
    void pageWanted(qlonglong beforeRow);

private:
    void noteNames(const GenerationRow &row);

    QList<LiveRequest> m_rows;
    LedgerNames m_names;
    bool m_isAtEnd = false;
    bool m_isWaiting = false;
};

} // namespace turnpike
