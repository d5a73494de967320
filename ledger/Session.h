// SPDX-License-Identifier: GPL-3.0-or-later
// A connection to the ledger through Qt Sql, for everything but the usage writer.
#pragma once

#include "core/Result.h"

#include <QLatin1StringView>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <functional>
#include <initializer_list>
#include <memory>
#include <utility>

namespace turnpike {

struct Bind
{
    QLatin1StringView name;
    QVariant value;
};

/// One open connection, confined to the thread that opened it. Never checkpoints; a write holds the
/// process-wide write gate and begins IMMEDIATE. Driver text goes to the log, never into an Error.
class Session
{
public:
    enum class Access { ReadOnly, ReadWrite };

    /// Errors: Unavailable when the file cannot be opened or is not a ledger.
    static Result<std::unique_ptr<Session>> open(const QString &path, Access access);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// Prepares and runs one statement with named binds.
    /// Errors: Conflict on a violated constraint, Unavailable when busy or out of disk, else
    /// Internal.
    Result<QSqlQuery> run(QLatin1StringView sql, std::initializer_list<Bind> binds = {});
    /// The same for an INSERT; the row id it made.
    Result<std::int64_t> insert(QLatin1StringView sql, std::initializer_list<Bind> binds);

    /// Runs `work` in one transaction: committed when it succeeds, rolled back when it fails. Not
    /// to be nested.
    Result<> write(const std::function<Result<>(Session &)> &work);
    /// Runs `work` in one transaction and takes all of it back, whatever it says.
    Result<> rehearse(const std::function<Result<>(Session &)> &work);
    /// Runs `work` in one read transaction, so that all of it sees the same state.
    Result<> read(const std::function<Result<>(Session &)> &work);

private:
    explicit Session(QString connectionName);
    Result<> configure(Access access);
    Result<> execute(QLatin1StringView sql);
    void rollBack();

    QString m_connectionName;
    QSqlDatabase m_database;
};

} // namespace turnpike
