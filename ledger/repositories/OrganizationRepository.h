// SPDX-License-Identifier: GPL-3.0-or-later
// Organizations, people, memberships and workspaces.
#pragma once

#include "core/Organization.h"
#include "core/Result.h"

#include <QList>

#include <optional>

namespace turnpike {
class Session;
}

namespace turnpike::OrganizationRepository {

/// The ids in the values passed to insert() and add() are ignored; the new one is returned. That it
/// is a demonstration is kept among the ledger's settings.
Result<OrganizationId> insert(Session &session, const Organization &organization);
/// The oldest organization that was not deleted; nothing before the first run.
Result<std::optional<Organization>> first(Session &session);
Result<> rename(Session &session, OrganizationId id, const QString &name);
Result<> setPool(Session &session, OrganizationId id, bool isOn);
/// Kept among the ledger's settings; on while nobody has set it.
Result<> setFreeLimit(Session &session, const FreeLimit &limit);
Result<> setBudgetsCountUpstream(Session &session, bool isOn);

Result<PersonId> insertPerson(Session &session, const Person &person);
/// The first Admin: the owner. Errors: NotFound.
Result<Person> owner(Session &session, OrganizationId organization);
Result<> updatePerson(Session &session, PersonId id, const QString &name, const QString &email);
Result<> addAdmin(Session &session, OrganizationId organization, PersonId person,
                  std::int64_t nowUs);

Result<WorkspaceId> insertWorkspace(Session &session, OrganizationId organization,
                                    const Workspace &workspace, std::int64_t nowUs);
Result<QList<Workspace>> workspaces(Session &session, OrganizationId organization);

} // namespace turnpike::OrganizationRepository
