// SPDX-License-Identifier: GPL-3.0-or-later
// Versions of an endpoint's prices. Never changed, never deleted.
#pragma once

#include "core/Id.h"
#include "core/Price.h"
#include "core/PriceVersion.h"
#include "core/Result.h"

#include <optional>

namespace turnpike {
class Session;
}

namespace turnpike::PriceSheetRepository {

/// The newest sheet of the endpoint if it says the same, else a new version.
Result<PriceSheetId> use(Session &session, EndpointId endpoint, const PriceSheet &prices,
                         std::int64_t nowUs);

/// Errors: Internal when the stored prices cannot be read.
Result<std::optional<PriceVersion>> find(Session &session, PriceSheetId id);

} // namespace turnpike::PriceSheetRepository
