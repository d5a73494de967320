// SPDX-License-Identifier: GPL-3.0-or-later
// What a client is told when a plan is empty (data plane 5.6, product.md "Requests" 7).
#pragma once

#include "engine/routing/RoutePlan.h"
#include "engine/wire/ErrorBody.h"

#include <span>
#include <string_view>

namespace turnpike {

/// The name of a filter in `availability.excluded_by`; empty for one that the list does not know.
std::string_view excludedByName(RouteFilter filter);

/// For a plan whose problem is not None. 400 for what no model is called, and for a model on the
/// wrong route; 403 for what the key may not use; 404 for the rest.
ApiError routeRefusal(const RoutePlan &plan, std::span<const std::string_view> requestedModels);

} // namespace turnpike
