// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/StatCard.h"

#include "ui/theme/FocusRing.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

StatCard::StatCard(const Theme &theme, QWidget *parent)
    : PaintedButton(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    wearFocusRing(*this, 8);
    connect(this, &QAbstractButton::clicked, this, &StatCard::activated);
}

void StatCard::setLabel(const QString &text)
{
    m_label = text;
    tellName();
}

void StatCard::setValue(const QString &text)
{
    m_value = text;
    tellName();
}

void StatCard::setBadge(const CellBadge &badge)
{
    m_badge = badge;
    tellName();
}

void StatCard::setNote(const QString &text)
{
    m_note = text;
    tellName();
}

void StatCard::setSpark(const QVector<qint64> &values, Tone tone)
{
    m_spark = values;
    m_sparkTone = tone;
    update();
}

void StatCard::tellName()
{
    QStringList parts;
    for (const QString &part : {m_label, m_value, m_badge.text, m_note}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    setAccessibleName(parts.join(QStringLiteral(", ")));
    update();
}

QSize StatCard::sizeHint() const
{
    return {theme().px(264), theme().px(112)};
}

QSize StatCard::minimumSizeHint() const
{
    return {theme().px(180), theme().px(112)};
}

void StatCard::paintEvent(QPaintEvent *)
{
    const Colours &colours = theme().colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(underMouse() ? colours.border : colours.hairline, 1));
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme().pxF(8),
                            theme().pxF(8));
    const int left = theme().px(17);
    const auto line = [&](int y, int height) {
        return QRect(left, theme().px(y), width() - 2 * left, theme().px(height));
    };
    painter.setFont(theme().font(Theme::Font::Strong));
    painter.setPen(colours.text2);
    painter.drawText(line(14, 18), Qt::AlignLeft | Qt::AlignVCenter, m_label);
    painter.setFont(theme().font(Theme::Font::Display));
    painter.setPen(colours.text);
    painter.drawText(line(37, 32), Qt::AlignLeft | Qt::AlignVCenter, m_value);
    const int valueEnd = left + painter.fontMetrics().horizontalAdvance(m_value);
    QRect foot = line(80, 18);
    if (!m_badge.text.isEmpty()) {
        const QSize size = badgeSize(theme(), m_badge);
        drawBadge(painter, theme(), QRectF(foot.topLeft(), size), m_badge);
        foot.setLeft(foot.left() + size.width() + theme().px(4));
    }
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(colours.text3);
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_note, Qt::ElideRight, foot.width()));
    const QRectF spark(width() - theme().px(16 + 92), theme().px(33), theme().px(94),
                       theme().px(34));
    if (spark.left() > valueEnd + theme().px(12))
        drawSpark(painter, spark, m_spark, sparkLook(theme(), m_sparkTone));
}

} // namespace turnpike::ui
