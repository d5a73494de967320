// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ToggleSwitch.h"

#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

ToggleSwitch::ToggleSwitch(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setCheckable(true);
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    wearFocusRing(*this, 10);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize ToggleSwitch::sizeHint() const
{
    return {m_theme.px(36), m_theme.px(20)};
}

void ToggleSwitch::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal line = 1.4 * m_theme.pxF(1);
    QRectF track = QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2);
    if (isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isEnabled() ? colours.accentFill : colours.disabled);
    } else {
        painter.setPen(QPen(isEnabled() ? colours.borderInput : colours.border, line));
        painter.setBrush(colours.surface);
    }
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2);
    const qreal radius = m_theme.pxF(isChecked() ? 7 : 6);
    const bool isRight = isChecked() == (layoutDirection() == Qt::LeftToRight);
    const qreal x = isRight ? rect().right() - m_theme.pxF(9) : m_theme.pxF(10);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked()       ? colours.onAccent
                         : isEnabled() ? colours.borderInput
                                       : colours.border);
    painter.drawEllipse(QPointF(x, height() / 2.0), radius, radius);
}

} // namespace turnpike::ui
