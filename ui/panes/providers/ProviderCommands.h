// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QObject;

namespace turnpike::ui {

struct Console;

/// Adding, testing and finding providers, for the palette. Goes with `owner`.
void addProviderCommands(Console &console, QObject *owner);

} // namespace turnpike::ui
