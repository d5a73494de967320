// SPDX-License-Identifier: GPL-3.0-or-later
// A provider credential as the ledger holds it.
#pragma once

#include <QByteArray>
#include <QString>

namespace turnpike {

/// Encrypted and authenticated by services/secrets/CredentialVault.
struct SealedCredential
{
    QByteArray nonce;
    QByteArray ciphertext; ///< Tag included.
    QString label; ///< Safe to show.
};

} // namespace turnpike
