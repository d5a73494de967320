// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/CreditRepository.h"

#include "ledger/Session.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::CreditRepository {

Result<std::int64_t> insert(Session &session, OrganizationId organization, const CreditEntry &entry,
                            PersonId by)
{
    Q_ASSERT(entry.kind != CreditKind::Charge);
    constexpr auto sql = R"sql(
        INSERT INTO credit_entry (organization_id, kind, amount_nusd, note, person_id, created_us)
        VALUES (:organization, :kind, :amount, :note, :person, :created)
    )sql"_L1;
    return session.insert(sql,
                          {{":organization"_L1, qlonglong(organization.value)},
                           {":kind"_L1, int(entry.kind)},
                           {":amount"_L1, qlonglong(entry.amount.nanoUsd)},
                           {":note"_L1, entry.note.isNull() ? u""_s : entry.note},
                           {":person"_L1, by ? QVariant(qlonglong(by.value)) : QVariant()},
                           {":created"_L1, qlonglong(entry.createdUs)}});
}

Result<CreditBalance> balance(Session &session, OrganizationId organization)
{
    constexpr auto sql = R"sql(
        SELECT CAST(COALESCE(SUM(CASE WHEN kind <> 5 THEN amount_nusd ELSE 0 END), 0) AS BIGINT),
               CAST(COALESCE(SUM(CASE WHEN kind = 5 THEN -amount_nusd ELSE 0 END), 0) AS BIGINT)
        FROM credit_entry WHERE organization_id = :organization
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql, {{":organization"_L1, qlonglong(organization.value)}}));
    CreditBalance balance;
    if (rows.next())
        balance = {.total = {rows.value(0).toLongLong()}, .used = {rows.value(1).toLongLong()}};
    return balance;
}

Result<QList<CreditEntry>> list(Session &session, OrganizationId organization, int limit)
{
    constexpr auto sql = R"sql(
        SELECT id, kind, amount_nusd, note, created_us FROM credit_entry
        WHERE organization_id = :organization ORDER BY id DESC LIMIT :limit
    )sql"_L1;
    TRY_ASSIGN(
        QSqlQuery rows,
        session.run(sql,
                    {{":organization"_L1, qlonglong(organization.value)}, {":limit"_L1, limit}}));
    QList<CreditEntry> entries;
    while (rows.next())
        entries.append({.id = rows.value(0).toLongLong(),
                        .kind = static_cast<CreditKind>(rows.value(1).toInt()),
                        .amount = {rows.value(2).toLongLong()},
                        .note = rows.value(3).toString(),
                        .createdUs = rows.value(4).toLongLong()});
    return entries;
}

} // namespace turnpike::CreditRepository
