// SPDX-License-Identifier: GPL-3.0-or-later
// What kind of failure an attempt was, and what follows it (data plane 8.10).
#pragma once

#include "core/EndpointHealth.h"
#include "core/Generation.h"

#include <cstdint>
#include <string_view>

namespace turnpike {

/// Where a request goes after a failure, while nothing has gone to its client.
enum class NextStep : std::uint8_t {
    NextEndpoint,
    NextModel, ///< The same request would fail at the other endpoints of this model, too.
};

struct FailureRule
{
    bool countsAgainst = false; ///< Its endpoint: uptime, the last 30 seconds, the circuit.
    NextStep next = NextStep::NextEndpoint;
    bool isProbed = false; ///< A probe (a list of models, say) can tell that it is over.
};

FailureRule ruleOf(FailureClass failure);

/// None for an attempt that says nothing about its endpoint: it succeeded, its client left, a
/// budget skipped it. `Empty`, `ErrorFinish` and `Declined` cannot be told from these two.
FailureClass failureClassOf(AttemptOutcome outcome, int status);

/// "rate_limited", "server_error", ...: the word for it in trails and answers.
std::string_view wordOf(FailureClass failure);

} // namespace turnpike
