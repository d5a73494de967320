// SPDX-License-Identifier: GPL-3.0-or-later
// Spend per day by model, as bars with their legend.
#pragma once

#include "core/Overview.h"
#include "ui/widgets/Card.h"

namespace turnpike::ui {

class ChartLegend;
class SeriesColours;
class StackedBarChart;
struct Place;

class SpendCard final : public Card
{
    Q_OBJECT

public:
    SpendCard(const Theme &theme, SeriesColours &colours, QWidget *parent);

    /// `isCompared`: with the change since the span before.
    void show(const Overview &overview, bool isCompared);
    StackedBarChart *chart() const { return m_chart; }

Q_SIGNALS:
    void placeAsked(const turnpike::ui::Place &place);

private:
    void tellSpan(const Overview &overview, bool isCompared);
    void askBucket(int bucket, int series);
    /// A day that doubled is named where it stands.
    void markYesterday(const Overview &overview);

    StackedBarChart *m_chart;
    ChartLegend *m_legend;
    Figure m_shown;
};

} // namespace turnpike::ui
