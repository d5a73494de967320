// SPDX-License-Identifier: GPL-3.0-or-later
// The `usage` object of the Responses format: a provider's read, ours written.
#pragma once

#include "engine/wire/Usage.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Reads a validated object: input includes what was cached, output includes reasoning.
UsageReport readResponsesUsage(std::string_view object);

/// Data plane 3.7.2: every count an integer, money as numbers without exponents.
std::string responsesUsageJson(const UsageFigures &figures);

} // namespace turnpike
