// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the segments that a process left behind.
#pragma once

#include "core/Result.h"
#include "ledger/journal/JournalFormat.h"
#include "ledger/journal/JournalSegment.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace turnpike {

class JournalFolder;

/// What became of the segments of a folder.
struct JournalScan
{
    std::int64_t damagedJournals = 0;
    std::int64_t damagedBytes = 0;
    std::int64_t foreignJournals = 0;
    std::vector<QString> read; ///< Segments whose every usable record was handed out.
    /// Keeps the records' texts alive.
    std::vector<std::unique_ptr<JournalSegment>> mappings;
};

enum class OnDamage {
    SetAside, ///< The owner at start.
    Leave, ///< Somebody who may only look.
};

/// Hands out every record, thread by thread, in order, until the first bad one of each thread: what
/// follows that, in its segment and in later ones of the thread, is kept as damaged-*. Segments of
/// another ledger or epoch are kept as foreign-*. `take` says false for a record that it cannot
/// read, which is then the bad one.
Result<JournalScan> scanJournals(JournalFolder &folder, OnDamage onDamage,
                                 const std::function<Result<bool>(const RecordView &)> &take);

} // namespace turnpike
