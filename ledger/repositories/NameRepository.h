// SPDX-License-Identifier: GPL-3.0-or-later
// What rows are called.
#pragma once

#include "core/Id.h"
#include "core/LedgerNames.h"
#include "core/Result.h"

namespace turnpike {
class Session;
}

namespace turnpike::NameRepository {

/// Keys and workspaces of the organization, and the whole catalogue.
Result<LedgerNames> all(Session &session, OrganizationId organization);

} // namespace turnpike::NameRepository
