// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/PreferredSecretStore.h"

namespace turnpike {

PreferredSecretStore::PreferredSecretStore(std::unique_ptr<SecretStore> provided,
                                           std::unique_ptr<SecretStore> keychain,
                                           WithoutKeychain otherwise)
    : m_provided(std::move(provided))
    , m_keychain(std::move(keychain))
    , m_otherwise(otherwise)
    , m_place(m_provided->place())
{}

void PreferredSecretStore::load(const QString &ledgerUuid, Loaded done)
{
    m_provided->load(ledgerUuid, [this, ledgerUuid, done = std::move(done)](auto provided) {
        if (!provided || provided->has_value())
            return done(std::move(provided));
        m_keychain->load(ledgerUuid, [this, done](auto kept) {
            if (kept && kept->has_value())
                m_place = m_keychain->place();
            const bool isUnusable = !kept && kept.error().code == ErrorCode::Unavailable;
            if (isUnusable && m_otherwise == WithoutKeychain::HasNone)
                return done(std::optional<Secret>());
            done(std::move(kept));
        });
    });
}

void PreferredSecretStore::save(const QString &ledgerUuid, const Secret &masterKey, Saved done)
{
    m_keychain->save(ledgerUuid, masterKey, [=, this, done = std::move(done)](Result<> saved) {
        if (saved) {
            m_place = m_keychain->place();
            return done({});
        }
        m_provided->save(ledgerUuid, masterKey, done);
    });
}

} // namespace turnpike
