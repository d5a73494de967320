// SPDX-License-Identifier: GPL-3.0-or-later
// GET /key: what a key may know of itself.
#pragma once

#include "core/Policy.h"

#include <string>

namespace turnpike {

/// The answer's body. `usage` is of the key's own slot. Amounts are exact JSON numbers of USD;
/// every key that the official SDK (1.3.19) requires is there.
std::string keyBody(const KeyPolicy &key, const ScopeUsage &usage);

} // namespace turnpike
