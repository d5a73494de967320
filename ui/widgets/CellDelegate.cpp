// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/CellDelegate.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/Paint.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QStyleOptionButton>
#include <QToolTip>

#include <algorithm>

namespace turnpike::ui {
namespace {

constexpr int barWidth = 72;
constexpr int sparkWidth = 72;
constexpr int detailGap = 7;

QColor seriesColour(const Theme &theme, int place)
{
    const auto &series = theme.colours().series;
    return series[std::min(std::size_t(place), series.size() - 1)];
}
constexpr int actionsGap = 6; ///< Between what a cell shows and the row's buttons.

} // namespace

CellDelegate::CellDelegate(const Theme &theme, DataTable &table)
    : QStyledItemDelegate(&table)
    , m_theme(theme)
    , m_table(table)
{}

Cell CellDelegate::cellOf(const QModelIndex &index) const
{
    const QVariant value = index.data(CellRole);
    if (value.canConvert<Cell>())
        return value.value<Cell>();
    Cell cell;
    cell.text = index.data(Qt::DisplayRole).toString();
    return cell;
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QRect probe(0, 0, 1000, 10);
    const int padding = probe.width() - m_table.contentRect(probe, index.column()).width();
    return {widthOf(cellOf(index)) + padding, m_table.verticalHeader()->defaultSectionSize()};
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    painter->save();
    paintGround(*painter, option.rect, index, option.state & QStyle::State_Selected);
    if (m_table.hasCheckBoxes() && m_table.isFirstShown(index.column()))
        paintCheckBox(*painter, option.rect, index);
    const Cell cell = cellOf(index);
    QRect room = m_table.contentRect(option.rect, index.column());
    const int covered = room.right() - (m_table.actionsLeft(index.row()) - m_theme.px(actionsGap));
    if (covered > 0)
        room.setRight(room.right() - covered);
    // Half a number would be another number.
    if (covered > 0 && cell.isNumber && widthOf(cell) > room.width())
        return painter->restore();
    painter->setClipRect(room.adjusted(-m_theme.px(2), 0, m_theme.px(2), 0));
    if (!cell.isNumber || cell.mark != Mark::None || cell.barPerMille >= 0 || cell.series >= 0)
        room.setLeft(paintLeading(*painter, room, cell));
    paintText(*painter, room, cell);
    painter->restore();
}

void CellDelegate::paintGround(QPainter &painter, const QRect &rect, const QModelIndex &index,
                               bool isSelected) const
{
    // Antialiased fills show seams between cells at fractional scales.
    painter.setRenderHint(QPainter::Antialiasing, false);
    const Colours &colours = m_theme.colours();
    if (isSelected)
        painter.fillRect(rect, colours.selected);
    else if (m_table.hoveredRow() == index.row())
        painter.fillRect(rect, colours.hover);
    if (isSelected && m_table.isFirstShown(index.column()))
        painter.fillRect(QRect(rect.left(), rect.top(), m_theme.px(3), rect.height()),
                         colours.accent);
    if (index.row() + 1 < index.model()->rowCount(index.parent())) {
        painter.setPen(QPen(colours.hairline, 0));
        painter.drawLine(rect.bottomLeft(), rect.bottomRight());
    }
}

void CellDelegate::paintCheckBox(QPainter &painter, const QRect &rect,
                                 const QModelIndex &index) const
{
    QStyleOptionButton box;
    box.rect = m_table.checkBoxRect(rect);
    box.state = QStyle::State_Enabled
        | (m_table.isRowChecked(index.row()) ? QStyle::State_On : QStyle::State_Off);
    m_table.style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter, &m_table);
}

int CellDelegate::paintLeading(QPainter &painter, const QRect &room, const Cell &cell) const
{
    int left = room.left();
    const qreal middle = QRectF(room).center().y();
    if (cell.mark != Mark::None) {
        const int side = m_theme.px(cell.mark == Mark::Clock ? 9 : 8);
        drawMark(painter, cell.mark, m_theme.colours().of(cell.markTone),
                 QRectF(left, middle - side / 2.0, side, side));
        left += m_theme.px(8 + 9);
    }
    if (cell.series >= 0) {
        const int side = m_theme.px(10);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(seriesColour(m_theme, cell.series));
        painter.drawRoundedRect(QRectF(left, middle - side / 2.0, side, side), m_theme.px(2),
                                m_theme.px(2));
        left += side + m_theme.px(9);
    }
    if (cell.badge && cell.badgeFirst) {
        const QSize size = badgeSize(m_theme, *cell.badge);
        drawBadge(painter, m_theme,
                  QRectF(QPointF(left, qRound(middle - size.height() / 2.0)), size), *cell.badge);
        left += size.width() + m_theme.px(8);
    }
    if (cell.barPerMille >= 0) {
        const int height = m_theme.px(6);
        drawBar(painter, QRectF(left, qRound(middle - height / 2.0), m_theme.px(barWidth), height),
                cell.barPerMille, m_theme.colours().barTrack,
                cell.barSeries < 0 ? m_theme.colours().bar(cell.barTone)
                                   : seriesColour(m_theme, cell.barSeries));
        left += m_theme.px(barWidth + 10);
    }
    return left;
}

QFont CellDelegate::fontOf(const Cell &cell) const
{
    if (cell.isMono)
        return m_theme.font(Theme::Font::Mono);
    return m_theme.font(cell.isStrong ? Theme::Font::Strong : Theme::Font::Body);
}

void CellDelegate::paintText(QPainter &painter, QRect room, const Cell &cell) const
{
    const Colours &colours = m_theme.colours();
    painter.setFont(fontOf(cell));
    painter.setPen(colours.of(cell.tone));
    if (cell.isNumber) {
        const QFont small = m_theme.font(Theme::Font::Small);
        QRect number = room;
        if (!cell.detail.isEmpty()) {
            const QFont main = painter.font();
            const int width = qCeil(numberWidth(QFontMetricsF(small), cell.detail));
            painter.setFont(small);
            painter.setPen(colours.text3);
            drawNumber(painter, room, Qt::AlignRight, cell.detail);
            number.setRight(number.right() - width - m_theme.px(detailGap));
            painter.setFont(main);
            painter.setPen(colours.of(cell.tone));
        }
        drawNumber(painter, QRectF(number), Qt::AlignRight, cell.text);
        return;
    }
    const QFontMetrics metrics(painter.font());
    const int badge = cell.badge && !cell.badgeFirst
        ? badgeSize(m_theme, *cell.badge).width() + m_theme.px(8)
        : 0;
    const QString text
        = metrics.elidedText(cell.text, cell.isElidedInMiddle ? Qt::ElideMiddle : Qt::ElideRight,
                             std::max(0, room.width() - badge));
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, text);
    room.setLeft(room.left() + metrics.horizontalAdvance(text));
    if (!cell.detail.isEmpty() && text == cell.text) {
        room.setLeft(room.left() + m_theme.px(cell.text.isEmpty() ? 0 : detailGap));
        painter.setFont(m_theme.font(Theme::Font::Small));
        painter.setPen(colours.text3);
        const QString detail = painter.fontMetrics().elidedText(cell.detail, Qt::ElideRight,
                                                                std::max(0, room.width() - badge));
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, detail);
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(detail));
    }
    if (badge > 0) {
        const QSize size = badgeSize(m_theme, *cell.badge);
        const int gap = cell.text.isEmpty() ? 0 : m_theme.px(8);
        drawBadge(painter, m_theme,
                  QRectF(room.left() + gap, room.top() + (room.height() - size.height()) / 2,
                         size.width(), size.height()),
                  *cell.badge);
        room.setLeft(room.left() + gap + size.width());
    }
    if (cell.spark.size() >= 2) {
        const int gap = cell.text.isEmpty() ? 0 : m_theme.px(detailGap);
        const QRectF box(room.left() + gap, room.top() + room.height() * 0.22,
                         std::min(room.width() - gap, m_theme.px(sparkWidth)),
                         room.height() * 0.56);
        SparkLook look = sparkLook(m_theme, cell.barTone);
        look.dot = 5;
        drawSpark(painter, box, cell.spark, look);
    }
}

int CellDelegate::widthOf(const Cell &cell) const
{
    const QFontMetricsF metrics(fontOf(cell));
    qreal width
        = cell.isNumber ? numberWidth(metrics, cell.text) : metrics.horizontalAdvance(cell.text);
    if (!cell.detail.isEmpty())
        width += m_theme.px(detailGap)
            + QFontMetricsF(m_theme.font(Theme::Font::Small)).horizontalAdvance(cell.detail);
    if (cell.mark != Mark::None)
        width += m_theme.px(17);
    if (cell.series >= 0)
        width += m_theme.px(19);
    if (cell.badge)
        width += badgeSize(m_theme, *cell.badge).width() + m_theme.px(8);
    if (cell.barPerMille >= 0)
        width += m_theme.px(barWidth + 10);
    if (cell.spark.size() >= 2)
        width += m_theme.px(sparkWidth + detailGap);
    return qCeil(width);
}

bool CellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                             const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid()
        || !index.data(Qt::ToolTipRole).toString().isEmpty())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const Cell cell = cellOf(index);
    const bool isCut = widthOf(cell) > m_table.contentRect(option.rect, index.column()).width();
    QToolTip::showText(event->globalPos(), isCut ? visibleText(cell) : QString(), view);
    return true;
}

} // namespace turnpike::ui
