// SPDX-License-Identifier: GPL-3.0-or-later
// turnpike report: a PDF without a window.
#pragma once

#include "app/CommandLine.h"

namespace turnpike {

/// Runs `turnpike report` with the words after it, from the ledger's own folder whether a gateway
/// has it open or not. Makes the application object; needs no display.
VerbResult makeReport(int argc, char **argv, const QStringList &words);

} // namespace turnpike
