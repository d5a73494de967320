// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/Generation.h"
#include "core/Id.h"
#include "core/Money.h"
#include "core/Price.h"
#include "core/RateLimit.h"
#include "core/Secret.h"
#include "core/ports/BudgetGate.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace turnpike {

/// SHA-256 of a key's whole text, prefix included.
using KeyHash = std::array<std::uint8_t, 32>;

struct KeyHashHasher
{
    std::size_t operator()(const KeyHash &hash) const
    {
        std::size_t first = 0;
        std::memcpy(&first, hash.data(), sizeof first);
        return first;
    }
};

/// One API key or management key as the gateway needs it. Deleted keys are absent.
struct KeyPolicy
{
    KeyId id;
    KeyHash hash{};
    std::string name;
    std::string label; ///< "sk-tp-v1-abc...xyz", safe to show.
    bool isManagement = false;
    bool isDisabled = false;
    std::int64_t expiresUs = 0; ///< 0 never.
    OrganizationId organization;
    std::string organizationId; ///< "org_..."
    WorkspaceId workspace;
    std::string workspaceUuid;
    PersonId person; ///< Its creator; 0 for a service key.
    std::string personId; ///< "user_..."
    std::uint32_t slot = 0; ///< Where the budget book meters this key, limit or none.
    std::optional<Money> limit;
    Window limitWindow = Window::Lifetime;
    bool countsByok = false;
    RateLimit rateLimit;
    std::int64_t createdUs = 0;
    std::vector<BudgetScope> scopes; ///< Every scope a request of this key is booked in.
};

/// The format that a provider is spoken to in. Values are stored: never renumber.
enum class ProviderFormat : std::uint8_t {
    OpenAi = 1, ///< Chat completions.
    Anthropic = 2, ///< Messages.
    Gemini = 3, ///< generateContent.
    Simulator = 4,
    Responses = 5, ///< OpenAI's Responses.
};

/// The member of an assistant's message by which a server of chat completions reads back what its
/// model thought. Values are stored: never renumber.
enum class ReasoningField : std::uint8_t {
    None = 0, ///< It reads none, or nobody told: members pass as they are.
    ReasoningContent = 1,
    Reasoning = 2,
    ReasoningDetails = 3, ///< OpenRouter's elements (data plane 10.4).
};

/// What a provider does when its client leaves ("on_cancel" of the catalogue).
enum class OnCancel : std::uint8_t { StopsBilling, BillsAll };

/// Separate time-outs of an upstream call.
struct Timeouts
{
    std::chrono::milliseconds connect{10'000}; ///< Name, TCP and TLS.
    std::chrono::milliseconds firstByte{120'000}; ///< From the request sent to the answer's head.
    std::chrono::milliseconds stall{60'000}; ///< Between two reads of the answer.
    std::chrono::milliseconds total{3'600'000}; ///< The whole attempt.
};

/// Where a provider listens.
struct Origin
{
    bool isTls = true;
    std::string host; ///< Name or address literal without brackets.
    std::uint16_t port = 443;

    friend bool operator==(const Origin &, const Origin &) = default;
};

struct ProviderPolicy
{
    ProviderId id;
    std::string slug;
    std::string name;
    ProviderFormat format = ProviderFormat::OpenAi;
    /// Client APIs besides the format's own that it speaks: they pass to it byte for byte.
    ApiSet alsoServes = 0;
    std::string credentialHeader; ///< Empty: the format's own; "api-key" for Azure.
    Origin origin;
    std::string basePath; ///< "/v1", without trailing slash.
    Secret credential; ///< Empty when the provider wants none (local servers).
    bool isEnabled = true;
    OnCancel onCancel = OnCancel::BillsAll;
    bool reasoningOutsideMaxTokens = false;
    bool trainsOnPrompts = true; ///< Unknown counts as true; the same below.
    bool retainsPrompts = true; ///< Longer than an answer takes.
    Timeouts timeouts;
    std::string caFile; ///< Extra CA certificates (PEM), empty for the system's alone.
    std::optional<Origin> proxy; ///< HTTP CONNECT proxy.
    std::int64_t concurrentRequests = 0; ///< Calls under way at once; 0 unlimited.
    std::string privacyUrl, termsUrl, statusUrl; ///< Empty when unknown.

    bool isZdr() const { return !retainsPrompts; } ///< Zero data retention.
};

/// Whose credential an endpoint is called with: a workspace's own stands before or behind what the
/// organization shares (data plane 8.7).
enum class CredentialRank : std::uint8_t {
    Prioritized, ///< The workspace's own, before all that is shared.
    Shared,
    Fallback, ///< The workspace's own, behind all that is shared.
};

struct EndpointPolicy
{
    EndpointId id;
    std::uint32_t provider = 0; ///< Index into PolicySnapshot::providers.
    std::string upstreamModel;
    std::string tag; ///< "slug" or "slug/variant"
    std::int64_t contextLength = 0; ///< 0 unknown.
    std::int64_t maxOutput = 0; ///< 0 unknown.
    std::string quantization; ///< Empty unknown.
    std::vector<std::string> supportedParameters;
    /// What this model is spoken to in where it is not the provider's own format.
    std::optional<ProviderFormat> format;
    ReasoningField reasoningField = ReasoningField::None;
    PriceSheetId priceSheet; ///< 0 when unpriced.
    PriceSheet prices;
    bool isFlaggedOverBound = false; ///< Left out of hard mode until an admin clears it.
    CredentialRank credential = CredentialRank::Shared;

    bool isByok() const { return credential != CredentialRank::Shared; }

    ProviderFormat formatAt(const ProviderPolicy &at) const { return format.value_or(at.format); }
};

struct ModelPolicy
{
    ModelId id;
    std::string slug; ///< "author/model"
    std::string canonicalSlug;
    std::string name;
    std::string description;
    std::string type; ///< "chat", "embeddings", ...
    std::int64_t createdS = 0; ///< Unix seconds.
    std::int64_t contextLength = 0; ///< 0 unknown.
    std::string tokenizer; ///< "Other" when unknown.
    std::vector<std::string> inputModalities;
    std::vector<std::string> outputModalities;
    std::vector<EndpointPolicy> endpoints; ///< In the order to try.
};

struct TransparentHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const
    {
        return std::hash<std::string_view>{}(text);
    }
};

/// The immutable picture that the engine works from. Built by PolicyPublisher after each committed
/// change; shared by pointer, so it must not be changed after publication.
struct PolicySnapshot
{
    std::uint64_t version = 0;
    std::unordered_map<KeyHash, KeyPolicy, KeyHashHasher> keys;
    std::vector<ProviderPolicy> providers;
    std::vector<ModelPolicy> models; ///< In catalogue order.
    std::unordered_map<std::string, std::uint32_t, TransparentHash, std::equal_to<>>
        modelBySlug; ///< Slugs and canonical slugs to an index into `models`.
    bool usesSimulatorForUnknownModels = false; ///< While no real provider exists.
    bool isCatalogueOpen = true; ///< Catalogue reads need no key.
    bool budgetsCountUpstream = true; ///< money-and-journal 2.5.
    FreeLimit freeLimit;

    const ModelPolicy *findModel(std::string_view slug) const
    {
        const auto found = modelBySlug.find(slug);
        return found == modelBySlug.end() ? nullptr : &models[found->second];
    }
};

using PolicyPointer = std::shared_ptr<const PolicySnapshot>;

} // namespace turnpike
