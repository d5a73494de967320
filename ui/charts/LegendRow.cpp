// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/LegendRow.h"

#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QKeyEvent>
#include <QPainter>

namespace turnpike::ui {

namespace {

constexpr int shareWidth = 46;

} // namespace

LegendRow::LegendRow(const Theme &theme, int height, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_height(height)
{
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    wearFocusRing(*this, 4);
}

void LegendRow::setContent(const Content &content)
{
    setChecked(!content.isHidden);
    if (content == m_content)
        return;
    m_content = content;
    setAccessibleName(content.spoken);
    setToolTip(content.name);
    update();
}

QSize LegendRow::sizeHint() const
{
    return {m_theme.px(230), m_theme.px(m_height)};
}

void LegendRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT isolated();
    else
        QAbstractButton::keyPressEvent(event);
}

void LegendRow::mouseDoubleClickEvent(QMouseEvent *)
{
    Q_EMIT isolated();
}

void LegendRow::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF line = rect();
    const qreal side = m_theme.pxF(10);
    const QRectF swatch(line.left(), line.center().y() - side / 2, side, side);
    if (m_content.isHidden) {
        painter.setPen(QPen(colours.text3, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_content.colour);
        painter.drawRoundedRect(swatch, 2, 2);
    }
    QFont font = m_theme.font(Theme::Font::Small);
    painter.setFont(font);
    if (!m_content.share.isEmpty()) {
        painter.setPen(colours.text3);
        drawNumber(painter, line, Qt::AlignRight, m_content.share);
        line.setRight(line.right() - m_theme.pxF(shareWidth));
    }
    font.setWeight(m_content.isMarked ? QFont::DemiBold : QFont::Medium);
    painter.setFont(font);
    painter.setPen(m_content.isHidden ? colours.text3 : colours.text);
    drawNumber(painter, line, Qt::AlignRight, m_content.value);
    line.setRight(line.right() - numberWidth(QFontMetricsF(font), m_content.value)
                  - m_theme.pxF(10));
    line.setLeft(swatch.right() + m_theme.pxF(9));
    font.setWeight(m_content.isMarked ? QFont::DemiBold : QFont::Normal);
    font.setStrikeOut(m_content.isHidden);
    painter.setFont(font);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(font).elidedText(m_content.name, Qt::ElideMiddle, line.width()));
}

} // namespace turnpike::ui
