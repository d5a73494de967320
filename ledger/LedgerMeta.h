// SPDX-License-Identifier: GPL-3.0-or-later
// Which ledger a file is.
#pragma once

#include "core/Result.h"
#include "ledger/journal/JournalFormat.h"

#include <QString>

namespace turnpike {

class Clock;
class Database;

/// The row of ledger_meta. Errors: NotFound when there is none; those of Database.
Result<LedgerIdentity> readIdentity(Database &database);
/// The same, made on first use.
Result<LedgerIdentity> readOrMakeIdentity(Database &database, const Clock &clock);
/// "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
QString uuidText(const LedgerIdentity &ledger);

} // namespace turnpike
