// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/RoutePreviewer.h"

#include "core/Clock.h"
#include "core/Cost.h"
#include "engine/routing/HealthBook.h"
#include "engine/routing/ModelIndex.h"
#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteQuestion.h"
#include "engine/routing/RouteRefusal.h"
#include "engine/routing/RouteTrail.h"
#include "engine/wire/ClientRequest.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace turnpike {

namespace {

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::vector<std::string> namesOf(const QStringList &names)
{
    std::vector<std::string> all;
    for (const QString &name : names)
        all.push_back(name.toStdString());
    return all;
}

ProviderPreferences preferencesOf(const RoutePreviewQuestion &question)
{
    using Asked = RoutePreviewQuestion::Sort;
    using Sort = ProviderPreferences::Sort;
    ProviderPreferences preferences;
    preferences.order = namesOf(question.order);
    preferences.only = namesOf(question.only);
    preferences.ignore = namesOf(question.ignore);
    preferences.hasOrder = !preferences.order.empty();
    preferences.hasOnly = !preferences.only.empty();
    preferences.allowsFallbacks = question.allowsFallbacks;
    switch (question.sort) {
    case Asked::None: break;
    case Asked::Price: preferences.sort = Sort::Price; break;
    case Asked::Throughput: preferences.sort = Sort::Throughput; break;
    case Asked::Latency: preferences.sort = Sort::Latency; break;
    }
    return preferences;
}

std::vector<std::string_view> parametersOf(const RoutePreviewQuestion &question)
{
    std::vector<std::string_view> parameters;
    if (question.maxOutput > 0)
        parameters.push_back("max_tokens");
    if (question.hasTools)
        parameters.push_back("tools");
    if (question.needsJsonSchema)
        parameters.insert(parameters.end(), {"response_format", "structured_outputs"});
    return parameters;
}

/// All keys of a ledger are of one organization.
OrganizationId ownerOf(const PolicySnapshot &policy)
{
    return policy.keys.empty() ? OrganizationId() : policy.keys.begin()->second.organization;
}

/// What many draws made of an endpoint.
struct Drawn
{
    Candidate candidate;
    int seen = 0;
    int first = 0;
    std::int64_t places = 0; ///< Sum.
};

class Asking
{
public:
    Asking(const PolicySnapshot &policy, const ModelIndex &index, const HealthBook &health,
           const RoutePreviewQuestion &asked, const Clock &clock)
        : m_policy(policy)
        , m_index(index)
        , m_health(health)
        , m_asked(asked)
        , m_model(asked.model.toStdString())
        , m_models{m_model}
        , m_preferences(preferencesOf(asked))
        , m_parameters(parametersOf(asked))
    {
        m_question.models = m_models;
        m_question.preferences = &m_preferences;
        m_question.parameters = m_parameters;
        m_question.hasTools = asked.hasTools;
        m_question.hasResponseFormat = asked.needsJsonSchema;
        m_question.needsJsonSchema = asked.needsJsonSchema;
        m_question.inputs = asked.hasImages ? Modality::Image : std::uint8_t{0};
        m_question.promptTokens = asked.promptTokens;
        m_question.maxOutput = asked.maxOutput;
        m_question.stickyKey
            = stickyKey(ownerOf(policy), asked.session.toStdString(), {}, {}, /*opening*/ 0);
        m_question.nowNs = clock.steadyNs();
        m_question.nowUs = clock.nowUs();
    }

    RoutePreview answer()
    {
        RoutePreview preview;
        plan(1);
        preview.strategy = textOf(wordOf(m_plan.strategy));
        preview.orderedBy = textOf(wordOf(m_plan.orderedBy));
        if (m_plan.problem != RouteProblem::None)
            preview.problem = textOf(routeRefusal(m_plan, m_models).message);
        else if ((m_plan.variants & Variant::Online) != 0)
            preview.problem
                = QStringLiteral("Web search is not available here: leave \":online\" away.");
        for (const LeftOut &out : m_plan.leftOut)
            preview.leftOut.push_back(
                {placeOf(*out.model, *out.endpoint, m_policy.providers[out.endpoint->provider]),
                 textOf(wordOf(out.filter))});
        if (m_plan.orderedBy == RouteBasis::Drawn)
            addDrawn(preview);
        else
            for (const Candidate &candidate : m_plan.candidates)
                preview.candidates.push_back(
                    candidateOf(candidate, preview.candidates.empty() ? 1'000 : 0));
        return preview;
    }

private:
    void plan(std::uint64_t seed)
    {
        m_question.seed = seed;
        planRoute(m_policy, m_index, m_question, m_health, m_plan);
    }

    /// What is certain stands where it stands; what chance decides, by its mean place.
    void addDrawn(RoutePreview &preview)
    {
        std::map<const EndpointPolicy *, Drawn> found;
        std::int64_t last = 0;
        for (int draw = 1; draw <= RoutePreviewer::draws; ++draw) {
            if (draw > 1)
                plan(static_cast<std::uint64_t>(draw));
            for (std::size_t place = 0; place < m_plan.candidates.size(); ++place) {
                Drawn &drawn = found[m_plan.candidates[place].endpoint];
                drawn.candidate = m_plan.candidates[place];
                ++drawn.seen;
                drawn.first += place == 0 ? 1 : 0;
                drawn.places += static_cast<std::int64_t>(place);
            }
            last = std::max(last, static_cast<std::int64_t>(m_plan.candidates.size()));
        }
        std::vector<Drawn> all;
        for (auto &[endpoint, drawn] : found) {
            drawn.places += (RoutePreviewer::draws - drawn.seen) * last;
            all.push_back(drawn);
        }
        std::ranges::sort(all, [](const Drawn &a, const Drawn &b) {
            return a.places != b.places ? a.places < b.places
                                        : a.candidate.endpoint->id < b.candidate.endpoint->id;
        });
        for (const Drawn &drawn : all)
            preview.candidates.push_back(
                candidateOf(drawn.candidate, drawn.first * 1'000 / RoutePreviewer::draws));
        // A router that begins elsewhere with each draw leaves out nothing for good.
        std::erase_if(preview.leftOut, [&](const RoutePreviewLeftOut &out) {
            return std::ranges::any_of(all, [&](const Drawn &drawn) {
                return drawn.candidate.endpoint->id == out.place.endpoint;
            });
        });
    }

    static RoutePreviewPlace placeOf(const ModelPolicy &model, const EndpointPolicy &endpoint,
                                     const ProviderPolicy &provider)
    {
        return {.endpoint = endpoint.id,
                .provider = provider.id,
                .model = textOf(model.slug),
                .providerName = textOf(provider.name),
                .tag = textOf(endpoint.tag)};
    }

    RoutePreviewCandidate candidateOf(const Candidate &candidate, int firstPerMille) const
    {
        const EndpointPolicy &endpoint = *candidate.endpoint;
        RoutePreviewCandidate shown;
        shown.place = placeOf(*candidate.model, endpoint, *candidate.provider);
        shown.demotion = textOf(wordOf(candidate.demotion));
        shown.firstPerMille = firstPerMille;
        const std::int64_t until = m_health.outUntilNs(endpoint.id, m_question.nowNs);
        shown.outForUs
            = until == 0 ? 0 : std::max<std::int64_t>(until - m_question.nowNs, 0) / 1'000;
        const HealthWindow::Percentiles measured
            = m_health.percentilesOf(endpoint.id, m_question.nowNs);
        shown.latencyMs = measured.latencyMs[0];
        shown.milliTokensPerSecond = measured.milliTokensPerSecond[0];
        if (!endpoint.prices.isPriced())
            return shown;
        const ComparedPrices prices
            = comparedPrices(endpoint.prices, m_asked.promptTokens, m_question.nowUs);
        shown.promptPrice = prices.prompt;
        shown.completionPrice = prices.completion;
        TokenUsage usage;
        usage.prompt = m_asked.promptTokens;
        usage.completion = m_asked.maxOutput;
        shown.estimate = cost(usage, endpoint.prices, m_question.nowUs).total;
        return shown;
    }

    const PolicySnapshot &m_policy;
    const ModelIndex &m_index;
    const HealthBook &m_health;
    const RoutePreviewQuestion &m_asked;
    const std::string m_model;
    const std::array<std::string_view, 1> m_models;
    const ProviderPreferences m_preferences;
    const std::vector<std::string_view> m_parameters;
    RouteQuestion m_question;
    RoutePlan m_plan;
};

} // namespace

RoutePreviewer::RoutePreviewer(const Clock &clock)
    : m_clock(clock)
{}

RoutePreviewer::~RoutePreviewer() = default;

RoutePreview RoutePreviewer::preview(const PolicyPointer &policy, const HealthBook &health,
                                     const RoutePreviewQuestion &question)
{
    if (m_policy != policy) {
        m_index = std::make_unique<const ModelIndex>(*policy);
        m_policy = policy;
    }
    return Asking(*policy, *m_index, health, question, m_clock).answer();
}

} // namespace turnpike
