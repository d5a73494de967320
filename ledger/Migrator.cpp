// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/Migrator.h"

#include "core/Clock.h"
#include "core/FaultPoint.h"
#include "ledger/Sha256.h"
#include "ledger/sqlite/Database.h"
#include "ledger/sqlite/Transaction.h"
#include "ledger/sqlite/WriteGate.h"

#include <QFile>
#include <QString>

#include <algorithm>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// "Tpke", so that file(1) and we know a ledger from any other SQLite file.
constexpr std::int64_t applicationId = 0x54706b65;

constexpr char migrationTable[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
                                  "version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
                                  "sha256 TEXT NOT NULL, applied_us BIGINT NOT NULL)";

void replaceAll(std::string &text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), to);
}

} // namespace

std::string sqliteDialect(std::string_view sql)
{
    std::string text;
    bool isOurs = true;
    while (!sql.empty()) {
        const std::size_t end = std::min(sql.find('\n'), sql.size() - 1) + 1;
        const std::string_view line = sql.substr(0, end);
        sql.remove_prefix(end);
        if (line.starts_with("-- @only "))
            isOurs = line.starts_with("-- @only sqlite");
        else if (line.starts_with("-- @end"))
            isOurs = true;
        else if (isOurs)
            text += line;
    }
    replaceAll(text, "@rowid", "INTEGER PRIMARY KEY");
    replaceAll(text, "@blob", "BLOB");
    replaceAll(text, "@clustered", "WITHOUT ROWID");
    return text;
}

Migrator::Migrator(Database &database, const Clock &clock, std::span<const Migration> migrations)
    : m_database(database)
    , m_clock(clock)
    , m_migrations(migrations)
{}

int Migrator::newest() const
{
    return m_migrations.empty() ? 0 : m_migrations.back().version;
}

Result<int> Migrator::version()
{
    TRY_ASSIGN(const std::int64_t hasTable,
               m_database.integer("SELECT COUNT(*) FROM sqlite_schema "
                                  "WHERE type = 'table' AND name = 'schema_migration'"));
    if (hasTable == 0)
        return 0;
    TRY_ASSIGN(const std::int64_t version,
               m_database.integer("SELECT COALESCE(MAX(version), 0) FROM schema_migration"));
    return static_cast<int>(version);
}

Result<> Migrator::check()
{
    TRY_ASSIGN(const int current, version());
    if (current > newest())
        return fail(ErrorCode::Conflict,
                    u"This ledger was written by a newer Turnpike: its schema is version "_s
                        + QString::number(current) + u", and this program knows "_s
                        + QString::number(newest())
                        + u". Start the newer program, or restore a backup."_s);
    if (current == 0)
        return {};
    TRY_ASSIGN(Statement row,
               m_database.prepare("SELECT sha256 FROM schema_migration "
                                  "WHERE version = ?"));
    for (const Migration &migration : m_migrations) {
        if (migration.version > current)
            break;
        row.bind(1, migration.version);
        TRY_ASSIGN(const bool isApplied, row.step());
        if (!isApplied || row.text(0) != sha256Hex(migration.sql))
            return fail(ErrorCode::Conflict,
                        u"Migration "_s + QString::number(migration.version)
                            + u" of this ledger is not the one that this program knows: the ledger "
                              u"was made by a different build."_s);
        row.reset();
    }
    return {};
}

Result<> Migrator::run(const QString &backupPath)
{
    TRY(check());
    TRY_ASSIGN(const int current, version());
    if (current == newest())
        return {};
    const WriteGate gate;
    if (current > 0)
        TRY(backUp(backupPath));
    for (const Migration &migration : m_migrations) {
        if (migration.version > current)
            TRY(apply(migration));
    }
    return {};
}

Result<> Migrator::backUp(const QString &path)
{
    // One of an upgrade that did not come to its end is replaced, but only by a whole one.
    const QString part = path + u".part"_s;
    QFile::remove(part);
    {
        TRY_ASSIGN(Statement backup, m_database.prepare("VACUUM INTO ?"));
        const QByteArray name = part.toUtf8();
        backup.bindText(1, {name.constData(), static_cast<std::size_t>(name.size())});
        TRY(backup.run());
    }
    if (std::rename(QFile::encodeName(part).constData(), QFile::encodeName(path).constData()) != 0)
        return fail(ErrorCode::Unavailable, u"The backup before the upgrade cannot be kept."_s);
    return {};
}

Result<> Migrator::apply(const Migration &migration)
{
    TRY_ASSIGN(Transaction transaction, Transaction::begin(m_database));
    TRY(m_database.execute(migrationTable));
    TRY(m_database.execute(sqliteDialect(migration.sql).c_str()));
    TRY(m_database.execute(("PRAGMA application_id=" + std::to_string(applicationId)).c_str()));
    {
        TRY_ASSIGN(Statement row,
                   m_database.prepare("INSERT INTO schema_migration VALUES (?, ?, ?, ?)"));
        const std::string hash = sha256Hex(migration.sql);
        row.bind(1, migration.version);
        row.bindText(2, migration.name);
        row.bindText(3, hash);
        row.bind(4, m_clock.nowUs());
        TRY(row.run());
    }
    faultPoint(FaultStep::Rotation);
    TRY(transaction.commit());
    faultPoint(FaultStep::Rotation);
    return {};
}

} // namespace turnpike
