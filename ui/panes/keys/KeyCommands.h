// SPDX-License-Identifier: GPL-3.0-or-later
// What the palette knows of keys, whether or not their pane was opened yet.
#pragma once

class QObject;

namespace turnpike::ui {

struct Console;

/// Adds "Create API key…" and finds keys by name, label and hash; '#' finds nothing but keys. They
/// go with `owner`, which must not outlive the console.
void addKeyCommands(Console &console, QObject *owner);

} // namespace turnpike::ui
