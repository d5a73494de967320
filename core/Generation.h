// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/Id.h"
#include "core/Money.h"
#include "core/Usage.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnpike {

/// The wire format that the client spoke. Values are stored: never renumber.
enum class ApiType : std::uint8_t {
    Chat = 1,
    Messages = 2,
    Responses = 3,
    Embeddings = 4,
    Completions = 5,
    Images = 6, ///< Pictures made from words.
    ImageEdits = 7,
    Speech = 8, ///< Text spoken.
    Transcriptions = 9,
    Translations = 10, ///< Speech of any language to English text.
    Rerank = 11,
};

/// Routes whose answers no conversation can say: they pass to providers of their own.
constexpr bool isMedia(ApiType api)
{
    return api >= ApiType::Images;
}

/// A set of APIs: one bit each.
using ApiSet = std::uint16_t;
constexpr ApiSet apiBit(ApiType api)
{
    return static_cast<ApiSet>(1U << static_cast<unsigned>(api));
}

/// How a generation ended. Values are stored: never renumber.
enum class GenerationState : std::uint8_t {
    Complete = 1, ///< The client was given the whole answer.
    Failed = 2, ///< Every attempt failed, or the stream broke.
    Cancelled = 3, ///< The client left.
    Refused = 4, ///< Authenticated, but not admitted: limit, unknown model, bad body.
    Interrupted = 5, ///< The process ended in the middle; made by replay only.
};

/// What a budget scope belongs to. Values are stored: never renumber.
enum class ScopeKind : std::uint8_t {
    KeyLimit = 1,
    MemberGuardrail = 2,
    KeyGuardrail = 3,
    WorkspaceBudget = 4,
    OrganizationBudget = 5,
    CreditPool = 6,
};

/// Names one scope: its kind and the row id of its owner (key, guardrail, workspace, organization).
struct ScopeRef
{
    ScopeKind kind = ScopeKind::KeyLimit;
    std::int64_t owner = 0;

    friend auto operator<=>(const ScopeRef &, const ScopeRef &) = default;
};

inline constexpr std::size_t maxScopes = 8;

/// Flags of a generation. Values are stored: never renumber.
namespace GenerationFlag {
inline constexpr std::uint32_t Streamed = 1U << 0U;
inline constexpr std::uint32_t Byok = 1U << 1U;
inline constexpr std::uint32_t Simulated = 1U << 2U; ///< Never in totals, limits or reports.
inline constexpr std::uint32_t Unpriced = 1U << 3U; ///< Cost unknown, not zero.
inline constexpr std::uint32_t OverBound = 1U << 4U; ///< Billed above the worst case of its hold.
inline constexpr std::uint32_t HardMode = 1U << 5U;
inline constexpr std::uint32_t Clamped = 1U << 6U; ///< The output limit was lowered to fit.
/// Given from the response cache, free; upstreamId is the generation that the answer is from.
inline constexpr std::uint32_t FromCache = 1U << 7U;
} // namespace GenerationFlag

/// How one attempt at an endpoint ended. Values are stored: never renumber.
enum class AttemptOutcome : std::uint8_t {
    Succeeded = 1,
    Status = 2, ///< The provider answered with an error status.
    ConnectFailed = 3,
    TimedOut = 4,
    Cut = 5, ///< The connection ended before the answer did.
    Garbage = 6, ///< What came was not the protocol.
    ClientLeft = 7,
    SkippedBudget = 8, ///< A scope refused this endpoint's price; nothing was sent.
    Interrupted = 9, ///< The process ended; made by replay only.
};

/// One attempt of a generation. Times in microseconds from admission.
struct AttemptRecord
{
    EndpointId endpoint;
    ProviderId provider;
    PriceSheetId priceSheet;
    AttemptOutcome outcome = AttemptOutcome::Succeeded;
    std::uint16_t status = 0; ///< HTTP status of the provider, 0 if none came.
    std::int64_t startedUs = 0;
    std::int64_t durationUs = 0;
    Money held; ///< The hold it ran under.
    Money lost; ///< Estimate of what a body sent and never answered may cost.
};

/// Everything the ledger keeps of one generation: the content of the journal's hold and settle
/// records and of the generation row. A view: texts live in the exchange or in the journal's
/// mapping, and are cut to `maxText` bytes by the journal. Metadata only: never prompt or answer.
struct GenerationRecord
{
    static constexpr std::size_t maxText = 256;
    static constexpr std::size_t maxTrail = 2048;

    GenerationId id;
    std::int64_t admittedUs = 0; ///< Wall clock, UTC; decides day and windows.
    OrganizationId organization;
    WorkspaceId workspace;
    KeyId key;
    PersonId person;
    ModelId model; ///< 0 when the requested model is unknown.
    EndpointId endpoint; ///< Of the last attempt; 0 when none was made.
    ProviderId provider;
    PriceSheetId priceSheet;
    ApiType api = ApiType::Chat;
    GenerationState state = GenerationState::Complete;
    UsageOrigin usageOrigin = UsageOrigin::Measured;
    std::uint16_t httpStatus = 0; ///< What the client was answered.
    std::uint32_t flags = 0; ///< GenerationFlag bits.
    std::uint32_t count = 1; ///< Requests in this row; above 1 only for summed refusals.

    TokenUsage usage;
    Money cost; ///< Charged to the credit pool.
    Money promptCost;
    Money completionCost;
    Money counted; ///< Counted toward limits.
    Money held; ///< The last hold.
    Money lost; ///< Sum over the attempts.
    std::optional<Money> upstreamCost; ///< What the provider said it charged.

    std::int64_t waitedUs = 0; ///< In turn for held money or a place.
    std::int64_t connectUs = 0; ///< Of the attempt that succeeded, from its start.
    std::int64_t firstTokenUs = 0; ///< From admission; 0 when none came.
    std::int64_t totalUs = 0; ///< From admission to the release of the end.

    std::array<ScopeRef, maxScopes> scopes{}; ///< Where the hold was booked, and the charge goes.
    std::uint8_t scopeCount = 0;

    std::uint32_t attemptCount = 0;
    std::vector<AttemptRecord> attempts; ///< Filled only when there was more than one.

    std::string_view requestedModel;
    std::string_view finishReason; ///< Normalised.
    std::string_view nativeFinishReason;
    std::string_view errorType; ///< The compatible API's vocabulary; empty when none.
    std::string_view errorText; ///< One sentence, free of secrets and of upstream bodies.
    std::string_view upstreamId;
    std::string_view session;
    std::string_view endUser;
    std::string_view referer;
    std::string_view title;
    std::string_view userAgent;
    std::string_view trail; ///< Decision trail, compact JSON; equal ones are stored once.

    bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
};

} // namespace turnpike
