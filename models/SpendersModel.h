// SPDX-License-Identifier: GPL-3.0-or-later
// The dearest keys or models of a figure, one a row.
#pragma once

#include "core/Figure.h"

#include <QAbstractTableModel>

namespace turnpike {

/// Rows are the first series of a figure of amounts, the dearest first, without Other and without
/// those that cost nothing. IdRole is the series' row id.
class SpendersModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Days, Spend, Share, columns };
    static constexpr int mostRows = 5;

    using QAbstractTableModel::QAbstractTableModel;

    void setFigure(const Figure &figure);
    const FigureSeries &series(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<FigureSeries> m_rows;
    std::int64_t m_total = 0;
};

} // namespace turnpike
