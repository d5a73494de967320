// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger of a demonstration: ninety days of an organization that does not exist.
#pragma once

#include "core/Key.h"
#include "core/Result.h"
#include "core/Secret.h"

#include <QString>

#include <cstdint>

namespace turnpike {

class Clock;

struct DemoLedger
{
    QString uuid;
    IssuedKey key; ///< The key "demo", to send requests with.
    std::int64_t generations = 0;
};

/// Makes a ledger in `folder`, which has none, and fills it by the ledger's own ways: services for
/// what an admin does, the writer's batch for requests. Its organization is marked as a
/// demonstration. With a master key some providers get sample keys, sealed under it. Closed when it
/// returns; blocks for seconds. The same for the same clock, but for ids and secrets. Errors: those
/// of Ledger::open and of the services.
Result<DemoLedger> makeDemoLedger(const QString &folder, const Clock &clock,
                                  const Secret &masterKey = Secret());

} // namespace turnpike
