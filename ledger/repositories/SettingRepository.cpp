// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/SettingRepository.h"

#include "ledger/Session.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::SettingRepository {

Result<QString> ledgerUuid(Session &session)
{
    auto rows = session.run("SELECT uuid FROM ledger_meta"_L1);
    if (!rows || !rows->next())
        return fail(ErrorCode::Unavailable, u"This file is not a ledger, or was never set up."_s);
    return rows->value(0).toString();
}

Result<std::optional<QString>> find(Session &session, const QString &name)
{
    TRY_ASSIGN(
        QSqlQuery rows,
        session.run("SELECT value FROM setting WHERE name = :name"_L1, {{":name"_L1, name}}));
    if (!rows.next())
        return std::nullopt;
    return rows.value(0).toString();
}

Result<> set(Session &session, const QString &name, const QString &value)
{
    constexpr auto sql = R"sql(
        INSERT INTO setting (name, value) VALUES (:name, :value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
    )sql"_L1;
    TRY(session.run(sql, {{":name"_L1, name}, {":value"_L1, value}}));
    return {};
}

} // namespace turnpike::SettingRepository
