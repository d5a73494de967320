// SPDX-License-Identifier: GPL-3.0-or-later
// How a reader gets to see what the writer has not committed yet.
#pragma once

#include <functional>

namespace turnpike {

struct GenerationRecord;

/// Brings the ledger up to date, or tells what is not in it yet. Thread-safe.
class LedgerFlush
{
public:
    /// Called on the writer thread; the record's texts last as long as the call.
    using Seen = std::function<void(const GenerationRecord &)>;

    virtual ~LedgerFlush() = default;
    /// Returns when everything settled before the call is committed, or when committing has failed.
    virtual void flush() = 0;
    /// Tells every generation that ended before the call and is not committed, without committing
    /// anything; nothing once the writer has ended. Returns when all were told.
    virtual void eachPending(const Seen &seen) = 0;
};

} // namespace turnpike
