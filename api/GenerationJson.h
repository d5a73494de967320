// SPDX-License-Identifier: GPL-3.0-or-later
// A generation as GET /generation answers it.
#pragma once

#include "core/GenerationRow.h"

#include <string>

namespace turnpike {

/// {"data":{...}} with every member of the compatible API (OpenAPI and @openrouter/sdk 1.3.19);
/// null for what this gateway does not know. Token counts are native ones: no other are kept.
std::string generationJson(const GenerationRow &generation);

} // namespace turnpike
