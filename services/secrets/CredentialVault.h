// SPDX-License-Identifier: GPL-3.0-or-later
// Seals provider credentials for the ledger.
#pragma once

#include "core/Id.h"
#include "core/Result.h"
#include "core/Secret.h"
#include "ledger/SealedCredential.h"

#include <functional>
#include <string_view>

namespace turnpike {

class SecretStore;

/// XChaCha20-Poly1305 under the ledger's master key; ledger and provider are authenticated with the
/// text, so that a sealed credential opens only where it belongs. Locked until it is given the key.
class CredentialVault
{
public:
    explicit CredentialVault(QString ledgerUuid);

    /// Errors: InvalidArgument unless it has masterKeySize bytes.
    Result<> unlock(const Secret &masterKey);
    bool isLocked() const { return m_masterKey.isEmpty(); }
    const QString &ledgerUuid() const { return m_ledgerUuid; }

    /// Under a random nonce. Errors: Unavailable while locked.
    Result<SealedCredential> seal(ProviderId provider, const Secret &credential) const;
    /// Errors: Unavailable while locked; Forbidden when it was not sealed by this key for this
    /// provider and ledger.
    Result<Secret> open(ProviderId provider, const SealedCredential &sealed) const;

private:
    std::string additionalData(ProviderId provider) const;

    QString m_ledgerUuid;
    Secret m_masterKey;
};

/// A new master key: random bytes of the system.
Secret generateMasterKey();

/// Loads the ledger's master key from `store`, or makes one and saves it there before it is used.
/// Answers as SecretStore does. Errors: those of the store.
void obtainMasterKey(SecretStore &store, const QString &ledgerUuid,
                     std::function<void(Result<Secret>)> done);

/// "sk-abc...wxyz": first six and last four characters, or "..." alone when that would show more
/// than a third of the text.
QString maskedCredential(std::string_view credential);

} // namespace turnpike
