// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/GenerationService.h"

#include <QTest>

#include <optional>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

ModelDraft pricedModel(FemtoUsd promptPrice)
{
    EndpointDraft endpoint;
    endpoint.provider = u"alder"_s;
    endpoint.upstreamModel = u"large-3"_s;
    endpoint.prices.prices[0] = promptPrice;
    endpoint.prices.prices[1] = 456'000'000;
    ModelDraft draft;
    draft.slug = u"alder/large-3"_s;
    draft.type = u"chat"_s;
    draft.endpoints = {endpoint};
    return draft;
}

} // namespace

class GenerationServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk.emplace();
        m_generations.emplace(*m_desk->session);
        QVERIFY(m_desk->addProvider(u"alder"_s));
    }
    void cleanup()
    {
        m_generations.reset();
        m_desk.reset();
    }

    void oldPricesCanBeReadAfterNewOnes()
    {
        const auto before = m_desk->catalog.set(m_desk->owner(), pricedModel(123));
        m_desk->clock.advance(std::chrono::hours(1));
        const auto after = m_desk->catalog.set(m_desk->owner(), pricedModel(999));
        QVERIFY(before && after);
        const auto old = m_generations->prices(m_desk->owner(), before->endpoints[0].priceSheet);
        QVERIFY(old);
        QCOMPARE(old->version, 1);
        QCOMPARE(old->prices.prices[0], std::optional<FemtoUsd>(123));
        QCOMPARE(old->createdUs, ManualClock::defaultStartUs);
        QCOMPARE(old->endpoint, before->endpoints[0].id);
        const auto young = m_generations->prices(m_desk->owner(), after->endpoints[0].priceSheet);
        QVERIFY(young);
        QCOMPARE(young->version, 2);
        QCOMPARE(young->prices.prices[0], std::optional<FemtoUsd>(999));
    }

    void unknownPricesAreNotFound()
    {
        const auto none = m_generations->prices(m_desk->owner(), {4711});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
    }

    void removedThingsKeepTheirNames()
    {
        KeyDraft draft;
        draft.name = u"eval-batch"_s;
        const auto issued = m_desk->keys.create(m_desk->owner(), draft);
        const auto model = m_desk->catalog.set(m_desk->owner(), pricedModel(123));
        QVERIFY(issued && model);
        const ProviderId provider = model->endpoints[0].provider;
        QVERIFY(m_desk->keys.remove(m_desk->owner(), issued->key.id));
        QVERIFY(m_desk->catalog.remove(m_desk->owner(), model->id));
        QVERIFY(m_desk->providers.remove(m_desk->owner(), provider));

        const auto names = m_generations->names(m_desk->owner());
        QVERIFY(names);
        QCOMPARE(names->keys.value(issued->key.id.value), u"eval-batch"_s);
        QCOMPARE(names->models.value(model->id.value), u"alder/large-3"_s);
        QCOMPARE(names->providers.value(provider.value), u"alder"_s);
        QCOMPARE(names->endpoints.size(), std::size_t(m_desk->rows("endpoint")));
        QVERIFY(names->models.values().contains(u"turnpike/simulator"_s));
        QCOMPARE(names->workspaces.size(), 1);
    }

    void keysMayNotReadThem()
    {
        KeyDraft draft;
        draft.name = u"bob"_s;
        const auto issued = m_desk->keys.create(m_desk->owner(), draft);
        QVERIFY(issued);
        const Actor bob = m_desk->keyActor(issued->key.id);
        QCOMPARE(m_generations->names(bob).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_generations->prices(bob, {1}).error().code, ErrorCode::Forbidden);
    }

private:
    std::optional<Desk> m_desk;
    std::optional<GenerationService> m_generations;
};

QTEST_GUILESS_MAIN(GenerationServiceTest)
#include "tst_GenerationService.moc"
