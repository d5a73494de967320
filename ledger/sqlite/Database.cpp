// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sqlite/Database.h"

#include <QLoggingCategory>

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Q_LOGGING_CATEGORY(ledgerLog, "turnpike.ledger")

namespace {

constexpr char commonSettings[] = "PRAGMA wal_autocheckpoint=0;"
                                  "PRAGMA foreign_keys=ON;"
                                  "PRAGMA busy_timeout=5000;"
                                  "PRAGMA temp_store=MEMORY;"
                                  "PRAGMA mmap_size=268435456;";
/// Persistent in the file: a reader cannot and need not set it.
constexpr char ownerSettings[] = "PRAGMA page_size=8192;"
                                 "PRAGMA journal_mode=WAL;"
                                 "PRAGMA synchronous=FULL;";
constexpr char writerSettings[] = "PRAGMA cache_size=-65536;";

/// Without SQLite's statistics of its memory, which nobody reads, its allocations need no mutex.
/// It refuses this where somebody in the process was first to use it; then it is only slower.
void leaveOutMemoryStatistics()
{
    [[maybe_unused]] static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int flagsOf(Database::Access access)
{
    // One thread at a time: SQLite's own mutexes are not needed.
    const int mode = access == Database::Access::ReadOnly
        ? SQLITE_OPEN_READONLY
        : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    return mode | SQLITE_OPEN_NOMUTEX;
}

} // namespace

Error sqliteError(sqlite3 *handle, int code)
{
    if ((code & 0xff) != SQLITE_INTERRUPT) // That was asked for.
        qCWarning(ledgerLog, "SQLite: %s (%d): %s", sqlite3_errstr(code),
                  handle != nullptr ? sqlite3_extended_errcode(handle) : code,
                  handle != nullptr ? sqlite3_errmsg(handle) : "");
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return {
            ErrorCode::Conflict, u"The ledger already has a row that contradicts this one."_s, {}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {ErrorCode::Unavailable, u"The ledger is busy."_s, {}};
    case SQLITE_FULL:
        return {ErrorCode::Unavailable, u"There is no space left for the ledger."_s, {}};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {ErrorCode::Unavailable, u"The ledger cannot be opened for this."_s, {}};
    case SQLITE_IOERR:
        return {ErrorCode::Unavailable, u"The ledger's disk reports an error."_s, {}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {ErrorCode::Unavailable, u"The ledger file is damaged."_s, {}};
    default: return {ErrorCode::Internal, u"The ledger refused a statement."_s, {}};
    }
}

Database::Database(sqlite3 *handle)
    : m_handle(handle)
{}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Result<std::unique_ptr<Database>> Database::open(const QString &path, Access access)
{
    leaveOutMemoryStatistics();
    sqlite3 *handle = nullptr;
    const int code = sqlite3_open_v2(path.toUtf8().constData(), &handle, flagsOf(access), nullptr);
    std::unique_ptr<Database> database(new Database(handle));
    if (code != SQLITE_OK)
        return tl::unexpected(sqliteError(handle, code));
    TRY(database->configure(access));
    return database;
}

Result<> Database::configure(Access access)
{
    // Closing must not checkpoint behind the writer's back either: only the writer does.
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    TRY(execute(commonSettings));
    if (access != Access::ReadOnly)
        TRY(execute(ownerSettings));
    if (access == Access::Writer)
        TRY(execute(writerSettings));
    sqlite3_wal_hook(
        m_handle,
        [](void *self, sqlite3 *, const char *, int pages) {
            static_cast<Database *>(self)->m_walPages = pages;
            return SQLITE_OK;
        },
        this);
    return {};
}

void Database::interrupt()
{
    sqlite3_interrupt(m_handle);
}

Result<> Database::execute(const char *sql)
{
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(sqliteError(m_handle, code));
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(sqliteError(m_handle, code));
    return Statement(statement);
}

Result<std::int64_t> Database::integer(std::string_view sql)
{
    TRY_ASSIGN(Statement statement, prepare(sql));
    TRY_ASSIGN(const bool hasRow, statement.step());
    if (!hasRow)
        return fail(ErrorCode::NotFound, u"The ledger has no such row."_s);
    return statement.integer(0);
}

Result<QString> Database::text(std::string_view sql)
{
    TRY_ASSIGN(Statement statement, prepare(sql));
    TRY_ASSIGN(const bool hasRow, statement.step());
    if (!hasRow)
        return fail(ErrorCode::NotFound, u"The ledger has no such row."_s);
    const std::string_view text = statement.text(0);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::int64_t Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

int Database::changedRows() const
{
    return sqlite3_changes(m_handle);
}

bool Database::isInTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

Result<int> Database::checkpoint(bool truncates)
{
    int pages = 0;
    int moved = 0;
    const int mode = truncates ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code = sqlite3_wal_checkpoint_v2(m_handle, nullptr, mode, &pages, &moved);
    // Busy means that a reader still needs the old pages: the next checkpoint gets them.
    if (code != SQLITE_OK && code != SQLITE_BUSY)
        return tl::unexpected(sqliteError(m_handle, code));
    m_walPages = pages > moved ? pages - moved : 0;
    return m_walPages;
}

} // namespace turnpike
