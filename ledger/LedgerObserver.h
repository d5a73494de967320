// SPDX-License-Identifier: GPL-3.0-or-later
// Who hears what the journals tell, as it happens.
#pragma once

#include "core/Generation.h"
#include "core/ports/Journal.h"

#include <cstdint>
#include <span>

namespace turnpike {

/// One decoded journal record. Exactly one pointer is set.
struct LedgerEvent
{
    const GenerationRecord *hold = nullptr; ///< Admitted; nothing sent yet.
    const AttemptStart *attempt = nullptr;
    const Progress *progress = nullptr;
    const GenerationRecord *settle = nullptr; ///< Ended, or a refusal that never held.
};

/// Called on the writer thread, soon after the append and before the commit, in journal order for
/// each engine thread; each record once. Must be quick, and copy what it keeps: the texts point
/// into the journal.
class LedgerObserver
{
public:
    virtual ~LedgerObserver() = default;
    virtual void onRecords(std::span<const LedgerEvent> events) = 0;
    /// After a commit that inserted `rows` generations.
    virtual void onCommitted(std::int64_t rows) = 0;
};

} // namespace turnpike
