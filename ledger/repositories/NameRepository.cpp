// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/NameRepository.h"

#include "ledger/Session.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::NameRepository {

namespace {

using Names = QHash<std::int64_t, QString>;

Result<> read(Session &session, QLatin1StringView sql, std::initializer_list<Bind> binds,
              Names &names)
{
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, binds));
    while (rows.next())
        names.insert(rows.value(0).toLongLong(), rows.value(1).toString());
    return {};
}

} // namespace

Result<LedgerNames> all(Session &session, OrganizationId organization)
{
    const Bind ofOrganization{":organization"_L1, qlonglong(organization.value)};
    LedgerNames names;
    TRY(read(session, "SELECT id, name FROM api_key WHERE organization_id = :organization"_L1,
             {ofOrganization}, names.keys));
    TRY(read(session, "SELECT id, name FROM workspace WHERE organization_id = :organization"_L1,
             {ofOrganization}, names.workspaces));
    TRY(read(session, "SELECT id, slug FROM model"_L1, {}, names.models));
    TRY(read(session, "SELECT id, name FROM provider"_L1, {}, names.providers));
    TRY(read(session, "SELECT id, tag FROM endpoint"_L1, {}, names.endpoints));
    return names;
}

} // namespace turnpike::NameRepository
