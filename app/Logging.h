// SPDX-License-Identifier: GPL-3.0-or-later
// What goes to stderr, and from which level on.
#pragma once

#include "app/Settings.h"

namespace turnpike {

/// Lines "2026-07-02T10:11:12.345 UTC warning turnpike.ledger: ..." on stderr. Called once, at
/// start.
void startLogging(LogLevel level);
/// Thread-safe.
void setLogLevel(LogLevel level);

} // namespace turnpike
