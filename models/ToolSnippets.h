// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of each tool that is served. Windows ask ToolCatalog.
#pragma once

#include "models/ToolCatalog.h"

namespace turnpike::snippet {

/// Empty for an unknown id.
QList<ToolSnippet> ofTool(const QString &id, const ToolSettings &settings);

} // namespace turnpike::snippet
