// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/FigureModel.h"

#include "models/Cell.h"
#include "models/FigureText.h"

namespace turnpike {

void FigureModel::setFigure(const Figure &figure)
{
    beginResetModel();
    m_figure = figure;
    endResetModel();
}

int FigureModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_figure.buckets.size());
}

int FigureModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_figure.series.size()) + 2;
}

std::int64_t FigureModel::valueAt(const QModelIndex &index) const
{
    const qsizetype series = index.column() - 1;
    return series < m_figure.series.size() ? m_figure.series[series].values.value(index.row())
                                           : m_figure.bucketTotal(index.row());
}

QVariant FigureModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const FigureBucket &bucket = m_figure.buckets[index.row()];
    if (role == IdRole)
        return qlonglong(bucket.startUs);
    Cell cell;
    if (index.column() == 0) {
        if (role == SortRole)
            return qlonglong(bucket.startUs);
        cell.text = bucket.fullLabel;
        if (bucket.isRunning)
            cell.detail = tr("so far");
        return cellData(cell, role);
    }
    const std::int64_t value = valueAt(index);
    if (role == SortRole)
        return qlonglong(value);
    if (role == Qt::ToolTipRole)
        return figureExact(m_figure.unit, value);
    cell.text = figureValue(m_figure.unit, value);
    cell.isNumber = true;
    cell.isStrong = index.column() + 1 == columnCount();
    cell.tone = value == 0 ? Tone::Faint : Tone::Normal;
    cell.spoken = figureSpoken(m_figure.unit, value);
    return cellData(cell, role);
}

QVariant FigureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return m_figure.zone.isEmpty() ? tr("Time") : tr("Time, %1").arg(m_figure.zone);
    const qsizetype series = section - 1;
    return series < m_figure.series.size() ? seriesName(m_figure.series[series]) : tr("Total");
}

} // namespace turnpike
