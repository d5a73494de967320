// SPDX-License-Identifier: GPL-3.0-or-later
// A short table that is given anew as a whole, and changes in place.
#pragma once

#include <QAbstractTableModel>
#include <QList>

namespace turnpike {

/// Holds rows of `Row` under `columns` columns. The subclass says what a cell shows.
template <typename Row, int columns>
class RowsModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    const Row &row(int at) const { return m_rows[at]; }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : columns;
    }

protected:
    /// No reset: the keyboard stays where it is.
    void setRows(QList<Row> rows)
    {
        const auto before = static_cast<int>(m_rows.size());
        const auto now = static_cast<int>(rows.size());
        if (now < before)
            beginRemoveRows({}, now, before - 1);
        else if (now > before)
            beginInsertRows({}, before, now - 1);
        m_rows = std::move(rows);
        if (now < before)
            endRemoveRows();
        else if (now > before)
            endInsertRows();
        if (now > 0)
            Q_EMIT dataChanged(index(0, 0), index(now - 1, columns - 1));
    }

private:
    QList<Row> m_rows;
};

} // namespace turnpike
