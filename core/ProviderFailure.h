// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of failure an attempt was, when it speaks against its provider, and when a provider
// fails: one rule for routing, live figures and the ledger's reads (data plane 8.10).
#pragma once

#include "core/EndpointHealth.h"
#include "core/Generation.h"

#include <cstdint>
#include <optional>

namespace turnpike {

/// None for an attempt that says nothing about its endpoint: it succeeded, its client left, a
/// budget skipped it. `Empty`, `ErrorFinish` and `Declined` cannot be told from these two.
FailureClass failureClassOf(AttemptOutcome outcome, int status);

/// Whether it counts as a failure of its endpoint. A 429 has a back-off of its own, other 4xx speak
/// of the request or of a region.
bool countsAgainst(FailureClass failure);

/// Nothing where an attempt is neither a success nor a failure of its provider: a skipped budget, a
/// client that left, the end of the process, and every failure that does not count.
std::optional<bool> isFailure(AttemptOutcome outcome, int status);

/// The same of a generation with one attempt, which has no record of its own. `httpStatus`: what
/// the client was told.
std::optional<bool> isFailure(GenerationState state, int httpStatus);

/// More than one in twenty, and more than one: a single failure is no pattern.
constexpr bool isFailing(std::int64_t failures, std::int64_t attempts)
{
    return failures >= 2 && failures * 20 > attempts;
}

} // namespace turnpike
