// SPDX-License-Identifier: GPL-3.0-or-later
// Which endpoints a request may go to, in what order, and why. Pure; health, prices and
// preferences enter here as they come.
#pragma once

#include "core/Policy.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// The part of a request's `provider` member that this version serves.
struct RoutePreferences
{
    std::vector<std::string> order; ///< Provider slugs or endpoint tags, tried first in this order.
    std::vector<std::string> only; ///< When not empty, no others.
    std::vector<std::string> ignore;
    bool allowsFallbacks = true;
};

/// One endpoint to try.
struct Candidate
{
    const ModelPolicy *model = nullptr;
    const EndpointPolicy *endpoint = nullptr;
    const ProviderPolicy *provider = nullptr;
};

/// Why a plan is empty.
enum class RouteProblem : std::uint8_t {
    None,
    UnknownModel,
    NoEndpoints, ///< The model has none that is enabled.
    FilteredOut, ///< The request's preferences removed every endpoint.
};

struct RoutePlan
{
    std::vector<Candidate> candidates;
    RouteProblem problem = RouteProblem::None;
    bool isSimulatorStandIn = false; ///< Unknown model, answered by the simulator.
    std::string trail; ///< Decision trail: compact JSON, the same for equal decisions.
};

/// Plans for the models in the order of preference; pointers go into the snapshot.
RoutePlan planRoute(const PolicySnapshot &policy, const std::vector<std::string_view> &models,
                    const RoutePreferences &preferences);

} // namespace turnpike
