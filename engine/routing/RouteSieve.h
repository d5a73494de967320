// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves an endpoint out of a plan (data plane 8.3), in the order of the reasons told.
#pragma once

#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteQuestion.h"

#include <optional>
#include <string_view>

namespace turnpike {

/// Whether an entry of `order`, `only` or `ignore` means this endpoint (data plane 8.1.1): a tag
/// means itself; a provider's slug or name all its endpoints. Those of a service tier are left out
/// all the same unless they are asked for.
bool namesEndpoint(std::string_view entry, const Candidate &candidate);

/// A question read once, asked for every endpoint.
class RouteSieve
{
public:
    explicit RouteSieve(const RouteQuestion &question);

    /// What leaves out all endpoints of a model.
    std::optional<RouteFilter> of(const ModelPolicy &model, const ModelFacts &facts) const;
    /// `prices` are those of this prompt at this time.
    std::optional<RouteFilter> of(const Candidate &candidate, const ModelFacts &model,
                                  const EndpointFacts &facts, const ComparedPrices &prices) const;
    /// The prompt may not fit; surely it does not where of() says Context.
    bool isTight(const EndpointFacts &facts) const;

    /// Features that endpoints who have them are preferred for.
    ParameterSet preferred() const { return m_preferred; }
    /// Of these, those that a request must not go without.
    ParameterSet needed() const { return m_needed; }

private:
    bool allows(const Candidate &candidate) const;
    std::optional<RouteFilter> named(const Candidate &candidate) const;
    bool isTierWanted(const Candidate &candidate, const EndpointFacts &facts) const;
    bool isTooDear(const ComparedPrices &prices) const;

    const RouteQuestion &m_question;
    const ProviderPreferences &m_preferences;
    bool m_deniesDataCollection;
    bool m_requiresZdr;
    QuantizationSet m_quantizations = 0; ///< 0: all.
    ComparedPrices m_mostPrices; ///< -1 without a limit.
    ParameterSet m_sent = 0;
    ParameterSet m_preferred = 0;
    ParameterSet m_needed = 0;
};

} // namespace turnpike
