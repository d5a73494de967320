// SPDX-License-Identifier: GPL-3.0-or-later
// What the palette knows of models.
#pragma once

class QObject;

namespace turnpike::ui {

struct Console;

void addModelCommands(Console &console, QObject *owner);

} // namespace turnpike::ui
