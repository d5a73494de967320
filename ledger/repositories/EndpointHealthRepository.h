// SPDX-License-Identifier: GPL-3.0-or-later
// How endpoints have answered lately, across restarts.
#pragma once

#include "core/EndpointHealth.h"
#include "core/Result.h"

#include <span>
#include <vector>

namespace turnpike {
class Session;
}

namespace turnpike::EndpointHealthRepository {

/// Inserts or replaces the record of each of these endpoints; others keep theirs. An endpoint that
/// the ledger does not have is passed over: the simulator that stands in has none.
Result<> put(Session &session, std::span<const EndpointHealthRecord> records);
/// By endpoint; those of endpoints that were removed are left out.
/// Errors: Internal for a number that no version ever wrote.
Result<std::vector<EndpointHealthRecord>> list(Session &session);

} // namespace turnpike::EndpointHealthRepository
