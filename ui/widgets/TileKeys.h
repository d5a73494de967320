// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard among tiles of which one is chosen.
#pragma once

#include <QList>

class QAbstractButton;
class QKeyEvent;

namespace turnpike::ui {

/// Arrows go to the next shown tile in that direction and choose it, Enter chooses `from`. `tiles`
/// are in reading order, `columns` to a row. False when the key means nothing to them.
bool takeTileKey(QList<QAbstractButton *> tiles, QAbstractButton *from, int columns,
                 const QKeyEvent &key);

} // namespace turnpike::ui
