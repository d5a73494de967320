// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/HintRow.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

HintRow::HintRow(const Theme &theme, const QString &title, QWidget *parent)
    : PaintedButton(theme, parent)
{
    setText(title);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HintRow::setDetail(const QString &detail)
{
    m_detail = detail;
    setAccessibleDescription(detail);
    setToolTip(detail);
    update();
}

QSize HintRow::sizeHint() const
{
    return {theme().px(240), theme().px(42)};
}

QSize HintRow::minimumSizeHint() const
{
    return {theme().px(120), theme().px(42)};
}

void HintRow::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    if (isEnabled() && (underMouse() || isDown()))
        painter.fillRect(rect(), colours.hover);
    const int chevron = theme().px(16);
    const int room = width() - chevron - theme().px(8);
    painter.setFont(theme().font(Theme::Font::Body));
    painter.setPen(colours.text);
    painter.drawText(QRect(0, theme().px(3), room, theme().px(18)), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(colours.text3);
    painter.drawText(QRect(0, theme().px(21), room, theme().px(16)), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, room));
    if (!isEnabled())
        return; // Only to read.
    painter.drawPixmap(width() - chevron, (height() - chevron) / 2,
                       theme().pixmap(QStringLiteral("chevron-right"), chevron, colours.text3,
                                      devicePixelRatioF()));
}

} // namespace turnpike::ui
