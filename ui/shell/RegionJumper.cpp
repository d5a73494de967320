// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/RegionJumper.h"

#include <QApplication>
#include <QWidget>

namespace turnpike::ui {

namespace {

bool canFocus(const QWidget *widget)
{
    return widget->isEnabled() && widget->isVisible()
        && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

/// In the order of Tab.
QWidget *firstFocusable(QWidget *region)
{
    if (canFocus(region))
        return region;
    QWidget *each = region;
    do {
        each = each->nextInFocusChain();
        if (region->isAncestorOf(each) && canFocus(each))
            return each;
    } while (each != region);
    return nullptr;
}

} // namespace

void jumpRegion(QWidget *window, const QList<QWidget *> &regions, int step)
{
    QList<QWidget *> usable;
    for (QWidget *region : regions)
        if (region->isVisible() && firstFocusable(region))
            usable.append(region);
    if (usable.isEmpty())
        return;
    const QWidget *focus = window->focusWidget();
    qsizetype at = -1;
    for (qsizetype i = 0; i < usable.size() && focus; ++i)
        if (usable.at(i) == focus || usable.at(i)->isAncestorOf(focus))
            at = i; // The innermost: regions may lie within one another.
    const qsizetype count = usable.size();
    const qsizetype next = at < 0 ? 0 : (at + step + count) % count;
    firstFocusable(usable.at(next))->setFocus(Qt::TabFocusReason);
}

} // namespace turnpike::ui
