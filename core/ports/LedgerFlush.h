// SPDX-License-Identifier: GPL-3.0-or-later
// How a reader gets to see what the writer has not committed yet.
#pragma once

namespace turnpike {

/// Brings the ledger up to date. Thread-safe.
class LedgerFlush
{
public:
    virtual ~LedgerFlush() = default;
    /// Returns when everything settled before the call is committed, or when committing has failed.
    virtual void flush() = 0;
};

} // namespace turnpike
