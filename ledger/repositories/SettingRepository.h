// SPDX-License-Identifier: GPL-3.0-or-later
// Named settings of a ledger, and the ledger's own identity.
#pragma once

#include "core/Result.h"

#include <QString>

#include <optional>

namespace turnpike {
class Session;
}

namespace turnpike::SettingRepository {

/// Errors: Unavailable when the file has not been migrated.
Result<QString> ledgerUuid(Session &session);

Result<std::optional<QString>> find(Session &session, const QString &name);
Result<> set(Session &session, const QString &name, const QString &value);

} // namespace turnpike::SettingRepository
