// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/Session.h"

#include "ledger/sqlite/WriteGate.h"

#include <QLoggingCategory>
#include <QSqlError>

#include <atomic>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

Q_LOGGING_CATEGORY(lcLedger, "turnpike.ledger")

/// The driver's text can quote row values, so it goes to the log and not into the Error.
tl::unexpected<Error> sqlFailure(const QSqlError &error)
{
    const QString code = error.nativeErrorCode(); // SQLite's extended code.
    const int primary = code.toInt() & 0xff;
    qCWarning(lcLedger).noquote() << "SQLite error" << code << error.driverText();
    if (code == u"1555" || code == u"2067") // primary key, unique
        return fail(ErrorCode::Conflict, u"An entry with the same identity exists already."_s);
    if (primary == 5 || primary == 6) // busy, locked
        return fail(ErrorCode::Unavailable, u"The ledger is busy; try again."_s);
    if (primary == 13) // full
        return fail(ErrorCode::Unavailable, u"The disk that holds the ledger is full."_s);
    if (primary == 8) // read-only
        return fail(ErrorCode::Unavailable, u"The ledger cannot be written to."_s);
    return fail(ErrorCode::Internal, u"The ledger could not complete the request."_s);
}

QString newConnectionName()
{
    static std::atomic<int> count = 0;
    return u"turnpike-ledger-"_s + QString::number(++count);
}

} // namespace

Session::Session(QString connectionName)
    : m_connectionName(std::move(connectionName))
{}

Session::~Session()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<std::unique_ptr<Session>> Session::open(const QString &path, Access access)
{
    std::unique_ptr<Session> session(new Session(newConnectionName()));
    session->m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, session->m_connectionName);
    session->m_database.setDatabaseName(path);
    session->m_database.setConnectOptions(access == Access::ReadOnly
                                              ? u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=5000"_s
                                              : u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!session->m_database.open()) {
        qCWarning(lcLedger).noquote() << session->m_database.lastError().text();
        return fail(ErrorCode::Unavailable, u"The ledger cannot be opened."_s);
    }
    TRY(session->configure(access));
    return session;
}

Result<> Session::configure(Access access)
{
    TRY(execute("PRAGMA foreign_keys = ON"_L1));
    if (access == Access::ReadOnly)
        return {};
    // Only the usage writer checkpoints: two checkpointers can corrupt a WAL in SQLite 3.40.
    TRY(execute("PRAGMA wal_autocheckpoint = 0"_L1));
    return execute("PRAGMA synchronous = FULL"_L1);
}

Result<QSqlQuery> Session::run(QLatin1StringView sql, std::initializer_list<Bind> binds)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return sqlFailure(query.lastError());
    for (const Bind &bind : binds)
        query.bindValue(bind.name, bind.value);
    if (!query.exec())
        return sqlFailure(query.lastError());
    return query;
}

Result<std::int64_t> Session::insert(QLatin1StringView sql, std::initializer_list<Bind> binds)
{
    TRY_ASSIGN(const QSqlQuery done, run(sql, binds));
    return done.lastInsertId().toLongLong();
}

Result<> Session::write(const std::function<Result<>(Session &)> &work)
{
    const WriteGate gate;
    TRY(execute("BEGIN IMMEDIATE"_L1));
    Result<> done = work(*this);
    if (done)
        done = execute("COMMIT"_L1);
    if (!done)
        rollBack();
    return done;
}

Result<> Session::rehearse(const std::function<Result<>(Session &)> &work)
{
    const WriteGate gate;
    TRY(execute("BEGIN IMMEDIATE"_L1));
    Result<> done = work(*this);
    rollBack();
    return done;
}

Result<> Session::read(const std::function<Result<>(Session &)> &work)
{
    TRY(execute("BEGIN"_L1));
    Result<> done = work(*this);
    rollBack();
    return done;
}

void Session::rollBack()
{
    // A full disk may have rolled back already, which is all that is wanted.
    if (QSqlQuery query(m_database); !query.exec(u"ROLLBACK"_s))
        qCWarning(lcLedger).noquote() << "rollback:" << query.lastError().driverText();
}

Result<> Session::execute(QLatin1StringView sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return sqlFailure(query.lastError());
    return {};
}

} // namespace turnpike
