// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Sparkline.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

Sparkline::Sparkline(const Theme &theme, QWidget *parent)
    : PaintedFigure(theme, parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Sparkline::setValues(const QVector<qint64> &values, Tone tone)
{
    m_values = values;
    m_tone = tone;
    update();
}

QSize Sparkline::sizeHint() const
{
    return {theme().px(92), theme().px(34)};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawSpark(painter, rect(), m_values, sparkLook(theme(), m_tone));
}

} // namespace turnpike::ui
