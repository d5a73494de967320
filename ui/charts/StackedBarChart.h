// SPDX-License-Identifier: GPL-3.0-or-later
// A figure as stacked bars over time; T shows the same numbers as a table.
#pragma once

#include "ui/charts/BarCanvas.h"

#include <QStackedWidget>

namespace turnpike {

class FigureModel;

namespace ui {

class DataTable;
class SeriesColours;

/// Left and right choose a bucket, up and down a series of it, Enter activates what is chosen.
/// Other is a series, too: whoever drills down decides what that means.
class StackedBarChart final : public QStackedWidget
{
    Q_OBJECT

public:
    explicit StackedBarChart(const Theme &theme, QWidget *parent = nullptr);

    /// So that series look the same in every chart; borrowed. Without, colours follow the order.
    void setSeriesColours(SeriesColours *colours);
    /// Series that were hidden stay so when they are in this one, too.
    void setFigure(const turnpike::Figure &figure);
    const turnpike::Figure &figure() const;
    /// Fewer lines, for small charts.
    void setCompact(bool isCompact);
    void setBadge(const ChartBadge &badge);
    /// What each bucket came to in the period compared with, as a line; empty: none.
    void setBefore(const QList<qint64> &totals);
    /// Stays highlighted while nothing is pointed at; the next figure forgets it.
    void setMarked(const ChartSpot &spot);
    void setHiddenSeries(const QSet<int> &series);
    const QSet<int> &hiddenSeries() const;
    bool isTable() const { return currentIndex() == 1; }
    void setTable(bool isTable);

    /// Place of each series in Colours::series, for legends and tables beside the chart.
    const QList<int> &seriesColours() const { return m_placed; }
    BarCanvas *canvas() const { return m_canvas; }

Q_SIGNALS:
    void segmentActivated(int bucket, int series);
    void bucketActivated(int bucket);
    void hovered(int bucket, int series); ///< -1: none.
    void figureChanged();
    void hiddenSeriesChanged();

private:
    QSet<int> stillHidden(const turnpike::Figure &next) const;

    BarCanvas *m_canvas;
    FigureModel *m_model;
    DataTable *m_table;
    SeriesColours *m_colours = nullptr;
    QList<int> m_placed;
};

} // namespace ui
} // namespace turnpike
