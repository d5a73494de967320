// SPDX-License-Identifier: GPL-3.0-or-later
// Where the master key of a ledger's provider credentials lives: keychain, file, environment.
#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <functional>
#include <optional>

namespace turnpike {

/// The bytes of a master key: 32, raw.
inline constexpr std::size_t masterKeySize = 32;

/// Keeps the master key of one ledger, named by its uuid. Called on the main thread; answers at
/// once or later, on the main thread, exactly once. The Secret holds masterKeySize raw bytes.
class SecretStore
{
public:
    using Loaded = std::function<void(Result<std::optional<Secret>>)>;
    using Saved = std::function<void(Result<>)>;
    virtual ~SecretStore() = default;

    /// One sentence part for people: "the keychain", "the file /etc/turnpike/master-key".
    virtual QString place() const = 0;
    /// Nothing when this store has no key for that ledger.
    /// Errors: Unavailable when the store is locked or cannot be read; Forbidden when what keeps
    /// the key is readable by others; InvalidArgument when it does not hold a key.
    virtual void load(const QString &ledgerUuid, Loaded done) = 0;
    /// Errors: Unavailable; Forbidden for a store that cannot be written.
    virtual void save(const QString &ledgerUuid, const Secret &masterKey, Saved done) = 0;
};

} // namespace turnpike
