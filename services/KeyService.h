// SPDX-License-Identifier: GPL-3.0-or-later
// API keys and management keys.
#pragma once

#include "core/Key.h"
#include "core/Result.h"

#include <QList>

#include <functional>

namespace turnpike {

class Actor;
class Clock;
class Committer;
class Session;

/// Which keys a list holds.
struct KeyFilter
{
    bool includesDeleted = false;
    std::optional<bool> isManagement; ///< Nothing: both kinds.
};

/// A key that exists already elsewhere: only its hash is known.
struct AdoptedKey
{
    KeyDraft draft;
    QString hash; ///< 64 lowercase hex digits.
    QString label;
};

/// Runs on the control thread, which owns `session`. Each change works at once: when a function
/// returns, no request is admitted by the old state.
class KeyService
{
public:
    KeyService(Session &session, const Clock &clock, Committer &committer);

    /// Issues a key; the secret in the result is the only copy there will ever be.
    /// Errors: Forbidden; InvalidArgument (/name, /limit, /limit_reset, /rate_limit, /expires_at);
    /// NotFound
    /// (/workspace_id); Conflict before the first run. Audits: key.create.
    Result<IssuedKey> create(const Actor &actor, const KeyDraft &draft);
    /// The same with a secret that the caller brings.
    /// Errors: as create(); InvalidArgument (/secret) unless it has the shape of a secret of its
    /// kind; Conflict when it is in use.
    Result<Key> createWithSecret(const Actor &actor, const KeyDraft &draft, const Secret &secret);
    /// The same for a key of which only the hash is known, as an export carries it.
    /// Errors: as create(); InvalidArgument (/hash, /label); Conflict when the hash is in use.
    Result<Key> adopt(const Actor &actor, const AdoptedKey &adopted);

    /// Newest first, with usage.
    Result<QList<Key>> list(const Actor &actor, const KeyFilter &filter = {}) const;
    /// Errors: NotFound.
    Result<Key> find(const Actor &actor, KeyId id) const;
    /// By hash, by a unique start of the hash of at least 8 digits, or by unique name.
    /// Errors: NotFound; Conflict when several fit.
    Result<Key> find(const Actor &actor, const QString &reference) const;

    /// True when `secret` is that key's. Errors: NotFound.
    Result<bool> hasSecret(const Actor &actor, KeyId id, const Secret &secret) const;

    /// Audits: key.rename.
    Result<Key> rename(const Actor &actor, KeyId id, const QString &name);
    /// Nothing: unlimited. Audits: key.limit.
    Result<Key> setLimit(const Actor &actor, KeyId id, const std::optional<KeyLimit> &limit);
    /// Errors: InvalidArgument (/rate_limit). Audits: key.rate_limit.
    Result<Key> setRateLimit(const Actor &actor, KeyId id, const RateLimit &limit);
    /// Audits: key.disable, key.enable.
    Result<Key> setDisabled(const Actor &actor, KeyId id, bool isDisabled);
    /// The key answers 401 at once; its row stays for history. Audits: key.delete.
    Result<> remove(const Actor &actor, KeyId id);
    /// Undoes remove() within undoWindowUs of it.
    /// Errors: NotFound; Conflict when the window is over. Audits: key.undelete.
    Result<Key> undelete(const Actor &actor, KeyId id);

    static constexpr std::int64_t undoWindowUs = 15'000'000; ///< The console offers it for 10 s.

private:
    Result<Key> insert(const Actor &actor, const KeyDraft &draft, const QString &hash,
                       const QString &label);
    /// `edit` changes a copy of the key, or says why it may not be changed.
    Result<Key> change(const Actor &actor, KeyId id, const QString &action,
                       const std::function<Result<>(Key &)> &edit);

    Session &m_session;
    const Clock &m_clock;
    Committer &m_committer;
};

} // namespace turnpike
