// SPDX-License-Identifier: GPL-3.0-or-later
// The entries of a credit pool. Charges are the ledger writer's; here they are only read.
#pragma once

#include "core/Organization.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {
class Session;
}

namespace turnpike::CreditRepository {

/// Any kind but Charge. Returns the row id.
Result<std::int64_t> insert(Session &session, OrganizationId organization, const CreditEntry &entry,
                            PersonId by);
Result<CreditBalance> balance(Session &session, OrganizationId organization);
/// Newest first.
Result<QList<CreditEntry>> list(Session &session, OrganizationId organization, int limit);

} // namespace turnpike::CreditRepository
