// SPDX-License-Identifier: GPL-3.0-or-later
// API keys and management keys with what they have spent.
#pragma once

#include "core/Key.h"
#include "core/Result.h"

#include <QList>

#include <optional>

namespace turnpike {
class Session;
}

namespace turnpike::KeyRepository {

/// `key.id` is ignored. Errors: Conflict when the hash is in use, by a deleted key too.
Result<KeyId> insert(Session &session, OrganizationId organization, const Key &key);
/// Everything that may change: name, limit, rate limit, disabled, expiry, updated, deleted.
Result<> update(Session &session, const Key &key);

/// Every key that lives or not, newest first, with usage in the windows that hold `nowUs`.
Result<QList<Key>> list(Session &session, std::int64_t nowUs);
/// The same without usage: what a policy needs.
Result<QList<Key>> listSettings(Session &session);
/// One key, deleted ones included; nothing when there is none.
Result<std::optional<Key>> find(Session &session, KeyId id, std::int64_t nowUs);

} // namespace turnpike::KeyRepository
