// SPDX-License-Identifier: GPL-3.0-or-later
// Which endpoints are tried, in what order, and what the trail says of it.
#include "engine/routing/RoutePlan.h"

#include <QTest>

using namespace turnpike;

namespace {

PolicySnapshot policyWithTwoEndpoints()
{
    PolicySnapshot policy;
    for (const char *slug : {"alder", "birch"}) {
        ProviderPolicy provider;
        provider.slug = slug;
        policy.providers.push_back(provider);
    }
    ModelPolicy model;
    model.slug = "lab/m1";
    for (std::uint32_t i = 0; i < 2; ++i) {
        EndpointPolicy endpoint;
        endpoint.provider = i;
        endpoint.tag = policy.providers[i].slug;
        model.endpoints.push_back(endpoint);
    }
    policy.models.push_back(model);
    policy.modelBySlug.emplace("lab/m1", 0);
    return policy;
}

QList<QString> tagsOf(const RoutePlan &plan)
{
    QList<QString> tags;
    for (const Candidate &candidate : plan.candidates)
        tags.append(QString::fromStdString(candidate.endpoint->tag));
    return tags;
}

} // namespace

class RoutePlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endpointsAreTriedInPolicyOrder()
    {
        const PolicySnapshot policy = policyWithTwoEndpoints();
        QCOMPARE(tagsOf(planRoute(policy, {"lab/m1"}, {})),
                 (QList<QString>{QStringLiteral("alder"), QStringLiteral("birch")}));
    }

    void requestOrderComesFirstAndTheRestFollows()
    {
        const PolicySnapshot policy = policyWithTwoEndpoints();
        QCOMPARE(
            tagsOf(planRoute(policy, {"lab/m1"}, {.order = {"birch"}, .only = {}, .ignore = {}})),
            (QList<QString>{QStringLiteral("birch"), QStringLiteral("alder")}));
    }

    void onlyAndIgnoreLeaveEndpointsOutAndTheTrailSaysSo()
    {
        const PolicySnapshot policy = policyWithTwoEndpoints();
        const RoutePlan plan
            = planRoute(policy, {"lab/m1"}, {.order = {}, .only = {"birch"}, .ignore = {}});
        QCOMPARE(tagsOf(plan), QList<QString>{QStringLiteral("birch")});
        QVERIFY(plan.trail.find("\"left_out\":\"not_in_only\"") != std::string::npos);
        const RoutePlan none = planRoute(policy, {"lab/m1"},
                                         {.order = {}, .only = {}, .ignore = {"alder", "birch"}});
        QCOMPARE(none.problem, RouteProblem::FilteredOut);
    }

    void withoutFallbacksOnlyTheFirstIsTried()
    {
        const PolicySnapshot policy = policyWithTwoEndpoints();
        QCOMPARE(planRoute(policy, {"lab/m1"},
                           {.order = {}, .only = {}, .ignore = {}, .allowsFallbacks = false})
                     .candidates.size(),
                 std::size_t(1));
    }

    void disabledProvidersAreLeftOut()
    {
        PolicySnapshot policy = policyWithTwoEndpoints();
        policy.providers[0].isEnabled = policy.providers[1].isEnabled = false;
        QCOMPARE(planRoute(policy, {"lab/m1"}, {}).problem, RouteProblem::NoEndpoints);
    }

    void unknownModelIsAProblemUnlessTheSimulatorStandsIn()
    {
        PolicySnapshot policy = policyWithTwoEndpoints();
        QCOMPARE(planRoute(policy, {"lab/none"}, {}).problem, RouteProblem::UnknownModel);
        policy.models[0].slug = "turnpike/simulator";
        policy.modelBySlug.emplace("turnpike/simulator", 0);
        policy.usesSimulatorForUnknownModels = true;
        const RoutePlan plan = planRoute(policy, {"lab/none"}, {});
        QVERIFY(plan.isSimulatorStandIn);
        QCOMPARE(plan.problem, RouteProblem::None);
    }
};

QTEST_GUILESS_MAIN(RoutePlanTest)
#include "tst_RoutePlan.moc"
