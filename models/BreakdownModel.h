// SPDX-License-Identifier: GPL-3.0-or-later
// Usage of a period by model, key or provider.
#pragma once

#include "core/ActivityBreakdown.h"
#include "core/Figure.h"
#include "models/Cell.h"

#include <QAbstractTableModel>
#include <QHash>

namespace turnpike {

/// IdRole is the row id; SortRole sorts numbers by their size.
class BreakdownModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name,
        Spend,
        Share, ///< Of the metric.
        Change, ///< Of the metric, against the period before.
        Requests,
        Input,
        Output,
        Reasoning,
        CacheHit,
        PerMillion, ///< What a million tokens cost; marked when far above the average.
        Errors,
    };
    static constexpr int columns = Errors + 1;

    using QAbstractTableModel::QAbstractTableModel;

    void setBreakdown(const ActivityBreakdown &breakdown, FigureUnit metric);
    const ActivityBreakdown &breakdown() const { return m_breakdown; }
    /// "Model", "API key", "Provider"
    void setHeading(const QString &heading);
    /// Swatches: the colour of a row id in the chart palette, and that of all others; below 0:
    /// none.
    void setColours(const QHash<std::int64_t, int> &colours, int others);

    const ActivityRow &row(int row) const { return m_breakdown.rows[row]; }
    /// The line below the rows.
    Cell totalCell(int column) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    Cell cellOf(const ActivitySums &now, const ActivitySums &before, int column) const;
    Cell shareCell(const ActivitySums &now) const;
    Cell changeCell(const ActivitySums &now, const ActivitySums &before) const;
    Cell perMillionCell(const ActivitySums &sums) const;
    QVariant sortValue(const ActivityRow &row, int column) const;
    std::int64_t metricOf(const ActivitySums &sums) const;

    ActivityBreakdown m_breakdown;
    FigureUnit m_metric = FigureUnit::NanoUsd;
    QString m_heading;
    QHash<std::int64_t, int> m_colours;
    int m_otherColour = -1;
};

} // namespace turnpike
