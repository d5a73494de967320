// SPDX-License-Identifier: GPL-3.0-or-later
// Brings the ledger's schema up to date.
#pragma once

#include "core/Result.h"

#include <QString>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace turnpike {

class Clock;
class Database;

/// One file of ledger/migrations. Forward only; a released one never changes.
struct Migration
{
    int version = 0; ///< The number in the file's name.
    std::string_view name; ///< "0001_first"
    std::string_view sql; ///< With tokens: see sqliteDialect().
};

/// The migrations this program was built with, ascending.
std::span<const Migration> builtInMigrations();

/// A migration's text for SQLite: @rowid, @blob and @clustered replaced, blocks between "-- @only
/// <other database>" and "-- @end" left out.
std::string sqliteDialect(std::string_view sql);

class Migrator
{
public:
    Migrator(Database &database, const Clock &clock,
             std::span<const Migration> migrations = builtInMigrations());

    /// Errors: Conflict when the schema is newer than this program, or a migration that was applied
    /// is not the one this program knows.
    Result<> check();
    /// check(), then each missing migration in a transaction of its own. A ledger that already has
    /// a schema is copied to `backupPath` first (VACUUM INTO), replacing one.
    Result<> run(const QString &backupPath);
    /// The newest version applied; 0 for an empty file.
    Result<int> version();
    /// The newest version this program knows.
    int newest() const;

private:
    Result<> backUp(const QString &path);
    Result<> apply(const Migration &migration);

    Database &m_database;
    const Clock &m_clock;
    std::span<const Migration> m_migrations;
};

} // namespace turnpike
