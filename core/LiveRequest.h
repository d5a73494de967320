// SPDX-License-Identifier: GPL-3.0-or-later
// One request as the console watches it: running, or ended.
#pragma once

#include "core/GenerationRow.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike {

/// How far a request got. The order is that of its life.
enum class LivePhase : std::uint8_t {
    Admitted, ///< Held; nothing sent yet.
    Sent, ///< An attempt is on its way; no output yet.
    Streaming, ///< Output was seen.
    Ended,
};

/// Metadata only, as GenerationRecord; owns its texts. What is not known yet is zero or empty.
struct LiveRequest
{
    QString id; ///< "gen-..."
    std::int64_t rowId = 0; ///< In the ledger; 0 when it came from the journal.
    LivePhase phase = LivePhase::Ended;
    std::int64_t admittedUs = 0;
    WorkspaceId workspace;
    KeyId key;
    ModelId model; ///< 0 when the requested model is unknown.
    EndpointId endpoint;
    ProviderId provider;
    PriceSheetId priceSheet;
    ApiType api = ApiType::Chat;
    GenerationState state = GenerationState::Complete; ///< Once it ended.
    UsageOrigin usageOrigin = UsageOrigin::Measured;
    int httpStatus = 0;
    std::uint32_t flags = 0; ///< GenerationFlag bits.
    std::int64_t count = 1; ///< Above 1 only for summed refusals.
    TokenUsage usage; ///< While it runs: what was told, or the estimate.
    bool isInputEstimated = false;
    bool isOutputEstimated = false;
    Money cost;
    Money promptCost;
    Money completionCost;
    Money lost;
    std::optional<Money> upstreamCost;
    std::int64_t waitedUs = 0;
    std::int64_t connectUs = 0;
    std::int64_t firstTokenUs = 0; ///< From admission; 0 when none came.
    std::int64_t totalUs = 0;
    std::int64_t milliBytesPerToken = 3000; ///< Of the running attempt, for estimates.
    int attemptCount = 0;
    QString requestedModel;
    QString finishReason;
    QString errorType;
    QString errorText;
    QString session;
    QString endUser;
    QString referer;
    QString title;
    QString userAgent;

    bool isRunning() const { return phase != LivePhase::Ended; }
    bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
};

/// A row of the ledger as an ended request.
inline LiveRequest liveRequest(const GenerationRow &row)
{
    LiveRequest request;
    request.id = row.id;
    request.rowId = row.rowId;
    request.admittedUs = row.admittedUs;
    request.workspace = row.workspace;
    request.key = row.key;
    request.model = row.model;
    request.endpoint = row.endpoint;
    request.provider = row.provider;
    request.priceSheet = row.priceSheet;
    request.api = row.api;
    request.state = row.state;
    request.usageOrigin = row.usageOrigin;
    request.httpStatus = row.httpStatus;
    request.flags = row.flags;
    request.count = row.requestCount;
    request.usage = row.usage;
    request.cost = row.cost;
    request.promptCost = row.promptCost;
    request.completionCost = row.completionCost;
    request.lost = row.lost;
    request.upstreamCost = row.upstreamCost;
    request.waitedUs = row.waitedUs;
    request.connectUs = row.connectUs;
    request.firstTokenUs = row.firstTokenUs;
    request.totalUs = row.totalUs;
    request.attemptCount = row.attemptCount;
    request.requestedModel = row.requestedModel;
    request.finishReason = row.finishReason;
    request.errorType = row.errorType;
    request.errorText = row.errorText;
    request.session = row.session;
    request.endUser = row.endUser;
    request.referer = row.referer;
    request.title = row.title;
    request.userAgent = row.userAgent;
    return request;
}

/// What happened since the batch before. A request is in one of the two lists, in its newest state.
struct LiveBatch
{
    QList<LiveRequest> added; ///< Oldest first.
    QList<LiveRequest> changed;
    bool isReset = false; ///< Too much came at once: what was known is to be forgotten first.
};

/// The last minutes of traffic.
struct LiveStatistics
{
    std::int64_t perMinute = 0; ///< Requests that began in the last 60 s.
    std::int64_t inFlight = 0;
    std::int64_t ended = 0; ///< In the last 5 min, as the figures below.
    std::int64_t errors = 0; ///< Failed or interrupted, of those that ended.
    std::int64_t firstTokenP50Us = 0; ///< Of the last 2,000 streams at most; 0 when there was none.
    Money spend; ///< Without simulated requests.
    /// More than 5 % of at least five attempts failed. In the order of their ids.
    QList<ProviderId> failingProviders;

    friend bool operator==(const LiveStatistics &, const LiveStatistics &) = default;
};

} // namespace turnpike
