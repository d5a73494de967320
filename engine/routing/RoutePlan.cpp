// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/RoutePlan.h"

#include "engine/routing/FailureRule.h"
#include "engine/routing/HealthBook.h"
#include "engine/routing/Mixing.h"
#include "engine/routing/RouteRank.h"
#include "engine/routing/RouteSieve.h"

#include <algorithm>
#include <functional>

namespace turnpike {

namespace {

constexpr std::string_view simulatorModel = "turnpike/simulator";
/// Models that a router plans for: its choice and two to fall back to.
constexpr std::size_t routerModels = 3;

RouteStrategy strategyOf(ModelReference::Kind kind)
{
    switch (kind) {
    case ModelReference::Kind::Alias: return RouteStrategy::Alias;
    case ModelReference::Kind::Latest: return RouteStrategy::Latest;
    case ModelReference::Kind::Auto: return RouteStrategy::Auto;
    case ModelReference::Kind::Free: return RouteStrategy::Free;
    case ModelReference::Kind::Unknown:
    case ModelReference::Kind::Slug: break;
    }
    return RouteStrategy::Direct;
}

class Planner
{
public:
    Planner(const PolicySnapshot &policy, const ModelIndex &index, const RouteQuestion &question,
            const HealthBook &health, RoutePlan &plan)
        : m_policy(policy)
        , m_index(index)
        , m_question(question)
        , m_plan(plan)
        , m_sieve(question)
        , m_rank(question, health)
    {}

    void run();

private:
    void clear();
    void consider(std::string_view reference);
    bool addModel(std::uint32_t number, VariantSet variants);
    void addRouted(std::span<const std::uint32_t> models, std::size_t first, VariantSet variants);
    void leaveOut(const Candidate &candidate, RouteFilter filter);
    void preferFlex(std::size_t first);
    bool preferSupporters(std::size_t first);
    template <typename Keeps>
    void narrow(std::size_t first, RouteFilter filter, Keeps keeps);
    void order();
    void cutFallbacks();
    void explain();

    const PolicySnapshot &m_policy;
    const ModelIndex &m_index;
    const RouteQuestion &m_question;
    RoutePlan &m_plan;
    const RouteSieve m_sieve;
    const RouteRank m_rank;
    bool m_isAnyKnown = false;
};

void Planner::clear()
{
    m_plan.candidates.clear();
    m_plan.leftOut.clear();
    m_plan.ranking.clear();
    m_plan.planned.clear();
    m_plan.problem = RouteProblem::None;
    m_plan.filters = 0;
    m_plan.strategy = RouteStrategy::Direct;
    m_plan.variants = 0;
    m_plan.isSimulatorStandIn = false;
    m_plan.orderedBy = m_rank.basisFor(0);
}

void Planner::run()
{
    clear();
    for (const std::string_view reference : m_question.models)
        consider(reference);
    if (m_question.models.size() > 1)
        m_plan.strategy = RouteStrategy::Fallback;
    order();
    cutFallbacks();
    explain();
}

void Planner::consider(std::string_view reference)
{
    ModelReference found = resolveModel(m_policy, m_index, reference);
    m_plan.variants |= found.variants;
    if (m_question.models.size() == 1) {
        m_plan.strategy = strategyOf(found.kind);
        m_plan.orderedBy = m_rank.basisFor(found.variants);
    }
    if (found.isRouter()) {
        m_isAnyKnown = true;
        if (found.kind == ModelReference::Kind::Auto)
            return addRouted(m_index.autoModels(), 0, found.variants);
        const auto free = m_index.freeModels();
        const std::uint64_t chance
            = m_question.stickyKey != 0 ? m_question.stickyKey : m_question.seed;
        return addRouted(free, free.empty() ? 0 : mixed(chance) % free.size(),
                         static_cast<VariantSet>(found.variants | Variant::Free));
    }
    if (found.model == nullptr && m_policy.usesSimulatorForUnknownModels) {
        if (const auto stand = m_policy.modelBySlug.find(simulatorModel);
            stand != m_policy.modelBySlug.end()) {
            m_plan.isSimulatorStandIn = true;
            found.model = &m_policy.models[stand->second];
            found.number = stand->second;
        }
    }
    if (found.model == nullptr)
        return;
    m_isAnyKnown = true;
    addModel(found.number, found.variants);
}

/// From `first` on around the list, until enough have an endpoint left. Of the others only the
/// reasons are kept.
void Planner::addRouted(std::span<const std::uint32_t> models, std::size_t first,
                        VariantSet variants)
{
    std::size_t added = 0;
    for (std::size_t i = 0; i < models.size() && added < routerModels; ++i) {
        const std::size_t leftOut = m_plan.leftOut.size();
        const std::size_t ranked = m_plan.ranking.size();
        const bool hasFeatures = addModel(models[(first + i) % models.size()], variants);
        if (hasFeatures && m_plan.ranking.size() > ranked) {
            ++added;
        } else {
            m_plan.ranking.resize(ranked);
            m_plan.leftOut.resize(leftOut);
        }
    }
}

void Planner::leaveOut(const Candidate &candidate, RouteFilter filter)
{
    m_plan.leftOut.push_back({candidate.model, candidate.endpoint, filter});
    m_plan.filters |= filterBit(filter);
}

/// False when no endpoint has a feature that the request uses.
bool Planner::addModel(std::uint32_t number, VariantSet variants)
{
    if (std::find(m_plan.planned.begin(), m_plan.planned.end(), number) != m_plan.planned.end())
        return false;
    m_plan.planned.push_back(number);
    const ModelPolicy &model = m_policy.models[number];
    const ModelFacts &facts = m_index.model(number);
    const EndpointFacts *own = m_index.endpoints(number);
    const auto ofModel = m_sieve.of(model, facts);
    const RouteBasis basis = m_rank.basisFor(variants);
    const std::size_t first = m_plan.ranking.size();
    for (std::size_t i = 0; i < model.endpoints.size(); ++i) {
        const EndpointPolicy &endpoint = model.endpoints[i];
        const Candidate candidate{.model = &model,
                                  .endpoint = &endpoint,
                                  .provider = &m_policy.providers[endpoint.provider],
                                  .variants = variants};
        const ComparedPrices prices = own[i].hasOverrides
            ? comparedPrices(endpoint.prices, m_question.promptTokens, m_question.nowUs)
            : own[i].prices;
        const auto filter = ofModel && candidate.provider->isEnabled
            ? ofModel
            : m_sieve.of(candidate, facts, own[i], prices);
        if (filter) {
            leaveOut(candidate, *filter);
            continue;
        }
        RankedCandidate &ranked = m_plan.ranking.emplace_back();
        ranked.candidate = candidate;
        ranked.facts = &own[i];
        ranked.model = static_cast<std::uint16_t>(m_plan.planned.size());
        ranked.position = static_cast<std::uint16_t>(i);
        m_rank.place(ranked, basis, facts, prices, m_sieve.isTight(own[i]));
    }
    preferFlex(first);
    return preferSupporters(first);
}

/// Leaves out what `keeps` does not keep, from `first` on.
template <typename Keeps>
void Planner::narrow(std::size_t first, RouteFilter filter, Keeps keeps)
{
    std::size_t kept = first;
    for (std::size_t i = first; i < m_plan.ranking.size(); ++i) {
        if (keeps(m_plan.ranking[i]))
            m_plan.ranking[kept++] = m_plan.ranking[i];
        else
            leaveOut(m_plan.ranking[i].candidate, filter);
    }
    m_plan.ranking.resize(kept);
}

/// Where a model has flex endpoints and flex is asked for, nothing else is as cheap as was meant.
void Planner::preferFlex(std::size_t first)
{
    if (m_question.tier != ServiceTier::Flex)
        return;
    const auto isFlex
        = [](const RankedCandidate &ranked) { return ranked.facts->tier == ServiceTier::Flex; };
    const auto begin = m_plan.ranking.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::any_of(begin, m_plan.ranking.end(), isFlex))
        narrow(first, RouteFilter::Tier, isFlex);
}

/// Data plane 8.3.6: where some of a model's endpoints have a feature, only these; where none
/// has, the model stays, but for a JSON schema (12.2), which nobody may leave unheard.
bool Planner::preferSupporters(std::size_t first)
{
    bool hasAll = true;
    for (ParameterSet left = m_sieve.preferred(); left != 0; left &= left - 1) {
        const ParameterSet feature = left & ~(left - 1);
        const auto has = [feature](const RankedCandidate &ranked) {
            return (ranked.facts->parameters & feature) != 0;
        };
        const auto begin = m_plan.ranking.begin() + static_cast<std::ptrdiff_t>(first);
        if (std::any_of(begin, m_plan.ranking.end(), has)) {
            narrow(first, RouteFilter::Parameters, has);
            continue;
        }
        hasAll = false;
        if ((feature & m_sieve.needed()) != 0)
            narrow(first, RouteFilter::Parameters,
                   [](const RankedCandidate &ranked) { return !ranked.facts->knowsParameters; });
    }
    return hasAll;
}

void Planner::order()
{
    std::sort(m_plan.ranking.begin(), m_plan.ranking.end(),
              [this](const RankedCandidate &a, const RankedCandidate &b) {
                  return m_rank.isBefore(a, b);
              });
    for (const RankedCandidate &ranked : m_plan.ranking)
        m_plan.candidates.push_back(ranked.candidate);
}

/// allow_fallbacks false: the first, or all that `order` or else `only` names.
void Planner::cutFallbacks()
{
    const ProviderPreferences *told = m_question.preferences;
    if (told == nullptr || told->allowsFallbacks || (told->hasOnly && !told->hasOrder))
        return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_plan.candidates.size(); ++i) {
        const bool isKept = told->hasOrder ? m_plan.ranking[i].named < told->order.size() : i == 0;
        if (isKept)
            m_plan.candidates[kept++] = m_plan.candidates[i];
        else
            leaveOut(m_plan.candidates[i], RouteFilter::Fallbacks);
    }
    m_plan.candidates.resize(kept);
}

void Planner::explain()
{
    if (!m_isAnyKnown)
        m_plan.problem = RouteProblem::UnknownModel;
    else if (m_plan.candidates.empty())
        m_plan.problem = (m_plan.filters & ~filterBit(RouteFilter::ProviderDisabled)) == 0
            ? RouteProblem::NoEndpoints
            : RouteProblem::FilteredOut;
}

std::uint64_t hashOf(std::uint64_t kind, std::string_view text)
{
    std::uint64_t hash = mixed(kind);
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return mixed(hash);
}

} // namespace

void planRoute(const PolicySnapshot &policy, const ModelIndex &index, const RouteQuestion &question,
               const HealthBook &health, RoutePlan &out)
{
    Planner(policy, index, question, health, out).run();
}

std::size_t nextCandidate(const RoutePlan &plan, std::size_t failed, NextStep step)
{
    const auto &candidates = plan.candidates;
    const auto begin = candidates.begin();
    std::size_t next = failed + 1;
    if (step == NextStep::NextEndpoint)
        return std::min(next, candidates.size());
    for (; next < candidates.size(); ++next) {
        const auto tried = begin + static_cast<std::ptrdiff_t>(failed) + 1;
        const bool wasTried = std::any_of(begin, tried, [&](const Candidate &candidate) {
            return candidate.model == candidates[next].model;
        });
        if (!wasTried)
            return next;
    }
    return candidates.size();
}

std::uint64_t stickyKey(OrganizationId owner, std::string_view session,
                        std::string_view promptCacheKey, std::string_view user,
                        std::uint64_t opening)
{
    std::uint64_t key = 0;
    if (!session.empty())
        key = hashOf(1, session);
    else if (!promptCacheKey.empty())
        key = hashOf(2, promptCacheKey);
    else if (!user.empty())
        key = hashOf(3, user);
    else if (opening != 0)
        key = opening;
    else
        return 0;
    return mixed(key ^ mixed(static_cast<std::uint64_t>(owner.value))) | 1U;
}

} // namespace turnpike
