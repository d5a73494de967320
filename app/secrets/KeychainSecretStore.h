// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop's keychain as the place of the master key: Secret Service or KWallet on Linux.
#pragma once

#include "core/ports/SecretStore.h"

#include <QObject>

#include <chrono>

namespace turnpike {

/// Main thread only, with a GLib event loop running: the keychain answers later. A keychain that
/// waits for its owner's passphrase is given `patience`, then the answer is Unavailable and what it
/// still says is dropped.
class KeychainSecretStore final : public QObject, public SecretStore
{
    Q_OBJECT

public:
    explicit KeychainSecretStore(std::chrono::milliseconds patience = std::chrono::seconds(60));

    QString place() const override;
    /// Errors: Unavailable when there is no keychain, it is locked or does not answer;
    /// InvalidArgument when it holds something else than a key.
    void load(const QString &ledgerUuid, Loaded done) override;
    void save(const QString &ledgerUuid, const Secret &masterKey, Saved done) override;
    /// Forgets the key of a ledger; absence is no error.
    void remove(const QString &ledgerUuid, Saved done);

private:
    std::chrono::milliseconds m_patience;
};

} // namespace turnpike
