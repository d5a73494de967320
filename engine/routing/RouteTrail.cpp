// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/RouteTrail.h"

#include "engine/json/Writer.h"

#include <algorithm>
#include <functional>

namespace turnpike {

namespace {

/// Of an order that chance made: the rest of it differs from request to request, and says nothing.
constexpr std::size_t mostDrawn = 4;
constexpr std::size_t mostOrdered = 16;
/// For what closes the trail: two counts and the brackets.
constexpr std::size_t roomForEnd = 64;
/// Order and names before the list of what was considered, at most.
constexpr std::size_t roomForOrder = maxRouteTrail / 2;

struct Considered
{
    const ModelPolicy *model = nullptr;
    const EndpointPolicy *endpoint = nullptr;
    std::string_view reason;
    std::string_view word;
};

/// In the order of the catalogue, which is the same whatever was drawn.
std::vector<Considered> consideredOf(const RoutePlan &plan)
{
    std::vector<Considered> all;
    all.reserve(plan.candidates.size() + plan.leftOut.size());
    for (const Candidate &candidate : plan.candidates)
        all.push_back({candidate.model, candidate.endpoint, "demoted", wordOf(candidate.demotion)});
    for (const LeftOut &out : plan.leftOut)
        all.push_back({out.model, out.endpoint, "left_out", wordOf(out.filter)});
    std::sort(all.begin(), all.end(), [](const Considered &a, const Considered &b) {
        const std::less<> before;
        return a.model != b.model ? before(a.model, b.model) : before(a.endpoint, b.endpoint);
    });
    return all;
}

void writeOrder(json::Writer &trail, const RoutePlan &plan)
{
    const bool isDrawn
        = plan.orderedBy == RouteBasis::Drawn || plan.orderedBy == RouteBasis::Sticky;
    const std::size_t most = isDrawn ? mostDrawn : mostOrdered;
    std::size_t told = 0;
    trail.key("order").beginArray();
    for (; told < std::min(most, plan.candidates.size()); ++told) {
        std::string tag;
        json::appendString(tag, plan.candidates[told].endpoint->tag);
        if (trail.text().size() + tag.size() > roomForOrder)
            break;
        trail.raw(tag);
    }
    trail.endArray();
    if (told < plan.candidates.size())
        trail.member("order_more", plan.candidates.size() - told);
}

} // namespace

std::string routeTrail(const RoutePlan &plan)
{
    json::Writer trail;
    trail.beginObject().member("strategy", wordOf(plan.strategy));
    writeOrder(trail, plan);
    trail.member("ordered_by", wordOf(plan.orderedBy)).key("considered").beginArray();
    const std::vector<Considered> all = consideredOf(plan);
    std::size_t told = 0;
    for (const Considered &one : all) {
        json::Writer entry;
        entry.beginObject().member("model", one.model->slug).member("endpoint", one.endpoint->tag);
        if (one.endpoint->isByok())
            entry.member("byok", true);
        if (!one.word.empty())
            entry.member(one.reason, one.word);
        entry.endObject();
        if (trail.text().size() + entry.text().size() + roomForEnd > maxRouteTrail)
            break;
        trail.raw(entry.text());
        ++told;
    }
    trail.endArray();
    if (told < all.size())
        trail.member("considered_more", all.size() - told);
    trail.endObject();
    return std::move(trail).text();
}

std::string_view wordOf(RouteFilter filter)
{
    switch (filter) {
    case RouteFilter::ProviderDisabled: return "provider_disabled";
    case RouteFilter::ModelType: return "model_type";
    case RouteFilter::KeyModels: return "key_models";
    case RouteFilter::KeyProviders: return "key_providers";
    case RouteFilter::Only: return "not_in_only";
    case RouteFilter::Ignore: return "ignored";
    case RouteFilter::Tier: return "service_tier";
    case RouteFilter::DataCollection: return "data_collection";
    case RouteFilter::Zdr: return "zdr";
    case RouteFilter::Distillable: return "distillable_text";
    case RouteFilter::Quantization: return "quantization";
    case RouteFilter::MaxPrice: return "max_price";
    case RouteFilter::Free: return "not_free";
    case RouteFilter::Extended: return "shorter_context";
    case RouteFilter::Reasoning: return "no_reasoning";
    case RouteFilter::Context: return "context_length";
    case RouteFilter::OutputLength: return "output_length";
    case RouteFilter::Modality: return "modality";
    case RouteFilter::Parameters: return "parameters";
    case RouteFilter::Fallbacks: return "fallbacks_off";
    }
    return {};
}

std::string_view wordOf(Demotion demotion)
{
    switch (demotion) {
    case Demotion::None: return {};
    case Demotion::ContextTight: return "context_tight";
    case Demotion::Degraded: return "degraded";
    case Demotion::FailedLately: return "failed_lately";
    case Demotion::Down: return "down";
    case Demotion::Slow: return "slow";
    case Demotion::OtherReasoning: return "other_reasoning";
    case Demotion::RateLimited: return "rate_limited";
    case Demotion::CircuitOpen: return "circuit_open";
    }
    return {};
}

std::string_view wordOf(RouteStrategy strategy)
{
    switch (strategy) {
    case RouteStrategy::Direct: return "direct";
    case RouteStrategy::Alias: return "alias";
    case RouteStrategy::Latest: return "latest";
    case RouteStrategy::Auto: return "auto";
    case RouteStrategy::Free: return "free";
    case RouteStrategy::Fallback: return "fallback";
    }
    return {};
}

std::string_view wordOf(RouteBasis basis)
{
    switch (basis) {
    case RouteBasis::Drawn: return "price_weighted";
    case RouteBasis::Sticky: return "sticky";
    case RouteBasis::Request: return "request";
    case RouteBasis::Price: return "price";
    case RouteBasis::Throughput: return "throughput";
    case RouteBasis::Latency: return "latency";
    case RouteBasis::Tier: return "service_tier";
    }
    return {};
}

} // namespace turnpike
