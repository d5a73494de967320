// SPDX-License-Identifier: GPL-3.0-or-later
// Models and endpoints as the catalogue's objects. Keys that clients' schemas require are always
// there, null where nothing is known.
#pragma once

#include "core/Policy.h"
#include "engine/json/Writer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace turnpike {

/// The endpoints of a model whose provider is enabled, in the order to try.
std::vector<const EndpointPolicy *> servedEndpoints(const PolicySnapshot &policy,
                                                    const ModelPolicy &model);

/// What any of the endpoints supports, each name once, in the order met.
std::vector<std::string_view>
supportedParameters(const std::vector<const EndpointPolicy *> &endpoints);

/// Prices net of the discount, so that nobody takes it off twice; at the top those of the time
/// window that holds `nowUs`. Unpriced prompt and completion are "-1", which clients read as
/// unknown: "0" would mean free.
std::string pricingObject(const PriceSheet &sheet, std::int64_t nowUs);

void writeModel(json::Writer &json, const PolicySnapshot &policy, const ModelPolicy &model,
                std::int64_t nowUs);

/// `architecture` with every key that the endpoints route requires.
void writeArchitecture(json::Writer &json, const ModelPolicy &model);

void writeEndpoint(json::Writer &json, const PolicySnapshot &policy, const ModelPolicy &model,
                   const EndpointPolicy &endpoint, std::int64_t nowUs);

} // namespace turnpike
