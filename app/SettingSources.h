// SPDX-License-Identifier: GPL-3.0-or-later
// Where a program looks for its configuration.
#pragma once

#include "app/CommandLine.h"
#include "app/Settings.h"

namespace turnpike {

/// The process's environment, the configuration file that it or the command line names, and the
/// command line's own settings.
LoadedSettings::Sources settingSources(const CommandLine::Parsed &parsed);

} // namespace turnpike
