// SPDX-License-Identifier: GPL-3.0-or-later
// All panes of this version, in the order of the sidebar.
#pragma once

#include "ui/shell/Pane.h"

#include <QList>

namespace turnpike::ui {

QList<PaneEntry> allPanes();

} // namespace turnpike::ui
