// SPDX-License-Identifier: GPL-3.0-or-later
// A connection to an SQLite file through the C API.
#pragma once

#include "core/Result.h"
#include "ledger/sqlite/Statement.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string_view>

struct sqlite3;

namespace turnpike {

/// One connection, confined to one thread at a time. Failures of the driver become an Error without
/// its text, which goes to the log category turnpike.ledger: Conflict for a violated constraint,
/// Unavailable when busy, full, read-only or unreadable, else Internal.
class Database
{
public:
    enum class Access {
        Writer, ///< The ledger writer: 64 MB of cache, synchronous=FULL.
        ReadWrite, ///< synchronous=FULL, small cache.
        ReadOnly,
    };

    /// Opens or, unless read-only, makes the file; WAL, no automatic checkpoints, foreign keys on.
    static Result<std::unique_ptr<Database>> open(const QString &path, Access access);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs statements without rows, separated by semicolons.
    Result<> execute(const char *sql);
    Result<Statement> prepare(std::string_view sql);
    /// The first column of the first row; nothing found is NotFound.
    Result<std::int64_t> integer(std::string_view sql);
    Result<QString> text(std::string_view sql);

    /// Makes what runs now, or runs next, fail soon. Thread-safe, unlike everything else here.
    void interrupt();

    std::int64_t lastRowId() const;
    /// Rows changed by the last INSERT, UPDATE or DELETE.
    int changedRows() const;
    bool isInTransaction() const;

    /// Moves the WAL's content into the file as far as readers permit; the number of pages that
    /// stay behind. Only the ledger writer, or the owner before it runs, may call this.
    Result<int> checkpoint(bool truncates);
    /// Pages in the WAL after the last commit of this connection.
    int walPages() const { return m_walPages; }

private:
    explicit Database(sqlite3 *handle);
    Result<> configure(Access access);

    sqlite3 *m_handle = nullptr;
    int m_walPages = 0;
};

/// The Error of a failed call of the C API; logs the driver's text.
Error sqliteError(sqlite3 *handle, int code);

} // namespace turnpike
