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

/// Above this many a look at the whole table is quicker.
constexpr qsizetype maxSingleLooks = 64;

struct NameSource
{
    QLatin1StringView one;
    QLatin1StringView all;
};

NameSource sourceOf(ActivityDimension dimension)
{
    switch (dimension) {
    case ActivityDimension::Key:
        return {"SELECT id, name, hash FROM api_key WHERE id = :id"_L1,
                "SELECT id, name, hash FROM api_key"_L1};
    case ActivityDimension::Provider:
        return {"SELECT id, name, slug FROM provider WHERE id = :id"_L1,
                "SELECT id, name, slug FROM provider"_L1};
    case ActivityDimension::Model:
    case ActivityDimension::Day: break;
    }
    return {"SELECT id, slug, slug FROM model WHERE id = :id"_L1,
            "SELECT id, slug, slug FROM model"_L1};
}

void take(QSqlQuery &rows, QHash<std::int64_t, Named> &names)
{
    while (rows.next())
        names.insert(rows.value(0).toLongLong(),
                     {rows.value(1).toString(), rows.value(2).toString()});
}

} // namespace

Result<QHash<std::int64_t, Named>> of(Session &session, ActivityDimension dimension,
                                      const QList<std::int64_t> &ids)
{
    const NameSource source = sourceOf(dimension);
    QHash<std::int64_t, Named> names;
    if (ids.size() > maxSingleLooks) {
        TRY_ASSIGN(QSqlQuery rows, session.run(source.all));
        take(rows, names);
        return names;
    }
    for (const std::int64_t id : ids) {
        TRY_ASSIGN(QSqlQuery rows, session.run(source.one, {{":id"_L1, qlonglong(id)}}));
        take(rows, names);
    }
    return names;
}

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
