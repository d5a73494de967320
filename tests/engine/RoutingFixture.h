// SPDX-License-Identifier: GPL-3.0-or-later
// A small catalogue to plan with, and a question to change.
#pragma once

#include "engine/routing/HealthBook.h"
#include "engine/routing/ModelIndex.h"
#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteQuestion.h"
#include "engine/wire/ClientRequest.h"

#include <QList>
#include <QString>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

class RoutingFixture
{
public:
    static constexpr std::int64_t second = 1'000'000'000;

    /// Tags are provider slugs, with a variant where one is given. Prices in USD per million
    /// tokens of prompt and of completion; none: unpriced.
    EndpointPolicy &endpoint(const std::string &model, const std::string &tag,
                             std::optional<double> dollars = 1.0);
    ModelPolicy &model(const std::string &slug);
    ProviderPolicy &provider(const std::string &slug);
    EndpointId idOf(const std::string &tag, const std::string &model = {}) const;

    /// Of `question`, for `models` where they are given.
    const RoutePlan &plan(std::vector<std::string_view> models = {"lab/m1"});
    QList<QString> tags(std::vector<std::string_view> models = {"lab/m1"});
    /// The tag that comes first.
    QString first(std::vector<std::string_view> models = {"lab/m1"});
    /// The one filter that `tag` was left out by in the last plan; empty when it was not.
    QString leftOut(const std::string &tag) const;
    Demotion demotionOf(const std::string &tag) const;

    /// `count` failures in a row at `nowNs` of the question.
    void fail(const std::string &tag, int count = 1,
              FailureClass failure = FailureClass::ServerError);
    /// An answer with these figures that ends at `nowNs` of the question.
    void answer(const std::string &tag, std::int64_t latencyMs, std::int64_t tokensPerSecond);

    PolicySnapshot policy;
    ProviderPreferences preferences;
    RouteQuestion question{.preferences = &preferences,
                           .seed = 1,
                           .nowNs = 1000 * second,
                           .nowUs = 1'782'950'400'000'000};
    HealthBook health;

private:
    RoutePlan m_plan;
    std::int64_t m_lastId = 0;
};

} // namespace turnpike
