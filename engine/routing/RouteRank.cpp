// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/RouteRank.h"

#include "engine/formats/Conversation.h"
#include "engine/routing/HealthBook.h"
#include "engine/routing/Mixing.h"
#include "engine/routing/RouteSieve.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <tuple>

namespace turnpike {

namespace {

const ProviderPreferences noPreferences{};

/// Weights are 1 / dollars^2 of a million blended tokens. What costs nothing weighs as a tenth of
/// a cent, which is as good as always first; what is unpriced as ten dollars: dear, not impossible.
constexpr double leastDollars = 0.001;
constexpr double unknownDollars = 10.0;
constexpr double femtoOfMillion = 1e-9; ///< Femto-dollars a token to dollars a million tokens.
constexpr double unmeasured = 1e18;

/// In (0, 1).
double unitOf(std::uint64_t bits)
{
    return (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
}

bool hasAny(const ProviderPreferences::Percentiles &percentiles)
{
    return std::any_of(percentiles.begin(), percentiles.end(),
                       [](const auto &told) { return told.has_value(); });
}

/// 0: stands where its order puts it.
std::uint8_t lastClass(Demotion demotion)
{
    switch (demotion) {
    case Demotion::Slow: return 1;
    case Demotion::OtherReasoning: return 2;
    case Demotion::RateLimited: return 3;
    case Demotion::CircuitOpen: return 4;
    default: return 0;
    }
}

std::uint8_t laterClass(Demotion demotion)
{
    switch (demotion) {
    case Demotion::Degraded: return 1;
    case Demotion::FailedLately:
    case Demotion::Down: return 2;
    case Demotion::ContextTight: return 3;
    default: return 0;
    }
}

} // namespace

RouteRank::RouteRank(const RouteQuestion &question, const HealthBook &health)
    : m_question(question)
    , m_health(health)
    , m_preferences(question.preferences != nullptr ? *question.preferences : noPreferences)
    , m_hasThresholds(hasAny(m_preferences.minThroughput) || hasAny(m_preferences.maxLatency))
{}

RouteBasis RouteRank::basisFor(VariantSet variants) const
{
    using Sort = ProviderPreferences::Sort;
    if (m_question.tier != ServiceTier::Default)
        return RouteBasis::Tier;
    if (m_preferences.hasOrder)
        return RouteBasis::Request;
    switch (m_preferences.sort) {
    case Sort::Price: return RouteBasis::Price;
    case Sort::Throughput: return RouteBasis::Throughput;
    case Sort::Latency: return RouteBasis::Latency;
    case Sort::Exacto: // With the traffic of one organization all are in its middle tier.
    case Sort::None: break;
    }
    if ((variants & Variant::Nitro) != 0)
        return RouteBasis::Throughput;
    if ((variants & Variant::Floor) != 0)
        return RouteBasis::Price;
    return m_question.stickyKey != 0 ? RouteBasis::Sticky : RouteBasis::Drawn;
}

/// Weighted rendezvous hashing: the lowest of -ln(u)/w comes first, with odds in proportion to w.
/// Each value depends on its own endpoint alone, so that the others' coming and going, and their
/// prices, move nothing but themselves.
double RouteRank::drawn(EndpointId endpoint, std::int64_t blended) const
{
    const std::uint64_t chance = m_question.stickyKey != 0 ? m_question.stickyKey : m_question.seed;
    const double unit
        = unitOf(mixed(mixed(chance) ^ mixed(static_cast<std::uint64_t>(endpoint.value))));
    const double dollars = blended < 0
        ? unknownDollars
        : std::max(static_cast<double>(blended) * femtoOfMillion, leastDollars);
    return -std::log(unit) * dollars * dollars;
}

double RouteRank::keyOf(const RankedCandidate &ranked, RouteBasis basis) const
{
    const EndpointId endpoint = ranked.candidate.endpoint->id;
    const bool isByPrice = basis == RouteBasis::Price
        || (basis == RouteBasis::Tier && m_question.tier == ServiceTier::Flex);
    if (isByPrice)
        return 0; // The blended price settles it.
    switch (basis) {
    case RouteBasis::Throughput:
    case RouteBasis::Tier: {
        const auto median = m_health.percentilesOf(endpoint, m_question.nowNs).milliTokensPerSecond;
        return -static_cast<double>(median[0]);
    }
    case RouteBasis::Latency: {
        const auto median = m_health.percentilesOf(endpoint, m_question.nowNs).latencyMs;
        return median[0] > 0 ? static_cast<double>(median[0]) : unmeasured;
    }
    default: return drawn(endpoint, ranked.blended);
    }
}

bool RouteRank::isSlow(EndpointId endpoint) const
{
    const HealthWindow::Percentiles known = m_health.percentilesOf(endpoint, m_question.nowNs);
    if (!known.isRecent)
        return false;
    for (std::size_t i = 0; i < known.latencyMs.size(); ++i) {
        const auto &least = m_preferences.minThroughput[i];
        const auto &most = m_preferences.maxLatency[i];
        if (least && known.milliTokensPerSecond[i] > 0 && known.milliTokensPerSecond[i] < *least)
            return true;
        if (most && known.latencyMs[i] > *most)
            return true;
    }
    return false;
}

bool RouteRank::readsReasoning(const RankedCandidate &ranked, const ModelFacts &model) const
{
    if (m_question.family == ReasoningFamily::Unknown)
        return true;
    if (model.family != m_question.family)
        return false;
    // Encrypted for the account that asked for it; signatures hold wherever the model is served.
    const bool isEncrypted
        = m_question.family == ReasoningFamily::OpenAi || m_question.family == ReasoningFamily::Xai;
    return !isEncrypted || !m_question.reasoningProvider
        || ranked.candidate.provider->id == m_question.reasoningProvider;
}

Demotion RouteRank::demotionOf(const RankedCandidate &ranked, RouteBasis basis,
                               const ModelFacts &model, bool isTight) const
{
    const EndpointId endpoint = ranked.candidate.endpoint->id;
    const Standing standing = m_health.standingOf(endpoint, m_question.nowNs);
    if (standing == Standing::CircuitOpen)
        return Demotion::CircuitOpen;
    if (standing == Standing::RateLimited)
        return Demotion::RateLimited;
    if (!readsReasoning(ranked, model))
        return Demotion::OtherReasoning;
    if (m_hasThresholds && isSlow(endpoint))
        return Demotion::Slow;
    if (isTight)
        return Demotion::ContextTight;
    switch (standing) {
    case Standing::Down: return Demotion::Down;
    case Standing::Degraded: return Demotion::Degraded;
    case Standing::FailedLately: {
        // Part of the default rule; an order that was asked for waits for the circuit.
        const bool isDefault = basis == RouteBasis::Drawn || basis == RouteBasis::Sticky
            || basis == RouteBasis::Request;
        return isDefault ? Demotion::FailedLately : Demotion::None;
    }
    default: return Demotion::None;
    }
}

void RouteRank::place(RankedCandidate &ranked, RouteBasis basis, const ModelFacts &model,
                      const ComparedPrices &prices, bool isTight) const
{
    ranked.blended = prices.blended();
    ranked.key = keyOf(ranked, basis);
    if (ranked.blended < 0)
        ranked.blended = std::numeric_limits<FemtoUsd>::max();
    ranked.candidate.demotion = demotionOf(ranked, basis, model, isTight);
    ranked.last = lastClass(ranked.candidate.demotion);
    ranked.later = laterClass(ranked.candidate.demotion);
    ranked.credential = ranked.candidate.endpoint->credential;
    ranked.named = 0;
    if (m_preferences.hasOrder) {
        const auto &order = m_preferences.order;
        const auto found = std::find_if(order.begin(), order.end(), [&](const std::string &entry) {
            return namesEndpoint(entry, ranked.candidate);
        });
        ranked.named = static_cast<std::uint32_t>(found - order.begin());
    } else if (m_question.tier == ServiceTier::Priority) {
        ranked.named = ranked.facts->tier == ServiceTier::Priority ? 0 : 1;
    } else if (m_question.reasoningProvider) {
        ranked.named = ranked.candidate.provider->id == m_question.reasoningProvider ? 0 : 1;
    }
}

bool RouteRank::isBefore(const RankedCandidate &a, const RankedCandidate &b) const
{
    if (a.last != b.last)
        return a.last < b.last;
    if (!m_preferences.sortsAcrossModels && a.model != b.model)
        return a.model < b.model;
    // Whatever is sorted by: a workspace's own credential is asked before what is shared.
    if (a.credential != b.credential)
        return a.credential < b.credential;
    if (a.named != b.named)
        return a.named < b.named;
    return std::tie(a.later, a.key, a.blended, a.model, a.position)
        < std::tie(b.later, b.key, b.blended, b.model, b.position);
}

} // namespace turnpike
