// SPDX-License-Identifier: GPL-3.0-or-later
// What follows a failure (data plane 8.10).
#pragma once

#include "core/ProviderFailure.h"

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
    NextStep next = NextStep::NextEndpoint;
    bool isProbed = false; ///< A probe (a list of models, say) can tell that it is over.
};

FailureRule ruleOf(FailureClass failure);

/// "rate_limited", "server_error", ...: the word for it in trails and answers.
std::string_view wordOf(FailureClass failure);

} // namespace turnpike
