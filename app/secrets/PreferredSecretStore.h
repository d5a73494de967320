// SPDX-License-Identifier: GPL-3.0-or-later
// The places where a master key may be, in the order in which they are asked.
#pragma once

#include "core/ports/SecretStore.h"

#include <memory>

namespace turnpike {

/// What load() says when no other place has the key and the keychain cannot be asked.
enum class WithoutKeychain : quint8 {
    HasNone, ///< There is no key: right for a ledger in which nothing is sealed yet.
    Fail, ///< Unavailable: a new key would leave what is sealed unreadable.
};

/// First what an administrator provides (systemd credential, environment, file in the data
/// folder), then the keychain. A new key goes to the keychain, or to the provided place where no
/// keychain answers. Main thread; answers as the stores do, and must outlive their answers.
class PreferredSecretStore final : public SecretStore
{
public:
    PreferredSecretStore(std::unique_ptr<SecretStore> provided,
                         std::unique_ptr<SecretStore> keychain, WithoutKeychain otherwise);

    /// Where the last load() or save() found or put the key.
    QString place() const override { return m_place; }
    void load(const QString &ledgerUuid, Loaded done) override;
    void save(const QString &ledgerUuid, const Secret &masterKey, Saved done) override;

private:
    std::unique_ptr<SecretStore> m_provided;
    std::unique_ptr<SecretStore> m_keychain;
    WithoutKeychain m_otherwise;
    QString m_place;
};

} // namespace turnpike
