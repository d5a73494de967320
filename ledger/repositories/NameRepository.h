// SPDX-License-Identifier: GPL-3.0-or-later
// What rows are called.
#pragma once

#include "core/Activity.h"
#include "core/Id.h"
#include "core/LedgerNames.h"
#include "core/Result.h"

namespace turnpike {
class Session;
}

namespace turnpike::NameRepository {

/// Keys and workspaces of the organization, and the whole catalogue.
Result<LedgerNames> all(Session &session, OrganizationId organization);

/// How figures name a row, and what it is called outside of this ledger.
struct Named
{
    QString name; ///< Model slug, key name or provider name.
    QString publicId; ///< Model slug, key hash or provider slug.
};

/// Of rows of one dimension, by row id; unknown ids are left out, deleted rows are not.
Result<QHash<std::int64_t, Named>> of(Session &session, ActivityDimension dimension,
                                      const QList<std::int64_t> &ids);

} // namespace turnpike::NameRepository
