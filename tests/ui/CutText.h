// SPDX-License-Identifier: GPL-3.0-or-later
// Finds words that large text has cut.
#pragma once

#include "ui/widgets/Labels.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

namespace turnpike::ui {

inline void addTextSizes()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {100, 150, 200})
        QTest::addRow("%d %%", percent) << percent;
}

/// The first visible label or button in `root` that has less room than its words need, or stands
/// outside its parent; empty: none. Labels that wrap or shorten their words, with a tooltip, may.
inline QString cutIn(const QWidget &root)
{
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool isButton = qobject_cast<const QPushButton *>(widget) != nullptr
            || qobject_cast<const QToolButton *>(widget) != nullptr;
        if (!widget->isVisible() || (!label && !isButton))
            continue;
        const bool mayShorten
            = label && (label->wordWrap() || qobject_cast<const ElidedLabel *>(label));
        const bool isOutside
            = widget->x() < 0 || widget->geometry().right() >= widget->parentWidget()->width();
        if (isOutside || (!mayShorten && widget->width() < widget->sizeHint().width()))
            return QStringLiteral("%1 '%2': %3 of %4 at %5")
                .arg(widget->objectName(), widget->property("text").toString())
                .arg(widget->width())
                .arg(widget->sizeHint().width())
                .arg(widget->x());
    }
    return {};
}

} // namespace turnpike::ui
