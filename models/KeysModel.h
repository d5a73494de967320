// SPDX-License-Identifier: GPL-3.0-or-later
// The API keys of an organization, one a row.
#pragma once

#include "models/KeyRow.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

namespace turnpike {

/// Rows keep their place from one setKeys() to the next; new keys come last. Sort with a proxy by
/// SortRole. IdRole is the key's row id.
class KeysModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name,
        Label,
        Owner, ///< Who made it.
        Today,
        ThisMonth,
        Limit,
        Resets,
        LastUsed,
        Created,
        Expires,
        Hash,
        columns
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setKeys(const QList<KeyRow> &rows, std::int64_t nowUs);
    const QList<KeyRow> &keys() const { return m_rows; }
    /// Null when there is none.
    const KeyRow *find(KeyId id) const;
    /// -1 when there is none.
    int rowOf(KeyId id) const { return m_rowById.value(id.value, -1); }
    KeyState state(int row) const { return keyState(m_rows[row], m_nowUs); }
    std::int64_t nowUs() const { return m_nowUs; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void removeMissing(const QList<KeyRow> &rows);
    void readRows();
    Cell cell(const KeyRow &row, int column) const;
    Cell nameCell(const KeyRow &row) const;
    Cell moneyCell(const KeyRow &row, Window window) const;
    Cell limitCell(const KeyRow &row) const;
    QVariant sortValue(const KeyRow &row, int column) const;
    QString toolTip(const KeyRow &row, int column) const;

    QList<KeyRow> m_rows;
    QHash<std::int64_t, int> m_rowById;
    std::int64_t m_nowUs = 0;
};

} // namespace turnpike
