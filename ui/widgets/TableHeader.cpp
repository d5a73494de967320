// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TableHeader.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionButton>

namespace turnpike::ui {

TableHeader::TableHeader(const Theme &theme, DataTable &table)
    : QHeaderView(Qt::Horizontal, &table)
    , m_theme(theme)
    , m_table(table)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setSortIndicatorClearable(true);
    setFirstSectionMovable(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMouseTracking(true);
}

QSize TableHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), m_theme.px(34)};
}

QRect TableHeader::checkBoxRect() const
{
    return m_table.checkBoxRect(QRect(-offset(), 0, width(), height()));
}

void TableHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Colours &colours = m_theme.colours();
    painter->save();
    painter->setPen(QPen(colours.border, 1));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    const bool isSorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const QVariant given = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
    const Qt::Alignment alignment
        = given.isValid() ? Qt::Alignment(given.toInt()) : defaultAlignment();
    QRect room = m_table.contentRect(rect, section);
    QFont font = m_theme.font(Theme::Font::Micro);
    font.setLetterSpacing(QFont::AbsoluteSpacing, m_theme.pxF(0.2));
    painter->setFont(font);
    painter->setPen(isSorted ? colours.text : colours.text3);
    const int arrow = m_theme.px(12);
    const int gap = m_theme.px(5);
    const QString shown = painter->fontMetrics().elidedText(
        text, Qt::ElideRight, room.width() - (isSorted ? arrow + gap : 0));
    const int width = painter->fontMetrics().horizontalAdvance(shown);
    int left = room.left();
    if (alignment & Qt::AlignRight)
        left = room.right() + 1 - width - (isSorted ? arrow + gap : 0);
    painter->drawText(QRect(left, room.top(), width + gap, room.height()), Qt::AlignVCenter, shown);
    if (isSorted) {
        const QString name = sortIndicatorOrder() == Qt::AscendingOrder
            ? QStringLiteral("arrow-up")
            : QStringLiteral("arrow-down");
        painter->drawPixmap(left + width + gap, room.center().y() - arrow / 2 + 1,
                            m_theme.pixmap(name, arrow, colours.text, devicePixelRatioF()));
    }
    if (m_table.hasCheckBoxes() && visualIndex(section) == 0) {
        QStyleOptionButton box;
        box.rect = checkBoxRect();
        box.state = QStyle::State_Enabled;
        switch (m_table.checkState()) {
        case Qt::Checked: box.state |= QStyle::State_On; break;
        case Qt::PartiallyChecked: box.state |= QStyle::State_NoChange; break;
        case Qt::Unchecked: box.state |= QStyle::State_Off; break;
        }
        style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, painter, this);
    }
    painter->restore();
}

void TableHeader::mousePressEvent(QMouseEvent *event)
{
    if (m_table.hasCheckBoxes() && checkBoxRect().contains(event->position().toPoint())) {
        Q_EMIT checkBoxPressed();
        return;
    }
    QHeaderView::mousePressEvent(event);
}

void TableHeader::mouseReleaseEvent(QMouseEvent *event)
{
    QHeaderView::mouseReleaseEvent(event);
    viewport()->update();
}

void TableHeader::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT chooserRequested(event->globalPos());
}

} // namespace turnpike::ui
