// SPDX-License-Identifier: GPL-3.0-or-later
// A preview is what the gateway's own plan would be.
#include "app/RoutePreviewer.h"

#include <QTest>

#include "tests/engine/RoutingFixture.h"
#include "tests/support/ManualClock.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class tst_RoutePreviewer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void drawnOrderIsTheUsualOneWithItsChances();
    void sessionIsCertain();
    void strictSortIsThatOfThePlan();
    void preferencesLeaveOutAndSayWhy();
    void healthDemotesAndTellsHowLong();
    void pricesAreOfThePromptAndTheAnswer();
    void refusalIsTheClientsOwn();
    void freeRouterLeavesOutNothingThatItDraws();
    void newPolicyIsPlannedAtOnce();

private:
    RoutePreview preview(const RoutePreviewQuestion &question)
    {
        return m_previewer->preview(m_policy, m_lab->health, question);
    }
    static QStringList tags(const RoutePreview &preview)
    {
        QStringList tags;
        for (const RoutePreviewCandidate &candidate : preview.candidates)
            tags.append(candidate.place.tag);
        return tags;
    }

    std::unique_ptr<RoutingFixture> m_lab;
    ManualClock m_clock{ManualClock::defaultStartUs, 1000 * RoutingFixture::second};
    std::unique_ptr<RoutePreviewer> m_previewer;
    PolicyPointer m_policy;
};

void tst_RoutePreviewer::init()
{
    m_lab = std::make_unique<RoutingFixture>();
    m_lab->endpoint("lab/m1", "cedar", 3.0);
    m_lab->endpoint("lab/m1", "alder", 1.0);
    m_lab->endpoint("lab/m1", "birch", 2.0);
    m_policy = std::make_shared<const PolicySnapshot>(m_lab->policy);
    m_previewer = std::make_unique<RoutePreviewer>(m_clock);
}

void tst_RoutePreviewer::drawnOrderIsTheUsualOneWithItsChances()
{
    const RoutePreview drawn = preview({.model = u"lab/m1"_s, .promptTokens = 1'000});
    QCOMPARE(drawn.problem, QString());
    QCOMPARE(drawn.strategy, u"direct"_s);
    QCOMPARE(drawn.orderedBy, u"price_weighted"_s);
    QCOMPARE(tags(drawn), (QStringList{u"alder"_s, u"birch"_s, u"cedar"_s}));
    // Weights 1, 1/4 and 1/9 of 400 draws.
    QVERIFY(qAbs(drawn.candidates[0].firstPerMille - 735) < 80);
    QVERIFY(qAbs(drawn.candidates[1].firstPerMille - 184) < 70);
    QVERIFY(drawn.candidates[2].firstPerMille > 0);
    QCOMPARE(preview({.model = u"lab/m1"_s, .promptTokens = 1'000}), drawn);
}

void tst_RoutePreviewer::sessionIsCertain()
{
    const RoutePreview one = preview({.model = u"lab/m1"_s, .session = u"a"_s});
    QCOMPARE(one.orderedBy, u"sticky"_s);
    QCOMPARE(one.candidates[0].firstPerMille, 1'000);
    QCOMPARE(one.candidates[1].firstPerMille, 0);
    QSet<QString> firsts;
    for (int session = 0; session < 60; ++session)
        firsts.insert(
            tags(preview({.model = u"lab/m1"_s, .session = QString::number(session)})).first());
    QVERIFY(firsts.size() > 1);
}

void tst_RoutePreviewer::strictSortIsThatOfThePlan()
{
    m_lab->answer("cedar", 200, 90);
    m_lab->answer("alder", 900, 40);
    const RoutePreview sorted
        = preview({.model = u"lab/m1"_s, .sort = RoutePreviewQuestion::Sort::Throughput});
    QCOMPARE(sorted.orderedBy, u"throughput"_s);
    QCOMPARE(tags(sorted), (QStringList{u"cedar"_s, u"alder"_s, u"birch"_s}));
    QVERIFY(sorted.candidates[0].milliTokensPerSecond > 0);
    QVERIFY(sorted.candidates[0].latencyMs > 0);
    QCOMPARE(sorted.candidates[2].milliTokensPerSecond, 0);
}

void tst_RoutePreviewer::preferencesLeaveOutAndSayWhy()
{
    const RoutePreview asked
        = preview({.model = u"lab/m1"_s, .order = {u"birch"_s}, .ignore = {u"alder"_s}});
    QCOMPARE(tags(asked), (QStringList{u"birch"_s, u"cedar"_s}));
    QCOMPARE(asked.leftOut.size(), std::size_t(1));
    QCOMPARE(asked.leftOut[0].place.tag, u"alder"_s);
    QCOMPARE(asked.leftOut[0].reason, u"ignored"_s);
    const RoutePreview alone
        = preview({.model = u"lab/m1"_s, .order = {u"birch"_s}, .allowsFallbacks = false});
    QCOMPARE(tags(alone), QStringList{u"birch"_s});
    QCOMPARE(alone.leftOut[0].reason, u"fallbacks_off"_s);
}

void tst_RoutePreviewer::healthDemotesAndTellsHowLong()
{
    m_lab->fail("alder", 3);
    const RoutePreview after = preview({.model = u"lab/m1"_s});
    QCOMPARE(after.candidates.back().place.tag, u"alder"_s);
    QCOMPARE(after.candidates.back().demotion, u"circuit_open"_s);
    QCOMPARE(after.candidates.back().firstPerMille, 0);
    QVERIFY(after.candidates.back().outForUs > 3'000'000);
    QVERIFY(after.candidates.back().outForUs <= 6'000'000);
    QCOMPARE(after.candidates.front().outForUs, 0);
}

void tst_RoutePreviewer::pricesAreOfThePromptAndTheAnswer()
{
    m_lab->endpoint("lab/m2", "alder", std::nullopt);
    m_policy = std::make_shared<const PolicySnapshot>(m_lab->policy);
    const RoutePreview priced
        = preview({.model = u"lab/m1"_s, .promptTokens = 8'000, .maxOutput = 1'000});
    const RoutePreviewCandidate &alder = priced.candidates[0];
    QCOMPARE(alder.promptPrice, std::optional(*parsePrice("0.000001")));
    QCOMPARE(alder.completionPrice, std::optional(*parsePrice("0.000001")));
    QCOMPARE(alder.estimate, parseMoney("0.009"));
    const RoutePreview unpriced = preview({.model = u"lab/m2"_s, .promptTokens = 8'000});
    QVERIFY(!unpriced.candidates[0].estimate);
    QVERIFY(!unpriced.candidates[0].promptPrice);
}

void tst_RoutePreviewer::refusalIsTheClientsOwn()
{
    const RoutePreview unknown = preview({.model = u"lab/nothing"_s});
    QVERIFY(unknown.problem.contains(u"lab/nothing"_s));
    QVERIFY(unknown.candidates.empty());
    const RoutePreview ignored = preview({.model = u"lab/m1"_s, .only = {u"elm"_s}});
    QVERIFY(!ignored.problem.isEmpty());
    QCOMPARE(ignored.leftOut.size(), std::size_t(3));
    const RoutePreview online = preview({.model = u"lab/m1:online"_s});
    QVERIFY(online.problem.contains(u":online"_s));
}

void tst_RoutePreviewer::freeRouterLeavesOutNothingThatItDraws()
{
    for (const char *model : {"lab/f1", "lab/f2", "lab/f3", "lab/f4", "lab/f5"})
        m_lab->endpoint(model, "alder", 0.0);
    m_policy = std::make_shared<const PolicySnapshot>(m_lab->policy);
    const RoutePreview drawn = preview({.model = u"turnpike/free"_s});
    QCOMPARE(drawn.strategy, u"free"_s);
    QCOMPARE(drawn.candidates.size(), std::size_t(5));
    for (const RoutePreviewLeftOut &out : drawn.leftOut)
        for (const RoutePreviewCandidate &candidate : drawn.candidates)
            QVERIFY(out.place.endpoint != candidate.place.endpoint);
}

void tst_RoutePreviewer::newPolicyIsPlannedAtOnce()
{
    QVERIFY(!preview({.model = u"lab/m9"_s}).problem.isEmpty());
    m_lab->endpoint("lab/m9", "birch", 1.0);
    m_policy = std::make_shared<const PolicySnapshot>(m_lab->policy);
    QCOMPARE(tags(preview({.model = u"lab/m9"_s})), QStringList{u"birch"_s});
}

QTEST_GUILESS_MAIN(tst_RoutePreviewer)
#include "tst_RoutePreviewer.moc"
