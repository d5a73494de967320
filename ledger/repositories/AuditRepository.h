// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log.
#pragma once

#include "core/Organization.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {
class Session;
}

namespace turnpike::AuditRepository {

/// Adds the entry to the hash chain; `entry.id` is ignored. Inside a write transaction only, so
/// that nothing comes between reading the chain's head and adding to it.
Result<> append(Session &session, const AuditEntry &entry);

/// Newest first, with ids below `beforeId` (0: from the newest).
Result<QList<AuditEntry>> list(Session &session, std::int64_t beforeId, int limit);

/// Hash of the newest entry; auditChainStart without any.
Result<QString> headHash(Session &session);

} // namespace turnpike::AuditRepository
