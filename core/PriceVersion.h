// SPDX-License-Identifier: GPL-3.0-or-later
// The prices that a generation was charged by.
#pragma once

#include "core/Id.h"
#include "core/Price.h"

#include <cstdint>

namespace turnpike {

/// One version of an endpoint's prices, as it stays for good.
struct PriceVersion
{
    PriceSheetId id;
    EndpointId endpoint;
    std::int64_t version = 1;
    PriceSheet prices;
    std::int64_t createdUs = 0;
};

} // namespace turnpike
