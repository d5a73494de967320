// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan is asked for: everything about a request that decides where it may go.
#pragma once

#include "core/Id.h"
#include "engine/routing/ModelIndex.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace turnpike {

struct ProviderPreferences;

/// The kind of model that a route is for.
enum class ModelUse : std::uint8_t {
    Chat,
    Completions,
    Embeddings,
    Image,
    Speech,
    Transcription,
    Rerank,
};

/// What a key may use at all, whatever its request says. Empty lists allow everything; an entry
/// that ends in '*' allows what begins with the rest.
struct RouteLimits
{
    std::span<const std::string> models{}; ///< Slugs.
    std::span<const std::string> providers{}; ///< Slugs or tags.
    bool deniesDataCollection = false;
    bool requiresZdr = false;
};

/// Views only: whatever it points to outlives the call that it is passed to.
struct RouteQuestion
{
    std::span<const std::string_view> models{}; ///< As the client wrote them, in order.
    const ProviderPreferences *preferences = nullptr;
    RouteLimits limits{};
    ModelUse use = ModelUse::Chat;

    std::span<const std::string_view> parameters{}; ///< As `supported_parameters` spells them.
    bool hasTools = false;
    bool hasResponseFormat = false;
    bool needsJsonSchema = false; ///< Its response format is a json_schema.
    std::uint8_t inputs = 0; ///< Modality bits of what it holds besides text.
    std::int64_t promptTokens = 0; ///< Estimated.
    std::int64_t maxOutput = 0; ///< Asked for; 0 not.
    ServiceTier tier = ServiceTier::Default; ///< `service_tier`.
    bool refusesTiers = false; ///< `service_tier: "default"`, told: no tier by a suffix either.

    /// Of stickyKey(): requests of one key draw the same endpoint while it is healthy and prices
    /// stand. 0: drawn anew by `seed`, which must then differ from request to request.
    std::uint64_t stickyKey = 0;
    std::uint64_t seed = 0;
    /// Who signed the reasoning that the request carries back, if it does and anybody knows.
    ReasoningFamily family{};
    ProviderId reasoningProvider{};

    std::int64_t nowNs = 0; ///< Clock::steadyNs
    std::int64_t nowUs = 0; ///< Clock::nowUs, for prices that depend on the hour.
};

/// The first that is told of: session, prompt cache key, user, and the conversation's beginning
/// (ClientRequest::opening). `owner` keeps the keys of two organizations apart. 0 when none is.
std::uint64_t stickyKey(OrganizationId owner, std::string_view session,
                        std::string_view promptCacheKey, std::string_view user,
                        std::uint64_t opening);

} // namespace turnpike
