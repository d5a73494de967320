// SPDX-License-Identifier: GPL-3.0-or-later
// F6: from one region of the window to the next.
#pragma once

#include <QList>

class QWidget;

namespace turnpike::ui {

/// Puts the keyboard into the visible region after (`step` 1) or before (-1) the one that has it,
/// around the ends. A region takes it itself or gives it to the first of its children that can.
void jumpRegion(QWidget *window, const QList<QWidget *> &regions, int step);

} // namespace turnpike::ui
