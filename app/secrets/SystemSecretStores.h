// SPDX-License-Identifier: GPL-3.0-or-later
// Where a server keeps its master key: file, environment, systemd credential.
#pragma once

#include "core/ports/SecretStore.h"

#include <memory>

namespace turnpike {

/// A file of 64 hex digits that only its owner can read (0600 or 0400, enforced). load() answers
/// nothing when it does not exist; save() creates it and never overwrites.
class FileSecretStore final : public SecretStore
{
public:
    explicit FileSecretStore(QString path);
    QString place() const override;
    void load(const QString &ledgerUuid, Loaded done) override;
    void save(const QString &ledgerUuid, const Secret &masterKey, Saved done) override;

private:
    QString m_path;
};

/// TURNPIKE_MASTER_KEY: 64 hex digits. Cannot be saved to.
class EnvironmentSecretStore final : public SecretStore
{
public:
    static constexpr const char *variable = "TURNPIKE_MASTER_KEY";
    QString place() const override;
    void load(const QString &ledgerUuid, Loaded done) override;
    void save(const QString &ledgerUuid, const Secret &masterKey, Saved done) override;
};

/// The credential "turnpike-master-key" that systemd (LoadCredential=) put into
/// $CREDENTIALS_DIRECTORY: 64 hex digits. Cannot be saved to.
class SystemdSecretStore final : public SecretStore
{
public:
    explicit SystemdSecretStore(QString credentialsDirectory);
    QString place() const override;
    void load(const QString &ledgerUuid, Loaded done) override;
    void save(const QString &ledgerUuid, const Secret &masterKey, Saved done) override;

private:
    QString m_path;
};

/// The store of a server: systemd credential if $CREDENTIALS_DIRECTORY has one, else the
/// environment variable if set, else `filePath`.
std::unique_ptr<SecretStore> systemSecretStore(const QString &filePath);

} // namespace turnpike
