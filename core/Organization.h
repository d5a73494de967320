// SPDX-License-Identifier: GPL-3.0-or-later
// An organization, its owner, workspaces, credits and audit entries, as services hand them out.
#pragma once

#include "core/Id.h"
#include "core/Money.h"
#include "core/RateLimit.h"

#include <QString>

#include <cstdint>

namespace turnpike {

struct Person
{
    PersonId id;
    QString publicId; ///< "user_" and 27 alphanumerics.
    QString name;
    QString email;
    std::int64_t createdUs = 0;
};

struct Organization
{
    OrganizationId id;
    QString publicId; ///< "org_" and 27 alphanumerics.
    QString name;
    bool isPoolOn = false; ///< Off: credits are not asked for.
    /// Where insurance charges the client nothing, limits count what the provider bills.
    bool budgetsCountUpstream = true;
    FreeLimit freeLimit = {};
    /// Its figures are samples: windows, greetings and reports say so. Set when it is made, for
    /// good.
    bool isDemonstration = false;
    std::int64_t createdUs = 0;
};

struct Workspace
{
    WorkspaceId id;
    QString uuid;
    QString name;
    QString slug;
    bool isDefault = false;
};

/// What moved the balance of a credit pool. Values are stored: never renumber.
enum class CreditKind : std::uint8_t {
    TopUp = 1,
    Correction = 2,
    TransferIn = 3,
    TransferOut = 4,
    Charge = 5
};

struct CreditEntry
{
    std::int64_t id = 0;
    CreditKind kind = CreditKind::TopUp;
    Money amount; ///< Positive adds to the balance.
    QString note;
    std::int64_t createdUs = 0;
};

/// balance = total - used, as the compatible API's GET /credits.
struct CreditBalance
{
    Money total; ///< Sum of all entries that are not charges.
    Money used; ///< Sum of the charges, as a positive amount.
    Money balance() const { return total - used; }
};

/// One line of the audit log. `before` and `after` are compact JSON without secrets.
struct AuditEntry
{
    std::int64_t id = 0;
    std::int64_t atUs = 0;
    QString actor; ///< "user_...", "cli:<os user>" or "key:<hash>".
    QString action; ///< "key.create"
    QString subject; ///< Public id of what changed.
    QString before;
    QString after;
};

} // namespace turnpike
