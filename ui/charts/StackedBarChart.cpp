// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/StackedBarChart.h"

#include "models/FigureModel.h"
#include "models/FigureText.h"
#include "ui/charts/ChartAccessible.h"
#include "ui/charts/SeriesColours.h"
#include "ui/widgets/DataTable.h"

#include <QShortcut>

namespace turnpike::ui {

StackedBarChart::StackedBarChart(const Theme &theme, QWidget *parent)
    : QStackedWidget(parent)
    , m_canvas(new BarCanvas(theme, this))
    , m_model(new FigureModel(this))
    , m_table(new DataTable(theme, {}, this))
{
    installChartAccessibility();
    setFocusProxy(m_canvas);
    m_table->setObjectName(QStringLiteral("chartTable"));
    m_table->setFramed(false);
    m_table->setModel(m_model);
    addWidget(m_canvas);
    addWidget(m_table);
    // Before the table searches for it.
    auto *table = new QShortcut(Qt::Key_T, this);
    table->setContext(Qt::WidgetWithChildrenShortcut);
    connect(table, &QShortcut::activated, this, [this] { setTable(!isTable()); });
    connect(m_canvas, &BarCanvas::activated, this, [this](const ChartSpot &spot) {
        if (spot.series >= 0)
            Q_EMIT segmentActivated(spot.bucket, spot.series);
        else
            Q_EMIT bucketActivated(spot.bucket);
    });
    connect(m_canvas, &BarCanvas::pointedChanged, this,
            [this](const ChartSpot &spot) { Q_EMIT hovered(spot.bucket, spot.series); });
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        const int series = index.column() - 1;
        if (series >= 0 && series < figure().series.size())
            Q_EMIT segmentActivated(index.row(), series);
        else
            Q_EMIT bucketActivated(index.row());
    });
}

void StackedBarChart::setSeriesColours(SeriesColours *colours)
{
    m_colours = colours;
}

void StackedBarChart::setFigure(const turnpike::Figure &figure)
{
    SeriesColours own;
    m_placed = (m_colours != nullptr ? *m_colours : own).of(figure);
    const QSet<int> hidden = stillHidden(figure);
    m_canvas->setFigure(figure, m_placed, hidden);
    m_model->setFigure(figure);
    QList<DataTable::Column> columns(m_model->columnCount());
    for (DataTable::Column &column : columns)
        column = {.width = 116, .stretch = true};
    columns.first().width = 190;
    m_table->setColumns(columns);
    m_table->setAccessibleName(figureSummary(figure));
    Q_EMIT figureChanged();
}

QSet<int> StackedBarChart::stillHidden(const turnpike::Figure &next) const
{
    QSet<int> hidden;
    for (const int before : m_canvas->hidden()) {
        const FigureSeries &was = figure().series[before];
        for (int series = 0; series < next.series.size(); ++series) {
            const FigureSeries &is = next.series[series];
            if (is.id == was.id && is.name == was.name && is.isOther == was.isOther)
                hidden.insert(series);
        }
    }
    // Nothing left to see would look like nothing there.
    return hidden.size() < next.series.size() ? hidden : QSet<int>();
}

const turnpike::Figure &StackedBarChart::figure() const
{
    return m_canvas->figure();
}

void StackedBarChart::setCompact(bool isCompact)
{
    m_canvas->setCompact(isCompact);
}

void StackedBarChart::setBefore(const QList<qint64> &totals)
{
    m_canvas->setBefore(totals);
}

void StackedBarChart::setBadge(const ChartBadge &badge)
{
    m_canvas->setBadge(badge);
}

void StackedBarChart::setMarked(const ChartSpot &spot)
{
    m_canvas->setMarked(spot);
}

void StackedBarChart::setHiddenSeries(const QSet<int> &series)
{
    if (series == m_canvas->hidden())
        return;
    m_canvas->setHidden(series);
    Q_EMIT hiddenSeriesChanged();
}

const QSet<int> &StackedBarChart::hiddenSeries() const
{
    return m_canvas->hidden();
}

void StackedBarChart::setTable(bool isTable)
{
    QWidget *now = isTable ? static_cast<QWidget *>(m_table) : m_canvas;
    const bool hadFocus = currentWidget()->hasFocus();
    setFocusProxy(now);
    setCurrentWidget(now);
    if (hadFocus)
        now->setFocus(Qt::OtherFocusReason);
}

} // namespace turnpike::ui
