// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/TileKeys.h"

#include <QAbstractButton>
#include <QKeyEvent>

#include <algorithm>

namespace turnpike::ui {

bool takeTileKey(QList<QAbstractButton *> tiles, QAbstractButton *from, int columns,
                 const QKeyEvent &key)
{
    const int forward = from->isRightToLeft() ? -1 : 1;
    int by = 0;
    switch (key.key()) {
    case Qt::Key_Left: by = -forward; break;
    case Qt::Key_Right: by = forward; break;
    case Qt::Key_Up: by = -columns; break;
    case Qt::Key_Down: by = columns; break;
    case Qt::Key_Return:
    case Qt::Key_Enter: from->setChecked(true); return true;
    default: return false;
    }
    tiles.removeIf([](const QAbstractButton *tile) { return tile->isHidden(); });
    const qsizetype at = tiles.indexOf(from) + by;
    if (at >= 0 && at < tiles.size()) {
        tiles[at]->setFocus(Qt::TabFocusReason);
        tiles[at]->setChecked(true);
    }
    return true;
}

} // namespace turnpike::ui
