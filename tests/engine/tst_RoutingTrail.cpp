// SPDX-License-Identifier: GPL-3.0-or-later
// What the decision trail says, and how long it may get.
#include "core/Generation.h"
#include "engine/routing/RouteTrail.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <set>

#include "tests/engine/RoutingFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class RoutingTrailTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trailSaysWhatWasConsideredAndWhy();
    void equalDecisionsHaveEqualTrails();
    void drawnOrdersTellTheirBeginning();
    void longTrailsAreCutWithACount_data();
    void longTrailsAreCutWithACount();
    void emptyPlanHasATrail();
    void everyReasonHasAWordOfItsOwn();

private:
    static QJsonObject parsed(const std::string &trail)
    {
        QJsonParseError problem;
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(trail), &problem);
        return problem.error == QJsonParseError::NoError ? document.object() : QJsonObject();
    }
};

void RoutingTrailTest::trailSaysWhatWasConsideredAndWhy()
{
    RoutingFixture lab;
    lab.endpoint("lab/m1", "alder", 1.0);
    lab.endpoint("lab/m1", "birch", 2.0).credential = CredentialRank::Prioritized;
    lab.endpoint("lab/m1", "cedar", 3.0);
    lab.fail("alder", 3);
    lab.preferences.ignore = {"cedar"};
    lab.preferences.order = {"alder"};
    QCOMPARE(QByteArray::fromStdString(routeTrail(lab.plan())),
             QByteArray(R"({"strategy":"direct","order":["birch","alder"],"ordered_by":"request",)"
                        R"("considered":[)"
                        R"({"model":"lab/m1","endpoint":"alder","demoted":"circuit_open"},)"
                        R"({"model":"lab/m1","endpoint":"birch","byok":true},)"
                        R"({"model":"lab/m1","endpoint":"cedar","left_out":"ignored"}]})"));
}

void RoutingTrailTest::equalDecisionsHaveEqualTrails()
{
    RoutingFixture lab;
    lab.endpoint("lab/m1", "alder", 1.0);
    lab.endpoint("lab/m1", "birch", 1.0);
    std::set<std::string> trails;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        lab.question.seed = seed;
        trails.insert(routeTrail(lab.plan()));
    }
    QCOMPARE(trails.size(), std::size_t(2)); // One for each order.
}

void RoutingTrailTest::drawnOrdersTellTheirBeginning()
{
    RoutingFixture lab;
    for (const char *tag : {"a", "b", "c", "d", "e", "f"})
        lab.endpoint("lab/m1", tag);
    QJsonObject trail = parsed(routeTrail(lab.plan()));
    QCOMPARE(trail.value(u"order"_s).toArray().size(), 4);
    QCOMPARE(trail.value(u"order_more"_s).toInt(), 2);
    QCOMPARE(trail.value(u"ordered_by"_s).toString(), u"price_weighted"_s);
    QCOMPARE(trail.value(u"considered"_s).toArray().size(), 6);
    lab.preferences.sort = ProviderPreferences::Sort::Price;
    trail = parsed(routeTrail(lab.plan()));
    QCOMPARE(trail.value(u"order"_s).toArray().size(), 6);
    QVERIFY(!trail.contains(u"order_more"_s));
}

void RoutingTrailTest::longTrailsAreCutWithACount_data()
{
    QTest::addColumn<int>("endpoints");
    QTest::addColumn<int>("nameSize");
    for (const int count : {10, 30, 100, 1000})
        for (const int size : {4, 40, 120, 850, 2000})
            QTest::addRow("%d names of %d", count, size) << count << size;
}

void RoutingTrailTest::longTrailsAreCutWithACount()
{
    QFETCH(const int, endpoints);
    QFETCH(const int, nameSize);
    RoutingFixture lab;
    for (int i = 0; i < endpoints; ++i)
        lab.endpoint("lab/m1",
                     std::string(static_cast<std::size_t>(nameSize), '"') + std::to_string(i));
    lab.preferences.sort = ProviderPreferences::Sort::Price;
    const std::string text = routeTrail(lab.plan());
    QVERIFY2(text.size() <= maxRouteTrail, qPrintable(QString::number(text.size())));
    static_assert(maxRouteTrail + 200 < GenerationRecord::maxTrail);
    const QJsonObject trail = parsed(text);
    QVERIFY(!trail.isEmpty());
    QCOMPARE(int(trail.value(u"order"_s).toArray().size()) + trail.value(u"order_more"_s).toInt(),
             endpoints);
    QCOMPARE(int(trail.value(u"considered"_s).toArray().size())
                 + trail.value(u"considered_more"_s).toInt(),
             endpoints);
}

void RoutingTrailTest::emptyPlanHasATrail()
{
    RoutingFixture lab;
    QCOMPARE(QByteArray::fromStdString(routeTrail(lab.plan({"lab/none"}))),
             QByteArray(R"({"strategy":"direct","order":[],"ordered_by":"price_weighted",)"
                        R"("considered":[]})"));
}

void RoutingTrailTest::everyReasonHasAWordOfItsOwn()
{
    std::set<std::string_view> words;
    constexpr int filters = static_cast<int>(RouteFilter::Fallbacks) + 1;
    for (int i = 0; i < filters; ++i)
        words.insert(wordOf(static_cast<RouteFilter>(i)));
    QCOMPARE(int(words.size()), filters);
    words.clear();
    constexpr int demotions = static_cast<int>(Demotion::CircuitOpen) + 1;
    for (int i = 0; i < demotions; ++i)
        words.insert(wordOf(static_cast<Demotion>(i)));
    QCOMPARE(int(words.size()), demotions);
}

QTEST_GUILESS_MAIN(RoutingTrailTest)
#include "tst_RoutingTrail.moc"
