// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Skeleton.h"

#include "ui/theme/Theme.h"

#include <QPainter>

#include <array>

namespace turnpike::ui {

Skeleton::Skeleton(const Theme &theme, Kind kind, QWidget *parent)
    : PaintedFigure(theme, parent)
    , m_kind(kind)
{
    setAccessibleName(tr("Loading"));
    m_patience.setSingleShot(true);
    m_patience.setInterval(150);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_isDue = true;
        update();
    });
}

QSize Skeleton::sizeHint() const
{
    return {theme().px(200), theme().px(m_kind == Kind::Card ? 112 : 180)};
}

void Skeleton::showEvent(QShowEvent *event)
{
    PaintedFigure::showEvent(event);
    m_isDue = false;
    m_patience.start();
}

void Skeleton::hideEvent(QHideEvent *event)
{
    PaintedFigure::hideEvent(event);
    m_patience.stop();
}

void Skeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = theme().colours();
    if (m_kind == Kind::Card) {
        painter.setPen(QPen(colours.hairline, 1));
        painter.setBrush(colours.surface);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme().pxF(8),
                                theme().pxF(8));
    }
    if (!m_isDue)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.skeleton);
    m_kind == Kind::Card ? drawCard(painter) : drawRows(painter);
}

void Skeleton::drawCard(QPainter &painter) const
{
    const qreal radius = theme().pxF(4);
    const auto block = [&](int x, int y, int w, int h) {
        painter.drawRoundedRect(QRectF(theme().px(x), theme().px(y), theme().px(w), theme().px(h)),
                                radius, radius);
    };
    block(17, 17, 110, 12);
    block(17, 43, 140, 22);
    block(17, 83, 180, 12);
    const int right = qRound(width() / theme().pxF(1)) - 17 - 92;
    if (right > 210)
        block(right, 35, 92, 32);
}

void Skeleton::drawRows(QPainter &painter) const
{
    constexpr std::array<int, 4> widths{42, 30, 38, 26}; // Percent of the width.
    const int row = theme().px(36);
    const int thick = theme().px(10);
    for (int i = 0; (i + 1) * row <= height(); ++i) {
        const int y = i * row + (row - thick) / 2;
        const qreal wide = width() * widths[std::size_t(i) % widths.size()] / 100.0;
        painter.drawRoundedRect(QRectF(theme().px(16), y, wide, thick), theme().pxF(4),
                                theme().pxF(4));
        painter.drawRoundedRect(QRectF(width() - theme().px(16 + 80), y, theme().px(80), thick),
                                theme().pxF(4), theme().pxF(4));
    }
}

} // namespace turnpike::ui
