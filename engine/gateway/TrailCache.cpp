// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/TrailCache.h"

#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteTrail.h"

#include <cstdint>

namespace turnpike {

namespace {

/// A client may name models and providers in any order: what does not repeat must not grow this.
constexpr std::size_t mostTexts = 2048;

} // namespace

std::shared_ptr<const std::string> TrailCache::textOf(const RoutePlan &plan)
{
    writeKey(plan);
    if (const auto found = m_texts.find(std::string_view(m_key)); found != m_texts.end())
        return found->second;
    if (m_texts.size() >= mostTexts)
        m_texts.clear();
    auto text = std::make_shared<const std::string>(routeTrail(plan));
    m_texts.emplace(m_key, text);
    return text;
}

void TrailCache::writeKey(const RoutePlan &plan)
{
    m_key.clear();
    const auto add = [this](auto value) {
        m_key.append(reinterpret_cast<const char *>(&value), sizeof value);
    };
    add(plan.problem);
    add(plan.strategy);
    add(plan.orderedBy);
    add(plan.variants);
    add(plan.isSimulatorStandIn);
    add(plan.filters);
    for (const Candidate &candidate : plan.candidates) {
        add(candidate.endpoint->id.value);
        add(candidate.demotion);
        add(candidate.variants);
    }
    add(std::int64_t{0}); // No endpoint's id: what follows was left out.
    for (const LeftOut &left : plan.leftOut) {
        add(left.endpoint ? left.endpoint->id.value : std::int64_t{0});
        add(left.model ? left.model->id.value : std::int64_t{0});
        add(left.filter);
    }
}

} // namespace turnpike
