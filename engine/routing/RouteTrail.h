// SPDX-License-Identifier: GPL-3.0-or-later
// The decision trail: what was considered, left out and put in order, and why, as compact JSON.
#pragma once

#include "engine/routing/RoutePlan.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace turnpike {

/// What is left of GenerationRecord::maxTrail is for what budgets and the clamp add later.
inline constexpr std::size_t maxRouteTrail = 1792;

/// The same for equal decisions; members as docs/routing.md lists them. Lists that would make it
/// longer than maxRouteTrail are cut, and say by how many.
std::string routeTrail(const RoutePlan &plan);

/// Words of the trail.
std::string_view wordOf(RouteFilter filter);
std::string_view wordOf(Demotion demotion);
std::string_view wordOf(RouteStrategy strategy);
std::string_view wordOf(RouteBasis basis);

} // namespace turnpike
