// SPDX-License-Identifier: GPL-3.0-or-later
// A whole ledger in one file, and back.
#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike {

struct BackupRequest
{
    QString ledgerPath;
    QString file; ///< Absolute; must not exist.
    std::int64_t nowUs = 0;
    const Secret *masterKey = nullptr; ///< To be wrapped under `passphrase`, or null.
    const Secret *passphrase = nullptr;
};

struct BackupReport
{
    std::int64_t bytes = 0;
    QString auditHead; ///< Empty when there is no audit event.
};

/// Writes a consistent copy of the ledger while it is in use, as an SQLite file of mode 0600 with
/// one table more: backup_manifest(name, value) with format, created_us, ledger uuid, epoch and
/// audit head, and the wrapped master key. The file appears when it is whole.
/// Errors: Conflict when `file` exists; InvalidArgument for a passphrase of fewer than 8 bytes;
/// Unavailable when it cannot be written.
Result<BackupReport> writeBackup(const BackupRequest &request);

struct RestoreRequest
{
    QString folder; ///< Locked by the caller, or not there yet.
    QString file;
    std::int64_t nowUs = 0;
    bool mayReplace = false;
    const Secret *passphrase = nullptr; ///< Null: the master key, if any, stays wrapped.
};

struct RestoreReport
{
    QString ledgerUuid;
    std::int64_t epoch = 0;
    QString auditHead;
    QString keptAside; ///< Where the ledger that was there is now; empty when there was none.
    std::optional<Secret> masterKey; ///< Unwrapped.
};

/// Makes a backup the ledger of a folder, with an epoch above both its own and that of the ledger
/// it replaces, so that journals written before are refused. Prepared beside the old ledger; the
/// rename of a marker decides, and finishRestore() completes what a crash interrupts.
/// Errors: NotFound; InvalidArgument for a file that is no backup, is damaged, or a passphrase
/// that is wrong or has nothing to unwrap; Conflict when there is a ledger that must not be
/// replaced; Unavailable.
Result<RestoreReport> restoreBackup(const RestoreRequest &request);

/// True for a folder with a ledger, or with a restore that was decided and not completed.
bool hasLedger(const QString &folder);

/// Completes a restore that was decided and not completed; does nothing else. To be called with the
/// folder locked or not in use, before its ledger is opened. Errors: Unavailable.
Result<> finishRestore(const QString &folder);

} // namespace turnpike
