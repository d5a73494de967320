// SPDX-License-Identifier: GPL-3.0-or-later
// A data folder: its lock, its ledger file, its journals.
#pragma once

#include "core/Result.h"
#include "ledger/IntegrityCheck.h"
#include "ledger/LedgerWriter.h"
#include "ledger/Replay.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string_view>

namespace turnpike {

class BudgetBook;
class Clock;
class Journal;

struct LedgerOptions
{
    enum class Mode {
        Owner, ///< Takes DIR/lock, migrates, replays, may write.
        ReadOnly, ///< For verify, report and export; beside an owner or without one.
    };

    QString folder; ///< Made (0700) when missing, by an owner.
    Mode mode = Mode::Owner;
    unsigned journals = 1; ///< One for each engine thread. 0: no gateway, and so no writer thread.
    std::int64_t segmentBytes = 4 << 20;
    unsigned maxSegments = 128; ///< Of one journal, waiting for the writer or pinned by open holds.
    LedgerWriterOptions writer;
    /// A file up to this size is read whole for damage before it is opened; a larger one while it
    /// is already in use, since a start must not wait for minutes.
    std::int64_t checkFirstBytes = 128 << 20;
};

/// Opening does, in this order: file system check, lock, integrity check (of a large file: at last,
/// and beside what follows), schema, identity, replay,
/// budget book, journals, writer. Destruction commits what was appended and gives the lock back.
class Ledger
{
public:
    /// Errors, each one clear sentence: Conflict when another process owns the folder or the schema
    /// is newer than this program; Unavailable for a network file system, a read-only folder, a
    /// damaged file, no space; NotFound when read-only and there is no ledger.
    static Result<std::unique_ptr<Ledger>> open(const LedgerOptions &options, const Clock &clock);
    ~Ledger();
    Ledger(const Ledger &) = delete;
    Ledger &operator=(const Ledger &) = delete;

    /// The file that sessions open.
    QString path() const;
    QString folder() const;
    QString journalFolder() const;
    QString uuid() const;
    std::int64_t epoch() const;
    const ReplayReport &replayed() const;
    /// Whether the file is whole. Damage found while it is in use is logged and ends the taking of
    /// requests, as a failed fsync does: those that run are settled. Thread-safe.
    Integrity integrity() const;

    /// Owner only. `index` below LedgerOptions::journals; to be used by one thread.
    Journal &journal(unsigned index);
    BudgetBook &book();
    /// Null when there are no journals.
    LedgerWriter *writer();

private:
    struct Parts;
    explicit Ledger(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> m_parts;
};

/// True for the `f_type` of a network file system, where locks and mappings cannot be trusted.
bool isNetworkFileSystem(std::int64_t fileSystemType);

/// The version of the SQLite library that the ledger's C API calls reach.
std::string_view sqliteVersion();
/// Qt's driver and the C API must be the same library: two of them would not see each other's
/// locks. `qtVersion`: what `SELECT sqlite_version() || ' ' || sqlite_source_id()` gave through Qt.
Result<> checkSameSqlite(const QString &qtVersion);

} // namespace turnpike
