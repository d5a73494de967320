// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/RoutingFixture.h"

#include "engine/routing/RouteTrail.h"

#include <algorithm>
#include <cmath>

namespace turnpike {

ProviderPolicy &RoutingFixture::provider(const std::string &slug)
{
    for (ProviderPolicy &known : policy.providers) {
        if (known.slug == slug)
            return known;
    }
    ProviderPolicy added;
    added.id = {static_cast<std::int64_t>(policy.providers.size()) + 1};
    added.slug = slug;
    added.name = "The " + slug;
    policy.providers.push_back(std::move(added));
    return policy.providers.back();
}

ModelPolicy &RoutingFixture::model(const std::string &slug)
{
    const auto number = static_cast<std::uint32_t>(policy.models.size());
    const auto [known, isNew] = policy.modelBySlug.try_emplace(slug, number);
    if (isNew) {
        ModelPolicy added;
        added.id = {number + 1};
        added.slug = slug;
        added.type = "chat";
        policy.models.push_back(std::move(added));
    }
    return policy.models[known->second];
}

EndpointPolicy &RoutingFixture::endpoint(const std::string &modelSlug, const std::string &tag,
                                         std::optional<double> dollars)
{
    const std::string slug = tag.substr(0, tag.find('/'));
    EndpointPolicy added;
    added.id = {++m_lastId};
    const ProviderPolicy &own = provider(slug);
    added.provider = static_cast<std::uint32_t>(&own - policy.providers.data());
    added.tag = tag;
    if (dollars) {
        const auto femto = static_cast<std::int64_t>(std::llround(*dollars * 1e9));
        added.prices.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = femto;
        added.prices.prices[static_cast<std::size_t>(PriceUnit::Completion)] = femto;
    }
    ModelPolicy &owner = model(modelSlug);
    owner.endpoints.push_back(std::move(added));
    return owner.endpoints.back();
}

EndpointId RoutingFixture::idOf(const std::string &tag, const std::string &modelSlug) const
{
    for (const ModelPolicy &known : policy.models) {
        for (const EndpointPolicy &endpoint : known.endpoints) {
            if (endpoint.tag == tag && (modelSlug.empty() || known.slug == modelSlug))
                return endpoint.id;
        }
    }
    return {};
}

const RoutePlan &RoutingFixture::plan(std::vector<std::string_view> models)
{
    question.models = models;
    preferences.hasOrder = !preferences.order.empty();
    preferences.hasOnly = !preferences.only.empty();
    planRoute(policy, ModelIndex(policy), question, health, m_plan);
    question.models = {};
    return m_plan;
}

QList<QString> RoutingFixture::tags(std::vector<std::string_view> models)
{
    QList<QString> tags;
    for (const Candidate &candidate : plan(std::move(models)).candidates)
        tags.append(QString::fromStdString(candidate.endpoint->tag));
    return tags;
}

QString RoutingFixture::first(std::vector<std::string_view> models)
{
    return tags(std::move(models)).value(0);
}

QString RoutingFixture::leftOut(const std::string &tag) const
{
    for (const LeftOut &out : m_plan.leftOut) {
        if (out.endpoint->tag == tag)
            return QString::fromStdString(std::string(wordOf(out.filter)));
    }
    return {};
}

Demotion RoutingFixture::demotionOf(const std::string &tag) const
{
    for (const Candidate &candidate : m_plan.candidates) {
        if (candidate.endpoint->tag == tag)
            return candidate.demotion;
    }
    return Demotion::None;
}

void RoutingFixture::fail(const std::string &tag, int count, FailureClass failure)
{
    for (int i = 0; i < count; ++i)
        health.failed(idOf(tag), failure, 500, question.nowNs, question.nowNs);
}

void RoutingFixture::answer(const std::string &tag, std::int64_t latencyMs,
                            std::int64_t tokensPerSecond)
{
    // Ten seconds, so that the tokens follow from the speed.
    const std::int64_t startedNs = question.nowNs - 10 * second;
    health.succeeded(idOf(tag),
                     {.startedNs = startedNs,
                      .firstTokenNs = startedNs + latencyMs * 1'000'000,
                      .endedNs = question.nowNs,
                      .outputTokens = tokensPerSecond * 10});
}

} // namespace turnpike
