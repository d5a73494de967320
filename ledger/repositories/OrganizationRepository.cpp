// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/OrganizationRepository.h"

#include "ledger/Session.h"
#include "ledger/repositories/SettingRepository.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::OrganizationRepository {

Result<OrganizationId> insert(Session &session, const Organization &organization)
{
    constexpr auto sql = R"sql(
        INSERT INTO organization (organization_id, name, pool_enabled, created_us)
        VALUES (:public, :name, :pool, :created)
    )sql"_L1;
    TRY_ASSIGN(const std::int64_t id,
               session.insert(sql,
                              {{":public"_L1, organization.publicId},
                               {":name"_L1, organization.name},
                               {":pool"_L1, int(organization.isPoolOn)},
                               {":created"_L1, qlonglong(organization.createdUs)}}));
    if (organization.isDemonstration)
        TRY(SettingRepository::set(session, u"demonstration"_s, u"1"_s));
    return OrganizationId{id};
}

Result<std::optional<Organization>> first(Session &session)
{
    constexpr auto sql = R"sql(
        SELECT id, organization_id, name, pool_enabled, created_us,
               COALESCE((SELECT value FROM setting WHERE name = 'budgets_count_upstream'), '1'),
               COALESCE((SELECT value FROM setting WHERE name = 'demonstration'), '0'),
               COALESCE((SELECT value FROM setting WHERE name = 'free_requests_per_minute'), '0'),
               COALESCE((SELECT value FROM setting WHERE name = 'free_requests_per_day'), '0')
        FROM organization WHERE deleted_us IS NULL ORDER BY id LIMIT 1
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql));
    if (!rows.next())
        return std::nullopt;
    return Organization{.id = {rows.value(0).toLongLong()},
                        .publicId = rows.value(1).toString(),
                        .name = rows.value(2).toString(),
                        .isPoolOn = rows.value(3).toBool(),
                        .budgetsCountUpstream = rows.value(5).toString() != u'0',
                        .freeLimit = {.requestsPerMinute = rows.value(7).toLongLong(),
                                      .requestsPerDay = rows.value(8).toLongLong()},
                        .isDemonstration = rows.value(6).toString() != u'0',
                        .createdUs = rows.value(4).toLongLong()};
}

Result<> rename(Session &session, OrganizationId id, const QString &name)
{
    TRY(session.run("UPDATE organization SET name = :name WHERE id = :id"_L1,
                    {{":name"_L1, name}, {":id"_L1, qlonglong(id.value)}}));
    return {};
}

Result<> setPool(Session &session, OrganizationId id, bool isOn)
{
    TRY(session.run("UPDATE organization SET pool_enabled = :pool WHERE id = :id"_L1,
                    {{":pool"_L1, int(isOn)}, {":id"_L1, qlonglong(id.value)}}));
    return {};
}

Result<> setFreeLimit(Session &session, const FreeLimit &limit)
{
    TRY(SettingRepository::set(session, u"free_requests_per_minute"_s,
                               QString::number(limit.requestsPerMinute)));
    return SettingRepository::set(session, u"free_requests_per_day"_s,
                                  QString::number(limit.requestsPerDay));
}

Result<> setBudgetsCountUpstream(Session &session, bool isOn)
{
    return SettingRepository::set(session, u"budgets_count_upstream"_s, isOn ? u"1"_s : u"0"_s);
}

Result<PersonId> insertPerson(Session &session, const Person &person)
{
    constexpr auto sql = R"sql(
        INSERT INTO person (person_id, name, email, created_us)
        VALUES (:public, :name, :email, :created)
    )sql"_L1;
    TRY_ASSIGN(const std::int64_t id,
               session.insert(sql,
                              {{":public"_L1, person.publicId},
                               {":name"_L1, person.name},
                               {":email"_L1, person.email.isNull() ? u""_s : person.email},
                               {":created"_L1, qlonglong(person.createdUs)}}));
    return PersonId{id};
}

Result<Person> owner(Session &session, OrganizationId organization)
{
    constexpr auto sql = R"sql(
        SELECT p.id, p.person_id, p.name, p.email, p.created_us
        FROM person p JOIN membership m ON m.person_id = p.id
        WHERE m.organization_id = :organization AND m.role = 'admin' AND p.deleted_us IS NULL
        ORDER BY m.created_us, p.id LIMIT 1
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql, {{":organization"_L1, qlonglong(organization.value)}}));
    if (!rows.next())
        return fail(ErrorCode::NotFound, u"The organization has no owner."_s);
    return Person{.id = {rows.value(0).toLongLong()},
                  .publicId = rows.value(1).toString(),
                  .name = rows.value(2).toString(),
                  .email = rows.value(3).toString(),
                  .createdUs = rows.value(4).toLongLong()};
}

Result<> updatePerson(Session &session, PersonId id, const QString &name, const QString &email)
{
    TRY(session.run("UPDATE person SET name = :name, email = :email WHERE id = :id"_L1,
                    {{":name"_L1, name},
                     {":email"_L1, email.isNull() ? u""_s : email},
                     {":id"_L1, qlonglong(id.value)}}));
    return {};
}

Result<> addAdmin(Session &session, OrganizationId organization, PersonId person,
                  std::int64_t nowUs)
{
    constexpr auto sql = R"sql(
        INSERT INTO membership (organization_id, person_id, role, created_us)
        VALUES (:organization, :person, 'admin', :created)
    )sql"_L1;
    TRY(session.run(sql,
                    {{":organization"_L1, qlonglong(organization.value)},
                     {":person"_L1, qlonglong(person.value)},
                     {":created"_L1, qlonglong(nowUs)}}));
    return {};
}

Result<WorkspaceId> insertWorkspace(Session &session, OrganizationId organization,
                                    const Workspace &workspace, std::int64_t nowUs)
{
    constexpr auto sql = R"sql(
        INSERT INTO workspace (uuid, organization_id, name, slug, is_default, created_us)
        VALUES (:uuid, :organization, :name, :slug, :default, :created)
    )sql"_L1;
    TRY_ASSIGN(const std::int64_t id,
               session.insert(sql,
                              {{":uuid"_L1, workspace.uuid},
                               {":organization"_L1, qlonglong(organization.value)},
                               {":name"_L1, workspace.name},
                               {":slug"_L1, workspace.slug},
                               {":default"_L1, int(workspace.isDefault)},
                               {":created"_L1, qlonglong(nowUs)}}));
    return WorkspaceId{id};
}

Result<QList<Workspace>> workspaces(Session &session, OrganizationId organization)
{
    constexpr auto sql = R"sql(
        SELECT id, uuid, name, slug, is_default FROM workspace
        WHERE organization_id = :organization AND deleted_us IS NULL
        ORDER BY is_default DESC, name, id
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql, {{":organization"_L1, qlonglong(organization.value)}}));
    QList<Workspace> workspaces;
    while (rows.next())
        workspaces.append({.id = {rows.value(0).toLongLong()},
                           .uuid = rows.value(1).toString(),
                           .name = rows.value(2).toString(),
                           .slug = rows.value(3).toString(),
                           .isDefault = rows.value(4).toBool()});
    return workspaces;
}

} // namespace turnpike::OrganizationRepository
