// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ChartTooltip.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int shadow = 12;
constexpr int cardWidth = 268;
constexpr int padding = 13;
constexpr int titleHeight = 20;
constexpr int noteHeight = 16;
constexpr int rowHeight = 22;
constexpr int shareWidth = 42;

} // namespace

ChartTooltip::ChartTooltip(const Theme &theme, QWidget *window)
    : QWidget(window)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("chartTooltip"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize ChartTooltip::cardSize() const
{
    int height = 2 * padding + titleHeight + rowHeight * int(m_content.rows.size());
    if (!m_content.note.isEmpty())
        height += noteHeight;
    if (!m_content.rows.isEmpty())
        height += 4;
    return {m_theme.px(cardWidth), m_theme.px(height)};
}

void ChartTooltip::showBeside(const QRect &column, const Content &content)
{
    m_content = content;
    const int edge = m_theme.px(shadow);
    const QSize size = cardSize() + QSize(2 * edge, 2 * edge);
    const int gap = m_theme.px(10);
    const QRect room = parentWidget()->rect();
    int left = column.left() - gap - size.width() + edge;
    if (left < room.left())
        left = std::min(column.right() + gap - edge, room.right() - size.width());
    const int middle = column.center().y() - size.height() / 2;
    const int top = std::clamp(middle, 0, std::max(0, room.height() - size.height()));
    setGeometry(QRect(QPoint(left, top), size));
    raise();
    show();
    update();
}

void ChartTooltip::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal edge = m_theme.pxF(shadow);
    const QRectF card = QRectF(rect()).adjusted(edge, edge, -edge, -edge);
    painter.setPen(Qt::NoPen);
    for (qreal out = edge; out > 0; out -= 2) {
        painter.setBrush(QColor(10, 16, 28, m_theme.isDark() ? 16 : 5));
        painter.drawRoundedRect(card.adjusted(-out, -out + 3, out, out), 8 + out, 8 + out);
    }
    painter.setPen(QPen(colours.border, 1));
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), m_theme.pxF(8), m_theme.pxF(8));

    const qreal in = m_theme.pxF(padding);
    QRectF line(card.left() + in, card.top() + in - 2, card.width() - 2 * in,
                m_theme.pxF(titleHeight));
    QFont font = m_theme.font(Theme::Font::Strong);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(colours.text);
    drawNumber(painter, line, Qt::AlignRight, m_content.total);
    const qreal total = numberWidth(QFontMetricsF(font), m_content.total) + m_theme.pxF(8);
    font = m_theme.font(Theme::Font::Small);
    font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.drawText(
        line, Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetricsF(font).elidedText(m_content.title, Qt::ElideRight, line.width() - total));
    line.moveTop(line.bottom());
    if (!m_content.note.isEmpty()) {
        line.setHeight(m_theme.pxF(noteHeight));
        font = m_theme.font(Theme::Font::Small);
        font.setPixelSize(m_theme.px(11));
        painter.setFont(font);
        painter.setPen(colours.text3);
        painter.drawText(
            line, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetricsF(font).elidedText(m_content.note, Qt::ElideRight, line.width()));
        line.moveTop(line.bottom());
    }
    line.translate(0, m_theme.pxF(4));
    line.setHeight(m_theme.pxF(rowHeight));
    for (const Row &row : m_content.rows) {
        paintRow(painter, line, row);
        line.moveTop(line.bottom());
    }
}

void ChartTooltip::paintRow(QPainter &painter, const QRectF &box, const Row &row) const
{
    const Colours &colours = m_theme.colours();
    painter.setPen(Qt::NoPen);
    if (row.isMarked) {
        painter.setBrush(colours.selected);
        painter.drawRoundedRect(box.adjusted(-8, 0, 8, 0), m_theme.pxF(4), m_theme.pxF(4));
    }
    const qreal side = m_theme.pxF(10);
    painter.setBrush(row.colour);
    painter.drawRoundedRect(QRectF(box.left(), box.center().y() - side / 2, side, side), 2, 2);

    QFont font = m_theme.font(Theme::Font::Small);
    painter.setFont(font);
    painter.setPen(colours.text3);
    drawNumber(painter, box, Qt::AlignRight, row.share);
    font.setWeight(QFont::Medium);
    painter.setFont(font);
    painter.setPen(colours.text);
    const QRectF value = box.adjusted(0, 0, -m_theme.pxF(shareWidth), 0);
    drawNumber(painter, value, Qt::AlignRight, row.value);
    font.setWeight(row.isMarked ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    const qreal taken = numberWidth(QFontMetricsF(font), row.value) + m_theme.pxF(10);
    const QRectF name = value.adjusted(side + m_theme.pxF(8), 0, -taken, 0);
    painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(font).elidedText(row.name, Qt::ElideMiddle, name.width()));
}

} // namespace turnpike::ui
