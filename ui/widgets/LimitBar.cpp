// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/LimitBar.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

LimitBar::LimitBar(const Theme &theme, QWidget *parent)
    : PaintedFigure(theme, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LimitBar::setShare(int perMille)
{
    m_perMille = perMille;
    setTone(limitTone(perMille));
}

void LimitBar::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void LimitBar::setTexts(const QString &used, const QString &limit)
{
    m_used = used;
    m_limit = limit;
    setAccessibleName(used + QLatin1Char(' ') + limit);
    updateGeometry();
    update();
}

void LimitBar::setBarWidth(int at100)
{
    m_barWidth = at100;
    updateGeometry();
    update();
}

QSize LimitBar::sizeHint() const
{
    if (m_used.isEmpty() && m_limit.isEmpty())
        return {theme().px(m_barWidth), theme().px(6)};
    const QFontMetricsF strong(theme().font(Theme::Font::Strong));
    const QFontMetricsF small(theme().font(Theme::Font::Small));
    return {theme().px(m_barWidth + 12 + 5) + qCeil(numberWidth(strong, m_used))
                + qCeil(small.horizontalAdvance(m_limit)),
            theme().px(18)};
}

void LimitBar::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    const bool hasWords = !m_used.isEmpty() || !m_limit.isEmpty();
    const qreal tall = theme().px(6);
    QRectF bar(0, qRound((height() - tall) / 2), hasWords ? theme().px(m_barWidth) : width(), tall);
    drawBar(painter, bar, m_perMille, colours.barTrack, colours.bar(m_tone));
    if (!hasWords)
        return;
    painter.setFont(theme().font(Theme::Font::Strong));
    painter.setPen(m_tone == Tone::Accent ? colours.text : colours.of(m_tone));
    const QRectF used(bar.right() + theme().px(12), 0,
                      numberWidth(QFontMetricsF(painter.font()), m_used), height());
    drawNumber(painter, used, Qt::AlignLeft, m_used);
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(colours.text3);
    drawNumber(painter, QRectF(used.right() + theme().px(5), 0, width(), height()), Qt::AlignLeft,
               m_limit);
}

} // namespace turnpike::ui
