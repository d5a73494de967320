// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MiniBars.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace turnpike::ui {

MiniBars::MiniBars(const Theme &theme, QWidget *parent)
    : PaintedFigure(theme, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MiniBars::setValues(const QVector<qint64> &values, const QVector<Tone> &tones)
{
    m_values = values;
    m_tones = tones;
    update();
}

QSize MiniBars::sizeHint() const
{
    return {theme().px(200), theme().px(56)};
}

void MiniBars::paintEvent(QPaintEvent *)
{
    if (m_values.isEmpty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qint64 highest = std::max<qint64>(1, *std::max_element(m_values.begin(), m_values.end()));
    const qreal slot = qreal(width()) / qreal(m_values.size());
    const qreal bar = std::max(1.0, slot - std::min(theme().pxF(3), slot * 0.3));
    const Colours &colours = theme().colours();
    for (qsizetype i = 0; i < m_values.size(); ++i) {
        if (m_values[i] <= 0)
            continue;
        const qreal tall
            = std::max(theme().pxF(2), qreal(height()) * qreal(m_values[i]) / qreal(highest));
        const Tone tone = i < m_tones.size() ? m_tones[i] : Tone::Accent;
        painter.setBrush(tone == Tone::Accent ? colours.series[0] : colours.bar(tone));
        painter.drawRoundedRect(QRectF(slot * qreal(i), height() - tall, bar, tall),
                                theme().pxF(1.5), theme().pxF(1.5));
    }
}

} // namespace turnpike::ui
