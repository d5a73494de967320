// SPDX-License-Identifier: GPL-3.0-or-later
// Where the time of a request went: one bar a phase on a common axis.
#pragma once

#include "ui/panes/live/LiveDetails.h"
#include "ui/widgets/PaintedFigure.h"

namespace turnpike::ui {

class PhaseChart final : public PaintedFigure
{
    Q_OBJECT

public:
    explicit PhaseChart(const Theme &theme, QWidget *parent = nullptr);

    void setPhases(const QList<LivePhaseBar> &phases, std::int64_t totalUs);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QColor colourOf(LivePhaseBar::Kind kind) const;
    void paintRow(QPainter &painter, const QRectF &row, const LivePhaseBar &phase) const;

    QList<LivePhaseBar> m_phases;
    std::int64_t m_totalUs = 0;
};

} // namespace turnpike::ui
