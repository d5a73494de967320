// SPDX-License-Identifier: GPL-3.0-or-later
// Providers and their sealed credentials.
#pragma once

#include "core/Provider.h"
#include "core/Result.h"
#include "ledger/SealedCredential.h"

#include <QList>

#include <optional>

namespace turnpike {

class Session;

namespace ProviderRepository {

/// Inserts, or brings a deleted provider of that slug back under its old id.
/// Errors: Conflict when a living one has the slug.
Result<ProviderId> insert(Session &session, const ProviderDraft &draft, std::int64_t nowUs);
/// Everything but the slug.
Result<> update(Session &session, ProviderId id, const ProviderDraft &draft, std::int64_t nowUs);
/// Keeps the row for history; takes its endpoints and credential away.
Result<> remove(Session &session, ProviderId id, std::int64_t nowUs);

/// Those that live, by slug; the simulator among them.
Result<QList<Provider>> list(Session &session);

/// Replaces the shared credential; nothing removes it.
Result<> setCredential(Session &session, ProviderId id,
                       const std::optional<SealedCredential> &credential, std::int64_t nowUs);
Result<std::optional<SealedCredential>> credential(Session &session, ProviderId id);

} // namespace ProviderRepository
} // namespace turnpike
