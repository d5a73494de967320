// SPDX-License-Identifier: GPL-3.0-or-later
// The first planner.
#include "engine/routing/RoutePlan.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace turnpike {

namespace {

constexpr std::string_view simulatorModel = "turnpike/simulator";

bool names(const std::vector<std::string> &list, const Candidate &candidate)
{
    return std::any_of(list.begin(), list.end(), [&candidate](const std::string &name) {
        return name == candidate.provider->slug || name == candidate.endpoint->tag;
    });
}

std::size_t rankIn(const std::vector<std::string> &order, const Candidate &candidate)
{
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] == candidate.provider->slug || order[i] == candidate.endpoint->tag)
            return i;
    }
    return order.size();
}

/// Writes down what was considered, in words that the console and `openrouter_metadata` share.
class Trail
{
public:
    explicit Trail(std::string_view strategy) { m_trail["strategy"] = strategy; }

    void note(const Candidate &candidate, std::string_view left)
    {
        boost::json::object entry{{"model", candidate.model->slug},
                                  {"endpoint", candidate.endpoint->tag}};
        if (!left.empty())
            entry["left_out"] = left;
        m_considered.push_back(std::move(entry));
    }

    void order(const std::vector<Candidate> &candidates, std::string_view because)
    {
        boost::json::array tags;
        for (const Candidate &candidate : candidates)
            tags.emplace_back(candidate.endpoint->tag);
        m_trail["order"] = std::move(tags);
        m_trail["ordered_by"] = because;
    }

    std::string text()
    {
        m_trail["considered"] = std::move(m_considered);
        return boost::json::serialize(m_trail);
    }

private:
    boost::json::object m_trail;
    boost::json::array m_considered;
};

std::string_view whyLeftOut(const Candidate &candidate, const RoutePreferences &preferences)
{
    if (!candidate.provider->isEnabled)
        return "provider_disabled";
    if (!preferences.only.empty() && !names(preferences.only, candidate))
        return "not_in_only";
    if (names(preferences.ignore, candidate))
        return "ignored";
    return {};
}

void addModel(const PolicySnapshot &policy, const ModelPolicy &model,
              const RoutePreferences &preferences, RoutePlan &plan, Trail &trail)
{
    for (const EndpointPolicy &endpoint : model.endpoints) {
        const Candidate candidate{&model, &endpoint, &policy.providers[endpoint.provider]};
        const std::string_view left = whyLeftOut(candidate, preferences);
        trail.note(candidate, left);
        if (left.empty())
            plan.candidates.push_back(candidate);
    }
}

} // namespace

RoutePlan planRoute(const PolicySnapshot &policy, const std::vector<std::string_view> &models,
                    const RoutePreferences &preferences)
{
    RoutePlan plan;
    Trail trail(models.size() > 1 ? "fallback" : "direct");
    bool isAnyKnown = false;
    for (const std::string_view slug : models) {
        const ModelPolicy *model = policy.findModel(slug);
        if (!model && policy.usesSimulatorForUnknownModels) {
            model = policy.findModel(simulatorModel);
            plan.isSimulatorStandIn = model != nullptr;
        }
        if (!model)
            continue;
        isAnyKnown = true;
        addModel(policy, *model, preferences, plan, trail);
    }

    if (!preferences.order.empty()) {
        std::stable_sort(plan.candidates.begin(), plan.candidates.end(),
                         [&preferences](const Candidate &a, const Candidate &b) {
                             return rankIn(preferences.order, a) < rankIn(preferences.order, b);
                         });
    }
    if (!preferences.allowsFallbacks && plan.candidates.size() > 1)
        plan.candidates.resize(1);
    trail.order(plan.candidates, preferences.order.empty() ? "policy" : "request");

    if (!isAnyKnown)
        plan.problem = RouteProblem::UnknownModel;
    else if (plan.candidates.empty())
        plan.problem = preferences.only.empty() && preferences.ignore.empty()
            ? RouteProblem::NoEndpoints
            : RouteProblem::FilteredOut;
    plan.trail = trail.text();
    return plan;
}

} // namespace turnpike
