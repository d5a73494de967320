// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PaintedButton.h"

#include "ui/theme/Theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

namespace turnpike::ui {

PaintedButton::PaintedButton(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void PaintedButton::paintBox(QPainter &painter, const QColor &fill, const QColor &line,
                             int radius) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const qreal inset = line.isValid() ? 0.5 : 0;
    const qreal round = m_theme.px(radius);
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), round, round);
}

void PaintedButton::paintIcon(QPainter &painter, const QString &name, int x, int centreY, int size,
                              const QColor &colour) const
{
    const int side = m_theme.px(size);
    const int left = m_theme.px(x);
    const QRect box(layoutDirection() == Qt::RightToLeft ? width() - left - side : left,
                    m_theme.px(centreY) - side / 2, side, side);
    painter.drawPixmap(box, m_theme.pixmap(name, side, colour, devicePixelRatioF()));
}

bool PaintedButton::event(QEvent *event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    return QAbstractButton::event(event);
}

void PaintedButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace turnpike::ui
