// SPDX-License-Identifier: GPL-3.0-or-later
// A master key under a passphrase, for backups.
#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QByteArray>
#include <QString>

namespace turnpike {

/// Argon2id (libsodium's "moderate" limits) makes a key of the passphrase, XChaCha20-Poly1305 seals
/// the master key with it; `ledgerUuid` is authenticated, too. One line of text:
/// "argon2id:<ops>:<memory>:<salt>:<nonce>:<sealed>", binary parts in base64.
/// Errors: InvalidArgument for a passphrase of fewer than 8 bytes; Unavailable without memory.
Result<QByteArray> wrapMasterKey(const Secret &masterKey, const Secret &passphrase,
                                 const QString &ledgerUuid);

/// Errors: InvalidArgument when the passphrase is wrong or the text was changed; Unavailable
/// without memory. Limits beyond 4 GiB or 16 passes are refused, so that a file cannot stall us.
Result<Secret> unwrapMasterKey(const QByteArray &wrapped, const Secret &passphrase,
                               const QString &ledgerUuid);

} // namespace turnpike
