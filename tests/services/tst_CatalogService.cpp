// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <optional>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class CatalogServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk.emplace();
        QVERIFY(m_desk->addProvider(u"first"_s));
        QVERIFY(m_desk->addProvider(u"second"_s));
        m_sheets = m_desk->rows("price_sheet");
    }
    void cleanup() { m_desk.reset(); }

    void modelIsPublishedInTheOrderToTry()
    {
        QVERIFY(m_desk->catalog.set(m_desk->owner(), draft()));
        const ModelPolicy *model = m_desk->policies.last().findModel("test/plain");
        QVERIFY(model != nullptr);
        QCOMPARE(model->endpoints.size(), std::size_t(2));
        const auto slugOf = [&](std::size_t i) {
            return m_desk->policies.last().providers[model->endpoints[i].provider].slug;
        };
        QCOMPARE(slugOf(0), std::string("second"));
        QCOMPARE(slugOf(1), std::string("first"));
        QVERIFY(model->endpoints[0].prices.isPriced());
        QVERIFY(!model->endpoints[1].prices.isPriced());
        QCOMPARE(model->endpoints[1].priceSheet, PriceSheetId{});
    }

    void equalPricesKeepTheirSheet()
    {
        QVERIFY(m_desk->catalog.set(m_desk->owner(), draft()));
        QCOMPARE(m_desk->rows("price_sheet"), m_sheets + 1);
        const std::int64_t audits = m_desk->audits();
        QVERIFY(m_desk->catalog.set(m_desk->owner(), draft()));
        QCOMPARE(m_desk->audits(), audits); // Nothing changed, nothing to tell.

        ModelDraft renamed = draft();
        renamed.name = u"Renamed"_s;
        QVERIFY(m_desk->catalog.set(m_desk->owner(), renamed));
        QCOMPARE(m_desk->rows("price_sheet"), m_sheets + 1);
        QCOMPARE(m_desk->audits(), audits + 1);
    }

    void otherPricesMakeANewVersion()
    {
        const auto before = m_desk->catalog.set(m_desk->owner(), draft());
        ModelDraft dearer = draft();
        dearer.endpoints[0].prices.prices[0] = 999;
        const auto after = m_desk->catalog.set(m_desk->owner(), dearer);
        QVERIFY(after);
        QVERIFY(after->endpoints[0].priceSheet != before->endpoints[0].priceSheet);
        QCOMPARE(after->endpoints[0].id, before->endpoints[0].id);
        QCOMPARE(m_desk->rows("price_sheet"), m_sheets + 2);
    }

    void malformedDraftChangesNothing_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("field");
        QTest::newRow("slug") << 0 << u"/slug"_s;
        QTest::newRow("simulator") << 1 << u"/slug"_s;
        QTest::newRow("type") << 2 << u"/type"_s;
        QTest::newRow("provider") << 3 << u"/endpoints/1/provider"_s;
        QTest::newRow("half a price") << 4 << u"/endpoints/0/pricing"_s;
        QTest::newRow("negative") << 5 << u"/endpoints/0/max_output"_s;
        QTest::newRow("twice") << 6 << u"/endpoints/1"_s;
        QTest::newRow("upstream name") << 7 << u"/endpoints/0/model"_s;
        QTest::newRow("comma") << 8 << u"/endpoints/0/supported_parameters/0"_s;
    }

    void malformedDraftChangesNothing()
    {
        QFETCH(const int, fault);
        QFETCH(const QString, field);
        ModelDraft bad = draft();
        EndpointDraft &first = bad.endpoints[0];
        switch (fault) {
        case 0: bad.slug = u"plain"_s; break;
        case 1: bad.slug = u"turnpike/simulator"_s; break;
        case 2: bad.type = u"poem"_s; break;
        case 3: bad.endpoints[1].provider = u"nobody"_s; break;
        case 4: first.prices.prices[1].reset(); break;
        case 5: first.maxOutput = -1; break;
        case 6: bad.endpoints[1].provider = u"second"_s; break;
        case 7: first.upstreamModel.clear(); break;
        default: first.supportedParameters = {u"a,b"_s}; break;
        }
        const std::int64_t audits = m_desk->audits();
        const std::int64_t models = m_desk->rows("model");
        const auto set = m_desk->catalog.set(m_desk->owner(), bad);
        QVERIFY(!set);
        QCOMPARE(set.error().field, field);
        QCOMPARE(m_desk->rows("model"), models);
        QCOMPARE(m_desk->rows("price_sheet"), m_sheets);
        QCOMPARE(m_desk->audits(), audits);
    }

    void endpointsThatAreLeftOutGo()
    {
        QVERIFY(m_desk->catalog.set(m_desk->owner(), draft()));
        ModelDraft fewer = draft();
        fewer.endpoints.erase(fewer.endpoints.begin());
        const auto model = m_desk->catalog.set(m_desk->owner(), fewer);
        QVERIFY(model);
        QCOMPARE(model->endpoints.size(), std::size_t(1));
        QCOMPARE(m_desk->policies.last().findModel("test/plain")->endpoints.size(), std::size_t(1));
    }

    void removedModelIsUnknownToTheGateway()
    {
        const auto model = m_desk->catalog.set(m_desk->owner(), draft());
        QVERIFY(m_desk->catalog.remove(m_desk->owner(), model->id));
        QVERIFY(m_desk->policies.last().findModel("test/plain") == nullptr);
        QCOMPARE(m_desk->catalog.list(m_desk->owner())->size(), 0);
        const auto again = m_desk->catalog.set(m_desk->owner(), draft());
        QVERIFY(again);
        QCOMPARE(again->id, model->id);
    }

private:
    static ModelDraft draft()
    {
        ModelDraft draft;
        draft.slug = u"test/plain"_s;
        draft.type = u"chat"_s;
        EndpointDraft priced;
        priced.provider = u"second"_s;
        priced.upstreamModel = u"plain-2"_s;
        priced.prices.prices[0] = 123'000'000;
        priced.prices.prices[1] = 456'000'000;
        EndpointDraft unpriced;
        unpriced.provider = u"first"_s;
        unpriced.upstreamModel = u"plain-1"_s;
        draft.endpoints = {priced, unpriced};
        return draft;
    }

    std::optional<Desk> m_desk;
    std::int64_t m_sheets = 0;
};

QTEST_GUILESS_MAIN(CatalogServiceTest)
#include "tst_CatalogService.moc"
