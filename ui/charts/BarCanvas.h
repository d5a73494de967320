// SPDX-License-Identifier: GPL-3.0-or-later
// The drawing of a StackedBarChart: bars and axes are Qt Charts', what it cannot do is painted by
// items of its scene, so that everything prints as vectors.
#pragma once

#include "core/Figure.h"
#include "models/Cell.h"

#include <QChartView>
#include <QSet>

QT_BEGIN_NAMESPACE
class QCategoryAxis;
class QStackedBarSeries;
QT_END_NAMESPACE

namespace turnpike::ui {

class BarOverlay;
class ChartTooltip;
class Theme;

/// A bucket and a series of it; -1 is none, and a bucket alone means all of its series.
struct ChartSpot
{
    int bucket = -1;
    int series = -1;

    bool operator==(const ChartSpot &) const = default;
};

/// A note over a bar: "+104 %".
struct ChartBadge
{
    int bucket = -1;
    CellBadge badge;
};

class BarCanvas final : public QChartView
{
    Q_OBJECT

public:
    BarCanvas(const Theme &theme, QWidget *parent);
    ~BarCanvas() override;

    /// `colours`: places in Colours::series, one a series.
    void setFigure(const turnpike::Figure &figure, const QList<int> &colours,
                   const QSet<int> &hidden);
    const turnpike::Figure &figure() const { return m_figure; }
    void setHidden(const QSet<int> &series);
    const QSet<int> &hidden() const { return m_hidden; }
    void setCompact(bool isCompact);
    void setBadge(const ChartBadge &badge);
    /// One a bucket, of the period compared with; empty: none.
    void setBefore(const QList<qint64> &totals);
    /// Where the line of a bucket stands; below 0: there is none.
    qreal beforeY(int bucket) const;
    /// What stays highlighted while nothing is pointed at.
    void setMarked(const ChartSpot &spot);
    /// As with the pointer or the arrow keys.
    void point(const ChartSpot &spot);
    ChartSpot pointed() const { return m_pointed; }
    ChartSpot highlighted() const { return m_pointed.bucket >= 0 ? m_pointed : m_marked; }

    QColor colourOf(int series) const;
    std::int64_t shownTotal(int bucket) const; ///< Without hidden series.
    /// Where a bar, or one series of it, stands in the chart.
    QRectF barRect(int bucket) const;
    QRectF segmentRect(const ChartSpot &spot) const;
    QRectF slotRect(int bucket) const; ///< The column of a bucket, from the top of the plot.
    /// The spot under a point of the viewport.
    ChartSpot spotAt(const QPointF &at) const;

    // For the overlays.
    const Theme &theme() const { return m_theme; }
    const ChartBadge &badge() const { return m_badge; }
    QFont axisFont() const;
    QList<int> labelledBuckets() const; ///< On the time axis.
    bool hasFocusMark() const { return m_isByKeys && hasFocus(); }

Q_SIGNALS:
    void activated(const turnpike::ui::ChartSpot &spot);
    void pointedChanged(const turnpike::ui::ChartSpot &spot);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void rebuild();
    void rebuildAxes();
    void layOut();
    void labelTimes(int slots);
    void follow();
    void showTooltip();
    bool moveByKey(int key);
    int nextSeries(int from, int step) const;

    const Theme &m_theme;
    turnpike::Figure m_figure;
    QList<int> m_colours;
    QSet<int> m_hidden;
    QStackedBarSeries *m_bars; ///< Of the chart.
    QCategoryAxis *m_times; ///< Of the chart.
    QCategoryAxis *m_values; ///< Of the chart.
    BarOverlay *m_ground; ///< Under the grid; of the scene.
    BarOverlay *m_top; ///< Over everything; of the scene.
    QPointer<ChartTooltip> m_tooltip; ///< Of the window.
    ChartSpot m_pointed;
    ChartSpot m_marked;
    ChartSpot m_pressed;
    ChartBadge m_badge;
    QList<qint64> m_before;
    int m_labelStep = 0;
    bool m_isCompact = false;
    bool m_isByKeys = false;
};

} // namespace turnpike::ui

Q_DECLARE_METATYPE(turnpike::ui::ChartSpot)
