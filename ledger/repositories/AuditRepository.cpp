// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/AuditRepository.h"

#include "ledger/AuditChain.h"
#include "ledger/Session.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::AuditRepository {

namespace {

struct Head
{
    std::int64_t id = 0;
    std::string hash{auditChainStart};
};

Result<Head> head(Session &session)
{
    constexpr auto sql = "SELECT id, hash FROM audit_event ORDER BY id DESC LIMIT 1"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql));
    Head last;
    if (rows.next())
        last = {rows.value(0).toLongLong(), rows.value(1).toString().toStdString()};
    return last;
}

} // namespace

Result<QString> headHash(Session &session)
{
    TRY_ASSIGN(const Head last, head(session));
    return QString::fromStdString(last.hash);
}

Result<> append(Session &session, const AuditEntry &entry)
{
    TRY_ASSIGN(const Head last, head(session));
    const std::string actor = entry.actor.toStdString();
    const std::string action = entry.action.toStdString();
    const std::string subject = entry.subject.toStdString();
    const std::string before = entry.before.toStdString();
    const std::string after = entry.after.toStdString();
    const std::int64_t id = last.id + 1;
    const std::string hash = auditHash({.id = id,
                                        .atUs = entry.atUs,
                                        .actor = actor,
                                        .action = action,
                                        .subject = subject,
                                        .before = before,
                                        .after = after,
                                        .previousHash = last.hash});
    constexpr auto sql = R"sql(
        INSERT INTO audit_event
            (id, at_us, actor, action, subject, before_json, after_json, prev_hash, hash)
        VALUES (:id, :at, :actor, :action, :subject, :before, :after, :prev, :hash)
    )sql"_L1;
    // A null QString would be bound as NULL.
    const auto text = [](const QString &value) { return value.isNull() ? u""_s : value; };
    TRY(session.run(sql,
                    {{":id"_L1, qlonglong(id)},
                     {":at"_L1, qlonglong(entry.atUs)},
                     {":actor"_L1, text(entry.actor)},
                     {":action"_L1, text(entry.action)},
                     {":subject"_L1, text(entry.subject)},
                     {":before"_L1, text(entry.before)},
                     {":after"_L1, text(entry.after)},
                     {":prev"_L1, QString::fromStdString(last.hash)},
                     {":hash"_L1, QString::fromStdString(hash)}}));
    return {};
}

Result<QList<AuditEntry>> list(Session &session, std::int64_t beforeId, int limit)
{
    constexpr auto sql = R"sql(
        SELECT id, at_us, actor, action, subject, before_json, after_json
        FROM audit_event WHERE id < :before ORDER BY id DESC LIMIT :limit
    )sql"_L1;
    const qlonglong before = beforeId > 0 ? beforeId : std::numeric_limits<qlonglong>::max();
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, {{":before"_L1, before}, {":limit"_L1, limit}}));
    QList<AuditEntry> entries;
    while (rows.next())
        entries.append({.id = rows.value(0).toLongLong(),
                        .atUs = rows.value(1).toLongLong(),
                        .actor = rows.value(2).toString(),
                        .action = rows.value(3).toString(),
                        .subject = rows.value(4).toString(),
                        .before = rows.value(5).toString(),
                        .after = rows.value(6).toString()});
    return entries;
}

} // namespace turnpike::AuditRepository
