// SPDX-License-Identifier: GPL-3.0-or-later
// The series of a chart with their sums. Pressing one hides and shows it; pressing it twice, or
// Enter, shows it alone.
#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace turnpike::ui {

class LegendRow;
class StackedBarChart;
class Theme;

class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    /// Follows the chart, which outlives it or dies with it.
    ChartLegend(const Theme &theme, StackedBarChart &chart, QWidget *parent = nullptr);

    void setShares(bool hasShares);
    void setRowHeight(int at100);
    /// What the last line is called: "Total", "30 days".
    void setTotalLabel(const QString &text);

private:
    void rebuild();
    void refresh();
    void toggle(int series);
    void isolate(int series);

    const Theme &m_theme;
    StackedBarChart &m_chart;
    QVBoxLayout *m_rows;
    QList<LegendRow *> m_series; ///< Children.
    QWidget *m_footer;
    QLabel *m_totalLabel;
    QLabel *m_total;
    int m_rowHeight = 30;
    int m_marked = -1;
    bool m_hasShares = false;
};

} // namespace turnpike::ui
