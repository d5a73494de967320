// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/WrapLayout.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace turnpike::ui {

int WrapLayout::heightOf(const QList<Placed> &line)
{
    int height = 0;
    for (const Placed &one : line)
        height = std::max(height, one.size.height());
    return height;
}

WrapLayout::WrapLayout(int gap, int lineGap, QWidget *parent)
    : QLayout(parent)
    , m_gap(gap)
    , m_lineGap(lineGap)
{
    setContentsMargins(0, 0, 0, 0);
}

WrapLayout::~WrapLayout()
{
    qDeleteAll(m_items);
}

void WrapLayout::addLayout(QLayout *layout)
{
    addChildLayout(layout);
    addItem(layout);
}

void WrapLayout::setTrailing(QLayout *layout)
{
    addLayout(layout);
    m_trailing = layout;
}

void WrapLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
    invalidate();
}

QLayoutItem *WrapLayout::takeAt(int index)
{
    if (index < 0 || index >= m_items.size())
        return nullptr;
    QLayoutItem *item = m_items.takeAt(index);
    if (item == m_trailing)
        m_trailing = nullptr;
    return item;
}

/// All in one line.
QSize WrapLayout::sizeHint() const
{
    QSize size;
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize one = item->sizeHint();
        size.rwidth() += one.width() + (size.width() > 0 ? m_gap : 0);
        size.setHeight(std::max(size.height(), one.height()));
    }
    return size;
}

QSize WrapLayout::minimumSize() const
{
    QSize size;
    for (QLayoutItem *item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size;
}

void WrapLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

int WrapLayout::place(const QRect &rect, bool isFinal) const
{
    QList<Placed> line;
    int used = 0;
    int y = 0;
    const auto endLine = [&] {
        if (isFinal)
            placeLine(line, {rect.x(), rect.y() + y, rect.width(), heightOf(line)},
                      rect.width() - used);
        y += heightOf(line);
        line.clear();
        used = 0;
    };
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize wanted = item->sizeHint().expandedTo(item->minimumSize());
        const QSize size(std::min(wanted.width(), std::max(rect.width(), 1)), wanted.height());
        if (!line.isEmpty() && used + m_gap + size.width() > rect.width()) {
            endLine();
            y += m_lineGap;
        }
        used += size.width() + (line.isEmpty() ? 0 : m_gap);
        line.append({item, size});
    }
    endLine();
    return y;
}

/// `spare`: the width that nobody asked for.
void WrapLayout::placeLine(QList<Placed> &line, const QRect &rect, int spare) const
{
    const auto wide = std::find_if(line.begin(), line.end(), [](const Placed &one) {
        return one.item->expandingDirections().testFlag(Qt::Horizontal)
            && one.item->maximumSize().width() > one.size.width();
    });
    if (wide != line.end()) {
        const int more = std::min(spare, wide->item->maximumSize().width() - wide->size.width());
        wide->size.rwidth() += more;
        spare -= more;
    }
    int x = rect.x();
    for (const Placed &one : line) {
        if (one.item == m_trailing)
            x += spare;
        const QRect box(QPoint(x, rect.y() + (rect.height() - one.size.height()) / 2), one.size);
        one.item->setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), rect, box));
        x += one.size.width() + m_gap;
    }
}

} // namespace turnpike::ui
