// SPDX-License-Identifier: GPL-3.0-or-later
// Where a scope gets its handle in the budget book.
#pragma once

#include "core/Generation.h"

#include <cstdint>

namespace turnpike {

/// Hands out the budget book's slots. Thread-safe.
class SlotRegistry
{
public:
    virtual ~SlotRegistry() = default;
    /// The slot of this scope, made on first use; the same for the life of the process.
    virtual std::uint32_t slotFor(const ScopeRef &scope) = 0;
};

} // namespace turnpike
