// SPDX-License-Identifier: GPL-3.0-or-later
// Models and their endpoints with the prices in force.
#pragma once

#include "core/Catalog.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {
class Session;
}

namespace turnpike::ModelRepository {

/// Inserts or updates by slug, and brings a deleted one back under its old id. Not its endpoints.
Result<ModelId> put(Session &session, const ModelDraft &draft, std::int64_t nowUs);
/// Inserts or updates by model, provider and variant, and brings a deleted one back.
Result<EndpointId> putEndpoint(Session &session, ModelId model, ProviderId provider,
                               const EndpointDraft &draft, int position, std::int64_t nowUs);
/// `sheet` 0: unpriced.
Result<> setPrices(Session &session, EndpointId endpoint, PriceSheetId sheet);
Result<> clearOverBound(Session &session, EndpointId endpoint);
/// Their rows stay for history.
Result<> remove(Session &session, ModelId model, std::int64_t nowUs);
Result<> removeEndpoint(Session &session, EndpointId endpoint, std::int64_t nowUs);

/// Those that live, by slug, endpoints in the order to try; the simulator's among them.
/// Errors: Internal when a price sheet cannot be read.
Result<QList<Model>> list(Session &session);

} // namespace turnpike::ModelRepository
