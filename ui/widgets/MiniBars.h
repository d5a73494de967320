// SPDX-License-Identifier: GPL-3.0-or-later
// Bars of one series without axes, as in an inspector.
#pragma once

#include "models/Cell.h"
#include "ui/widgets/PaintedFigure.h"

namespace turnpike::ui {

class MiniBars : public PaintedFigure
{
    Q_OBJECT
public:
    explicit MiniBars(const Theme &theme, QWidget *parent = nullptr);

    /// `tones` of single bars; missing ones are Accent.
    void setValues(const QVector<qint64> &values, const QVector<Tone> &tones = {});
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVector<qint64> m_values;
    QVector<Tone> m_tones;
};

} // namespace turnpike::ui
