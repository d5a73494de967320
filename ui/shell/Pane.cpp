// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Pane.h"

namespace turnpike::ui {

Pane::Pane(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
{}

} // namespace turnpike::ui
