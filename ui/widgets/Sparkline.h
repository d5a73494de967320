// SPDX-License-Identifier: GPL-3.0-or-later
// A line of a few values, 92 x 34.
#pragma once

#include "models/Cell.h"
#include "ui/widgets/PaintedFigure.h"

namespace turnpike::ui {

class Sparkline : public PaintedFigure
{
    Q_OBJECT
public:
    explicit Sparkline(const Theme &theme, QWidget *parent = nullptr);

    /// From the oldest on; fewer than 2 draw nothing.
    void setValues(const QVector<qint64> &values, Tone tone = Tone::Accent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVector<qint64> m_values;
    Tone m_tone = Tone::Accent;
};

} // namespace turnpike::ui
