// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/HintRow.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

HintRow::HintRow(const Theme &theme, const QString &title, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setText(title);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
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
    return {m_theme.px(240), m_theme.px(42)};
}

QSize HintRow::minimumSizeHint() const
{
    return {m_theme.px(120), m_theme.px(42)};
}

void HintRow::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void HintRow::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void HintRow::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    if (isEnabled() && (underMouse() || isDown()))
        painter.fillRect(rect(), colours.hover);
    const int chevron = m_theme.px(16);
    const int room = width() - chevron - m_theme.px(8);
    painter.setFont(m_theme.font(Theme::Font::Body));
    painter.setPen(colours.text);
    painter.drawText(QRect(0, m_theme.px(3), room, m_theme.px(18)), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room));
    painter.setFont(m_theme.font(Theme::Font::Small));
    painter.setPen(colours.text3);
    painter.drawText(QRect(0, m_theme.px(21), room, m_theme.px(16)), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, room));
    if (!isEnabled())
        return; // Only to read.
    painter.drawPixmap(width() - chevron, (height() - chevron) / 2,
                       m_theme.pixmap(QStringLiteral("chevron-right"), chevron, colours.text3,
                                      devicePixelRatioF()));
}

} // namespace turnpike::ui
