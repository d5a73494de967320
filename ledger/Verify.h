// SPDX-License-Identifier: GPL-3.0-or-later
// Proves that the ledger agrees with itself.
#pragma once

#include "core/Result.h"

#include <QString>
#include <QStringList>

#include <cstdint>

namespace turnpike {

class Database;

struct VerifyReport
{
    std::int64_t generations = 0;
    std::int64_t auditEvents = 0;
    std::int64_t waitingInJournal = 0; ///< Settled, and not in the ledger yet.
    QString auditHead; ///< Hash of the newest audit event; empty when there is none.
    QStringList findings; ///< The first row of each check that does not hold; empty: all hold.

    bool isClean() const { return findings.isEmpty(); }
};

/// Checks limit windows, credit charges, rollups, attempts, trails, journal and audit chain against
/// the rows they come from, in one read transaction; memory does not grow with the number of rows.
/// `journalFolder` may be empty: the journals are then left out. `database` may be read-only and
/// the gateway running. Errors: those of Database.
Result<VerifyReport> verifyLedger(Database &database, const QString &journalFolder);

} // namespace turnpike
