// SPDX-License-Identifier: GPL-3.0-or-later
// A generation as it is read back from the ledger: GenerationRecord with its names resolved.
#pragma once

#include "core/Generation.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace turnpike {

struct AttemptRow
{
    AttemptRecord record;
    QString provider; ///< Name.
    QString tag; ///< Of the endpoint.
};

struct GenerationRow
{
    std::int64_t rowId = 0; ///< Lists page by this: it grows as rows are committed.
    QString id; ///< "gen-..."
    std::int64_t admittedUs = 0;
    OrganizationId organization;
    WorkspaceId workspace;
    QString workspaceUuid;
    KeyId key;
    QString keyHash;
    QString keyName;
    ModelId model;
    QString modelSlug; ///< The requested name when the model is unknown.
    QString requestedModel;
    EndpointId endpoint;
    QString endpointTag;
    ProviderId provider;
    QString providerName; ///< Empty when no attempt was made.
    PriceSheetId priceSheet;
    ApiType api = ApiType::Chat;
    GenerationState state = GenerationState::Complete;
    UsageOrigin usageOrigin = UsageOrigin::Measured;
    int httpStatus = 0;
    std::uint32_t flags = 0; ///< GenerationFlag bits.
    std::int64_t requestCount = 1; ///< Above 1 only for summed refusals.
    TokenUsage usage;
    Money cost;
    Money promptCost;
    Money completionCost;
    Money counted;
    Money held;
    Money lost;
    std::optional<Money> upstreamCost;
    std::int64_t waitedUs = 0;
    std::int64_t connectUs = 0;
    std::int64_t firstTokenUs = 0; ///< 0 when none came.
    std::int64_t totalUs = 0;
    int attemptCount = 0;
    QString finishReason;
    QString nativeFinishReason;
    QString errorType;
    QString errorText;
    std::int64_t appId = 0; ///< 0 unknown.
    QString referer;
    QString title;
    QString userAgent;
    QString upstreamId;
    QString session;
    QString endUser;
    QString trail; ///< Compact JSON; only when read one by one.
    std::vector<AttemptRow> attempts; ///< Only when read one by one, and there was more than one.

    bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
};

} // namespace turnpike
