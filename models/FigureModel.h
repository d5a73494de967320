// SPDX-License-Identifier: GPL-3.0-or-later
// A figure as a table: what a chart shows under T, and what assistive programs read of it.
#pragma once

#include "core/Figure.h"

#include <QAbstractTableModel>

namespace turnpike {

/// Rows are buckets in order of time; columns are the time, each series, and their sum.
/// IdRole is the bucket's start in microseconds UTC.
class FigureModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setFigure(const Figure &figure);
    const Figure &figure() const { return m_figure; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    std::int64_t valueAt(const QModelIndex &index) const;

    Figure m_figure;
};

} // namespace turnpike
