// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the journals that a process left behind into ledger rows.
#pragma once

#include "core/Result.h"

#include <cstdint>

namespace turnpike {

class Clock;
class Database;
class JournalFolder;

struct ReplayReport
{
    std::int64_t records = 0;
    std::int64_t inserted = 0; ///< Rows that were not there yet, interrupted ones included.
    std::int64_t interrupted = 0; ///< Rows made for attempts that nobody finished.
    std::int64_t voided = 0; ///< Holds without an attempt: nothing was sent, nothing is charged.
    std::int64_t damagedJournals = 0; ///< Whose tail was set aside.
    std::int64_t damagedBytes = 0;
    std::int64_t foreignJournals = 0; ///< Of another ledger or epoch; set aside unread.
};

/// Reads every journal of the folder into the ledger and removes them; before the gateway listens.
/// Done again after a crash in the middle, it gives the same ledger.
/// Errors: those of Database; Unavailable when a file cannot be read or moved.
Result<ReplayReport> replayJournals(Database &database, JournalFolder &folder, const Clock &clock);

} // namespace turnpike
