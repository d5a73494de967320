// SPDX-License-Identifier: GPL-3.0-or-later
// Which endpoints a request may go to, in what order, and why (docs/routing.md). Pure: health,
// prices, preferences and chance enter as arguments.
#pragma once

#include "core/Policy.h"
#include "engine/routing/ModelReference.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnpike {

class HealthBook;
class ModelIndex;
struct EndpointFacts;
enum class NextStep : std::uint8_t;
struct RouteQuestion;

/// Why a candidate stands behind those that its order alone would put behind it.
enum class Demotion : std::uint8_t {
    None,
    ContextTight, ///< By our estimate the prompt does not fit, but estimates run high.
    Degraded,
    FailedLately,
    Down,
    Slow, ///< It misses preferred_min_throughput or preferred_max_latency.
    OtherReasoning, ///< It cannot read the signed reasoning that the request carries.
    RateLimited,
    CircuitOpen,
};

/// One endpoint to try.
struct Candidate
{
    const ModelPolicy *model = nullptr;
    const EndpointPolicy *endpoint = nullptr;
    const ProviderPolicy *provider = nullptr;
    Demotion demotion = Demotion::None;
    VariantSet variants = 0; ///< What the reference asked of the model besides its name.
};

/// Why a plan is empty.
enum class RouteProblem : std::uint8_t {
    None,
    UnknownModel,
    NoEndpoints, ///< The model has none that is enabled.
    FilteredOut, ///< What RoutePlan::filters names left none over.
};

/// Why an endpoint is left out. One bit each in RouteFilters.
enum class RouteFilter : std::uint8_t {
    ProviderDisabled,
    ModelType, ///< An embedding model for a chat, say.
    KeyModels, ///< The key may not use the model, or below the provider.
    KeyProviders,
    Only,
    Ignore,
    Tier, ///< A service tier that nobody asked for.
    DataCollection,
    Zdr,
    Distillable,
    Quantization,
    MaxPrice,
    Free, ///< The reference ends in ":free".
    Extended,
    Reasoning, ///< The reference ends in ":thinking".
    Context,
    OutputLength,
    Modality,
    Parameters,
    Fallbacks, ///< allow_fallbacks is false, and another comes first.
};

using RouteFilters = std::uint32_t;

constexpr RouteFilters filterBit(RouteFilter filter)
{
    return RouteFilters{1} << static_cast<unsigned>(filter);
}

struct LeftOut
{
    const ModelPolicy *model = nullptr;
    const EndpointPolicy *endpoint = nullptr;
    RouteFilter filter = RouteFilter::ProviderDisabled;
};

/// How the models were found. The words are those of `openrouter_metadata.strategy`.
enum class RouteStrategy : std::uint8_t { Direct, Alias, Latest, Auto, Free, Fallback };

/// What put the candidates in order, demotions aside.
enum class RouteBasis : std::uint8_t {
    Drawn, ///< By chance, weighted by the inverse square of the price.
    Sticky, ///< The same, but chance is the conversation's own.
    Request, ///< provider.order
    Price,
    Throughput,
    Latency,
    Tier,
};

/// A candidate on its way to its place; scratch of planRoute().
struct RankedCandidate
{
    Candidate candidate;
    double key = 0; ///< The lower, the earlier; after everything below.
    FemtoUsd blended = 0; ///< Settles equal keys.
    std::uint32_t named = 0; ///< Place in provider.order.
    std::uint16_t model = 0; ///< Place of the model among those asked for.
    CredentialRank credential = CredentialRank::Shared; ///< Within a model, before `named`.
    std::uint8_t last = 0; ///< Class of demotion that holds over all models.
    std::uint8_t later = 0; ///< The same within a model.
    std::uint16_t position = 0; ///< In the catalogue's order.
    const EndpointFacts *facts = nullptr;
};

struct RoutePlan
{
    std::vector<Candidate> candidates;
    std::vector<LeftOut> leftOut;
    RouteProblem problem = RouteProblem::None;
    RouteFilters filters = 0; ///< Those that left something out.
    RouteStrategy strategy = RouteStrategy::Direct;
    RouteBasis orderedBy = RouteBasis::Drawn;
    VariantSet variants = 0; ///< Of all references together: Online is the gateway's to refuse.
    bool isSimulatorStandIn = false; ///< Unknown model, answered by the simulator.

    // Scratch, kept for its room.
    std::vector<RankedCandidate> ranking;
    std::vector<std::uint32_t> planned; ///< Models, each once.
};

/// Plans anew into `out`, whose room is used again: nothing is allocated once it has been filled
/// as far before. `index` was made of `policy`; pointers go into the snapshot.
void planRoute(const PolicySnapshot &policy, const ModelIndex &index, const RouteQuestion &question,
               const HealthBook &health, RoutePlan &out);

/// The candidate to try after the one at `failed`; candidates.size() when there is none.
/// NextModel passes over every model that was tried already.
std::size_t nextCandidate(const RoutePlan &plan, std::size_t failed, NextStep step);

} // namespace turnpike
