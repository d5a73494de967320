// SPDX-License-Identifier: GPL-3.0-or-later
// Who is asking, and what they may do.
#pragma once

#include "core/Id.h"
#include "core/Result.h"

#include <QString>

#include <cstdint>

namespace turnpike {

/// Each thing a service may be asked to do is one of these.
enum class Permission : std::uint8_t {
    ViewOwnUsage,
    ViewAllUsage,
    ViewSettings,
    ManageOrganization,
    ManageCredits,
    ManageKeys,
    ManageProviders,
    ManageCatalog,
    ViewAudit,
};

/// Only Authenticator makes one, so holding an Actor proves a login.
class Actor
{
public:
    enum class Role : std::uint8_t { Member, Admin };

    PersonId person() const { return m_person; } ///< 0 before the first run, and for keys.
    OrganizationId organization() const { return m_organization; } ///< 0 before the first run.
    KeyId key() const { return m_key; } ///< 0 unless a key asked.
    Role role() const { return m_role; }
    /// How the audit log names it: "user_...", "cli:<os user>", "key:<hash>", "setup".
    const QString &name() const { return m_name; }

private:
    friend class Authenticator;
    Actor() = default;

    PersonId m_person;
    OrganizationId m_organization;
    KeyId m_key;
    Role m_role = Role::Member;
    QString m_name;
};

/// Errors: Forbidden when the actor's role lacks `permission`.
Result<> authorize(const Actor &actor, Permission permission);

} // namespace turnpike
