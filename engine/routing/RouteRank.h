// SPDX-License-Identifier: GPL-3.0-or-later
// Where a candidate stands among the others (data plane 8.4).
#pragma once

#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteQuestion.h"
#include "engine/wire/ClientRequest.h"

namespace turnpike {

/// A question read once, asked for every candidate.
class RouteRank
{
public:
    RouteRank(const RouteQuestion &question, const HealthBook &health);

    /// What puts the endpoints of a reference with these variants in order.
    RouteBasis basisFor(VariantSet variants) const;
    /// Fills in everything but `model` and `position`, which are the caller's.
    void place(RankedCandidate &ranked, RouteBasis basis, const ModelFacts &model,
               const ComparedPrices &prices, bool isTight) const;
    /// Whether a stands before b.
    bool isBefore(const RankedCandidate &a, const RankedCandidate &b) const;

private:
    double drawn(EndpointId endpoint, std::int64_t blended) const;
    double keyOf(const RankedCandidate &ranked, RouteBasis basis) const;
    bool isSlow(EndpointId endpoint) const;
    bool readsReasoning(const RankedCandidate &ranked, const ModelFacts &model) const;
    Demotion demotionOf(const RankedCandidate &ranked, RouteBasis basis, const ModelFacts &model,
                        bool isTight) const;

    const RouteQuestion &m_question;
    const HealthBook &m_health;
    const ProviderPreferences &m_preferences;
    bool m_hasThresholds;
};

} // namespace turnpike
