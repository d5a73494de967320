// SPDX-License-Identifier: GPL-3.0-or-later
// In what order endpoints are tried.
#include "engine/formats/Conversation.h"
#include "engine/routing/FailureRule.h"

#include <QTest>

#include <algorithm>
#include <map>

#include "tests/engine/RoutingFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class RoutingOrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_lab = std::make_unique<RoutingFixture>();
        m_lab->endpoint("lab/m1", "alder", 1.0);
        m_lab->endpoint("lab/m1", "birch", 2.0);
        m_lab->endpoint("lab/m1", "cedar", 3.0);
    }

    void oddsAreTheInverseSquareOfPrices();
    void restIsDrawnByTheSameWeights();
    void freeComesFirstAndUnpricedIsDear();
    void equalQuestionsHaveEqualPlans();
    void conversationKeepsItsEndpoint();
    void conversationSurvivesTheOthersFlapping();
    void conversationComesBackAfterAnOutage();
    void manyConversationsAreSpreadAsRequestsAre();
    void stickyKeyIsTheFirstThatIsTold();
    void requestOrderComesFirst();
    void sortsAreStrict_data();
    void sortsAreStrict();
    void unmeasuredEndpointsComeAfterMeasuredOnes();
    void nitroAndFloorSort();
    void suffixBelongsToItsOwnModel();
    void modelsStayInTheirOrder();
    void partitionNoneSortsOverModels();
    void recentFailureComesLastOfItsModel();
    void recentFailureDoesNotMoveASort();
    void openCircuitComesLastOfAll();
    void rateLimitedComesBeforeOpenCircuits();
    void onlyEndpointStaysWhateverItsHealth();
    void thresholdsDemoteOverModels();
    void everyPercentileMustHold();
    void signedReasoningStaysInItsFamily();
    void encryptedReasoningStaysAtItsProvider();
    void ownCredentialsStandAroundWhatIsShared_data();
    void ownCredentialsStandAroundWhatIsShared();
    void ownCredentialsStayWithinTheirModel();
    void ownCredentialThatIsOutComesLast();
    void autoTakesTheCheapestCurrentModelThatCan();
    void autoStaysWithinTheAllowlist();
    void autoFallsBackToWhatThereIs();
    void freeRouterTakesFreeEndpointsOnly();
    void nextModelPassesOverThoseTried();
    void priceOfTheHourCounts();
    void planIsMadeAnewInTheSameRoom();

private:
    std::map<QString, int> firsts(int rounds)
    {
        std::map<QString, int> counts;
        for (int i = 0; i < rounds; ++i) {
            m_lab->question.seed = static_cast<std::uint64_t>(i);
            ++counts[m_lab->first()];
        }
        return counts;
    }

    std::unique_ptr<RoutingFixture> m_lab;
};

void RoutingOrderTest::oddsAreTheInverseSquareOfPrices()
{
    // 1 : 1/4 : 1/9, of 49/36.
    constexpr int rounds = 20'000;
    auto counts = firsts(rounds);
    const auto isNear = [](int count, double share) {
        return std::abs(count - share * rounds) < 4 * std::sqrt(share * (1 - share) * rounds);
    };
    QVERIFY2(isNear(counts[u"alder"_s], 36.0 / 49),
             qPrintable(QString::number(counts[u"alder"_s])));
    QVERIFY2(isNear(counts[u"birch"_s], 9.0 / 49), qPrintable(QString::number(counts[u"birch"_s])));
    QVERIFY2(isNear(counts[u"cedar"_s], 4.0 / 49), qPrintable(QString::number(counts[u"cedar"_s])));
    QCOMPARE(int(m_lab->plan().orderedBy), int(RouteBasis::Drawn));
}

void RoutingOrderTest::restIsDrawnByTheSameWeights()
{
    int drawn = 0;
    int birchSecond = 0;
    for (int i = 0; i < 10'000; ++i) {
        m_lab->question.seed = static_cast<std::uint64_t>(i);
        const QStringList tags = m_lab->tags();
        if (tags[0] != u"alder"_s)
            continue;
        ++drawn;
        birchSecond += tags[1] == u"birch"_s ? 1 : 0;
    }
    // 1/4 against 1/9.
    QVERIFY(std::abs(birchSecond - drawn * 9.0 / 13) < 4 * std::sqrt(drawn * 36.0 / 169));
}

void RoutingOrderTest::freeComesFirstAndUnpricedIsDear()
{
    m_lab->endpoint("lab/m1", "free", 0.0);
    m_lab->endpoint("lab/m1", "unpriced", std::nullopt);
    auto counts = firsts(1000);
    QCOMPARE(counts[u"free"_s], 1000);
    m_lab->preferences.ignore = {"free"};
    counts = firsts(2000);
    QVERIFY(counts[u"unpriced"_s] > 0); // 1 in 137.
    QVERIFY(counts[u"unpriced"_s] < 60);
}

void RoutingOrderTest::equalQuestionsHaveEqualPlans()
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        m_lab->question.seed = seed;
        QCOMPARE(m_lab->tags(), m_lab->tags());
    }
    auto first = firsts(50);
    QVERIFY(first.size() > 1);
    m_lab->question.stickyKey = 5;
    QCOMPARE(firsts(50).size(), std::size_t(1));
    QCOMPARE(int(m_lab->plan().orderedBy), int(RouteBasis::Sticky));
}

void RoutingOrderTest::conversationKeepsItsEndpoint()
{
    for (std::uint64_t key = 1; key < 200; ++key) {
        m_lab->question.stickyKey = key;
        m_lab->question.seed = 0;
        const QStringList before = m_lab->tags();
        m_lab->question.seed = key * 7;
        m_lab->question.nowNs += RoutingFixture::second;
        QCOMPARE(m_lab->tags(), before);
    }
}

void RoutingOrderTest::conversationSurvivesTheOthersFlapping()
{
    m_lab->endpoint("lab/m1", "doum", 1.5);
    std::map<std::uint64_t, QString> before;
    for (std::uint64_t key = 1; key < 300; ++key) {
        m_lab->question.stickyKey = key;
        before[key] = m_lab->first();
    }
    m_lab->fail("birch", 3);
    m_lab->health.failed(m_lab->idOf("doum"), FailureClass::RateLimited, 429, m_lab->question.nowNs,
                         m_lab->question.nowNs, 60);
    int moved = 0;
    for (const auto &[key, tag] : before) {
        m_lab->question.stickyKey = key;
        if (tag == u"birch"_s || tag == u"doum"_s)
            ++moved;
        else
            QCOMPARE(m_lab->first(), tag);
        QVERIFY(m_lab->first() != u"birch"_s && m_lab->first() != u"doum"_s);
    }
    QVERIFY(moved > 0);
    // Nor does the price of another move those that it does not win.
    m_lab->policy.models[0].endpoints[2].prices.prices[0] = 30'000'000'000;
    for (const auto &[key, tag] : before) {
        m_lab->question.stickyKey = key;
        if (tag == u"alder"_s)
            QCOMPARE(m_lab->first(), tag);
    }
}

void RoutingOrderTest::conversationComesBackAfterAnOutage()
{
    m_lab->question.stickyKey = 11;
    const QString home = m_lab->first();
    m_lab->fail(home.toStdString(), 1);
    QVERIFY(m_lab->first() != home);
    m_lab->question.nowNs += 31 * RoutingFixture::second;
    QCOMPARE(m_lab->first(), home);
}

void RoutingOrderTest::manyConversationsAreSpreadAsRequestsAre()
{
    std::map<QString, int> counts;
    for (std::uint64_t key = 1; key <= 10'000; ++key) {
        m_lab->question.stickyKey = key;
        ++counts[m_lab->first()];
    }
    QVERIFY(std::abs(counts[u"alder"_s] - 10'000 * 36 / 49) < 200);
}

void RoutingOrderTest::stickyKeyIsTheFirstThatIsTold()
{
    const OrganizationId us{1};
    QCOMPARE(stickyKey(us, "", "", "", 0), std::uint64_t(0));
    QVERIFY(stickyKey(us, "s", "c", "u", 9) != 0);
    QCOMPARE(stickyKey(us, "s", "c", "u", 9), stickyKey(us, "s", "", "", 0));
    QCOMPARE(stickyKey(us, "", "c", "u", 9), stickyKey(us, "", "c", "", 0));
    QCOMPARE(stickyKey(us, "", "", "u", 9), stickyKey(us, "", "", "u", 0));
    QVERIFY(stickyKey(us, "", "", "", 9) != 0);
    QVERIFY(stickyKey(us, "x", "", "", 0) != stickyKey(us, "", "x", "", 0));
    QVERIFY(stickyKey(us, "x", "", "", 0) != stickyKey({2}, "x", "", "", 0));
}

void RoutingOrderTest::requestOrderComesFirst()
{
    m_lab->preferences.order = {"cedar", "the birch"};
    QCOMPARE(m_lab->tags(), (QStringList{u"cedar"_s, u"birch"_s, u"alder"_s}));
    QCOMPARE(int(m_lab->plan().orderedBy), int(RouteBasis::Request));
    // Above what happened lately, below an open circuit.
    m_lab->fail("cedar", 1);
    QCOMPARE(m_lab->first(), u"cedar"_s);
    m_lab->fail("cedar", 2);
    QCOMPARE(m_lab->tags(), (QStringList{u"birch"_s, u"alder"_s, u"cedar"_s}));
}

void RoutingOrderTest::sortsAreStrict_data()
{
    QTest::addColumn<int>("sort");
    QTest::addColumn<QStringList>("order");
    using Sort = ProviderPreferences::Sort;
    QTest::newRow("price") << int(Sort::Price) << QStringList{u"alder"_s, u"birch"_s, u"cedar"_s};
    QTest::newRow("throughput") << int(Sort::Throughput)
                                << QStringList{u"cedar"_s, u"birch"_s, u"alder"_s};
    QTest::newRow("latency") << int(Sort::Latency)
                             << QStringList{u"birch"_s, u"cedar"_s, u"alder"_s};
}

void RoutingOrderTest::sortsAreStrict()
{
    QFETCH(const int, sort);
    QFETCH(const QStringList, order);
    m_lab->answer("alder", 900, 20);
    m_lab->answer("birch", 100, 50);
    m_lab->answer("cedar", 300, 200);
    m_lab->preferences.sort = static_cast<ProviderPreferences::Sort>(sort);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        m_lab->question.seed = seed;
        m_lab->question.stickyKey = seed;
        QCOMPARE(m_lab->tags(), order);
    }
}

void RoutingOrderTest::unmeasuredEndpointsComeAfterMeasuredOnes()
{
    m_lab->answer("cedar", 300, 20);
    for (const auto sort :
         {ProviderPreferences::Sort::Throughput, ProviderPreferences::Sort::Latency}) {
        m_lab->preferences.sort = sort;
        QCOMPARE(m_lab->tags(), (QStringList{u"cedar"_s, u"alder"_s, u"birch"_s}));
    }
    // The last known holds when nothing came for a while.
    m_lab->question.nowNs += 3600 * RoutingFixture::second;
    QCOMPARE(m_lab->first(), u"cedar"_s);
}

void RoutingOrderTest::nitroAndFloorSort()
{
    m_lab->answer("cedar", 300, 200);
    QCOMPARE(m_lab->first({"lab/m1:nitro"}), u"cedar"_s);
    QCOMPARE(int(m_lab->plan({"lab/m1:nitro"}).orderedBy), int(RouteBasis::Throughput));
    QCOMPARE(m_lab->tags({"lab/m1:floor"}), (QStringList{u"alder"_s, u"birch"_s, u"cedar"_s}));
    // What the request says of itself goes before a suffix.
    m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    QCOMPARE(m_lab->first({"lab/m1:nitro"}), u"alder"_s);
}

void RoutingOrderTest::suffixBelongsToItsOwnModel()
{
    m_lab->endpoint("lab/m2", "oak", 5.0);
    m_lab->endpoint("lab/m2", "pine", 4.0);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        m_lab->question.seed = seed;
        const QStringList tags = m_lab->tags({"lab/m1", "lab/m2:floor"});
        QCOMPARE(tags.mid(3), (QStringList{u"pine"_s, u"oak"_s}));
    }
}

void RoutingOrderTest::modelsStayInTheirOrder()
{
    m_lab->endpoint("lab/m2", "oak", 0.1);
    m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    QCOMPARE(m_lab->tags({"lab/m1", "lab/m2"}),
             (QStringList{u"alder"_s, u"birch"_s, u"cedar"_s, u"oak"_s}));
    QCOMPARE(int(m_lab->plan({"lab/m1", "lab/m2"}).strategy), int(RouteStrategy::Fallback));
}

void RoutingOrderTest::partitionNoneSortsOverModels()
{
    m_lab->endpoint("lab/m2", "oak", 0.1);
    m_lab->endpoint("lab/m2", "pine", 2.5);
    m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    m_lab->preferences.sortsAcrossModels = true;
    QCOMPARE(m_lab->tags({"lab/m1", "lab/m2"}),
             (QStringList{u"oak"_s, u"alder"_s, u"birch"_s, u"pine"_s, u"cedar"_s}));
}

void RoutingOrderTest::recentFailureComesLastOfItsModel()
{
    m_lab->endpoint("lab/m2", "oak");
    m_lab->fail("alder");
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        m_lab->question.seed = seed;
        QCOMPARE(m_lab->tags({"lab/m1", "lab/m2"}).mid(2), (QStringList{u"alder"_s, u"oak"_s}));
    }
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::FailedLately);
    m_lab->question.nowNs += 30 * RoutingFixture::second;
    m_lab->plan();
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::None);
}

void RoutingOrderTest::recentFailureDoesNotMoveASort()
{
    m_lab->fail("alder");
    m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    QCOMPARE(m_lab->first(), u"alder"_s);
    m_lab->fail("alder", 2);
    QCOMPARE(m_lab->first(), u"birch"_s);
}

void RoutingOrderTest::openCircuitComesLastOfAll()
{
    m_lab->endpoint("lab/m2", "oak");
    m_lab->fail("alder", 3);
    const QStringList tags = m_lab->tags({"lab/m1", "lab/m2"});
    QCOMPARE(tags.mid(2), (QStringList{u"oak"_s, u"alder"_s}));
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::CircuitOpen);
}

void RoutingOrderTest::rateLimitedComesBeforeOpenCircuits()
{
    m_lab->fail("birch", 3);
    m_lab->health.failed(m_lab->idOf("alder"), FailureClass::RateLimited, 429,
                         m_lab->question.nowNs, m_lab->question.nowNs, 5);
    QCOMPARE(m_lab->tags(), (QStringList{u"cedar"_s, u"alder"_s, u"birch"_s}));
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::RateLimited);
    m_lab->question.nowNs += 5 * RoutingFixture::second;
    m_lab->plan();
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::None);
}

void RoutingOrderTest::onlyEndpointStaysWhateverItsHealth()
{
    m_lab->fail("alder", 3);
    m_lab->preferences.only = {"alder"};
    QCOMPARE(m_lab->tags(), QStringList{u"alder"_s});
    QCOMPARE(m_lab->plan().problem, RouteProblem::None);
}

void RoutingOrderTest::thresholdsDemoteOverModels()
{
    m_lab->endpoint("lab/m2", "oak");
    for (const char *tag : {"alder", "birch"})
        m_lab->answer(tag, 900, 20);
    m_lab->answer("cedar", 100, 100);
    m_lab->preferences.minThroughput[0] = 50'000;
    const QStringList tags = m_lab->tags({"lab/m1", "lab/m2"});
    // The unmeasured one of the second model overtakes; nothing is left out.
    QCOMPARE(tags.mid(0, 2), (QStringList{u"cedar"_s, u"oak"_s}));
    QCOMPARE(tags.size(), 4);
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::Slow);
    m_lab->preferences.minThroughput[0].reset();
    m_lab->preferences.maxLatency[0] = 500;
    m_lab->plan({"lab/m1", "lab/m2"});
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::Slow);
    QCOMPARE(m_lab->demotionOf("cedar"), Demotion::None);
    // Of the last five minutes only.
    m_lab->question.nowNs += 320 * RoutingFixture::second;
    m_lab->plan({"lab/m1", "lab/m2"});
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::None);
}

void RoutingOrderTest::everyPercentileMustHold()
{
    for (int i = 0; i < 8; ++i)
        m_lab->answer("alder", 100, 100);
    for (int i = 0; i < 2; ++i)
        m_lab->answer("alder", 2000, 100);
    m_lab->preferences.maxLatency[0] = 500;
    m_lab->preferences.maxLatency[1] = 500;
    m_lab->plan();
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::None);
    m_lab->preferences.maxLatency[2] = 500;
    m_lab->plan();
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::Slow);
}

void RoutingOrderTest::signedReasoningStaysInItsFamily()
{
    m_lab->endpoint("anthropic/claude", "oak", 5.0);
    m_lab->question.family = ReasoningFamily::Anthropic;
    const QStringList tags = m_lab->tags({"lab/m1", "anthropic/claude"});
    QCOMPARE(tags.first(), u"oak"_s);
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::OtherReasoning);
    // A reader that is out is no reader.
    m_lab->fail("oak", 3);
    QCOMPARE(m_lab->tags({"lab/m1", "anthropic/claude"}).last(), u"oak"_s);
}

void RoutingOrderTest::encryptedReasoningStaysAtItsProvider()
{
    m_lab->endpoint("openai/gpt", "oak", 1.0);
    m_lab->endpoint("openai/gpt", "pine", 9.0);
    m_lab->endpoint("anthropic/claude", "oak", 1.0);
    m_lab->endpoint("anthropic/claude", "pine", 9.0);
    m_lab->question.family = ReasoningFamily::OpenAi;
    m_lab->question.reasoningProvider = m_lab->provider("pine").id;
    QCOMPARE(m_lab->tags({"openai/gpt"}), (QStringList{u"pine"_s, u"oak"_s}));
    QCOMPARE(m_lab->demotionOf("oak"), Demotion::OtherReasoning);
    // Signatures hold elsewhere, too; their maker is preferred.
    m_lab->question.family = ReasoningFamily::Anthropic;
    QCOMPARE(m_lab->tags({"anthropic/claude"}), (QStringList{u"pine"_s, u"oak"_s}));
    QCOMPARE(m_lab->demotionOf("oak"), Demotion::None);
}

void RoutingOrderTest::ownCredentialsStandAroundWhatIsShared_data()
{
    QTest::addColumn<std::string>("by");
    QTest::addColumn<QStringList>("order");
    // alder is the cheapest, cedar the dearest; "own" copies of each stand before, "last" behind.
    QTest::newRow("drawn") << std::string() << QStringList{u"cedar/own"_s, u"alder"_s};
    QTest::newRow("by price") << std::string("price")
                              << QStringList{u"cedar/own"_s, u"alder"_s, u"birch"_s, u"cedar"_s,
                                             u"alder/last"_s};
    QTest::newRow("by order") << std::string("order")
                              << QStringList{u"cedar/own"_s, u"birch"_s, u"alder"_s, u"cedar"_s,
                                             u"alder/last"_s};
}

void RoutingOrderTest::ownCredentialsStandAroundWhatIsShared()
{
    QFETCH(const std::string, by);
    QFETCH(const QStringList, order);
    m_lab->endpoint("lab/m1", "cedar/own", 3.0).credential = CredentialRank::Prioritized;
    m_lab->endpoint("lab/m1", "alder/last", 1.0).credential = CredentialRank::Fallback;
    if (by == "price")
        m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    if (by == "order") {
        m_lab->preferences.order = {"birch", "alder"};
        m_lab->preferences.hasOrder = true;
    }
    if (!by.empty()) {
        QCOMPARE(m_lab->tags(), order);
        return;
    }
    for (int i = 0; i < 50; ++i) {
        m_lab->question.seed = static_cast<std::uint64_t>(i);
        QCOMPARE(m_lab->tags().first(), order.first());
        QCOMPARE(m_lab->tags().last(), u"alder/last"_s);
    }
}

void RoutingOrderTest::ownCredentialsStayWithinTheirModel()
{
    m_lab->endpoint("lab/m2", "elm/own", 1.0).credential = CredentialRank::Prioritized;
    QVERIFY(m_lab->first({"lab/m1", "lab/m2"}) != u"elm/own"_s);
    m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    m_lab->preferences.sortsAcrossModels = true;
    QCOMPARE(m_lab->first({"lab/m1", "lab/m2"}), u"elm/own"_s);
}

void RoutingOrderTest::ownCredentialThatIsOutComesLast()
{
    m_lab->endpoint("lab/m1", "cedar/own", 3.0).credential = CredentialRank::Prioritized;
    m_lab->fail("cedar/own", 3);
    QCOMPARE(m_lab->tags().last(), u"cedar/own"_s);
    QVERIFY(m_lab->plan().candidates.back().endpoint->isByok());
}

void RoutingOrderTest::autoTakesTheCheapestCurrentModelThatCan()
{
    m_lab = std::make_unique<RoutingFixture>();
    constexpr std::int64_t year = 365LL * 86'400;
    const auto add = [&](const char *slug, double dollars, std::int64_t createdS, bool hasTools) {
        EndpointPolicy &endpoint = m_lab->endpoint(slug, std::string(slug) + "-host", dollars);
        endpoint.supportedParameters = {"temperature"};
        if (hasTools)
            endpoint.supportedParameters.emplace_back("tools");
        endpoint.tag = std::string(slug).substr(4);
        m_lab->model(slug).createdS = createdS;
        m_lab->model(slug).inputModalities = {"text"};
    };
    add("lab/free", 0.0, 3 * year, true);
    add("lab/old", 0.1, year, true);
    add("lab/plain", 0.2, 3 * year, false);
    add("lab/small", 1.0, 3 * year, true);
    add("lab/middle", 2.0, 3 * year - 1000, true);
    add("lab/large", 9.0, 3 * year, true);
    add("lab/vision", 20.0, 3 * year, true);
    m_lab->model("lab/vision").inputModalities = {"text", "image"};
    add("lab/embedder", 0.01, 3 * year, true);
    m_lab->model("lab/embedder").type = "embeddings";
    QCOMPARE(m_lab->tags({"turnpike/auto"}), (QStringList{u"small"_s, u"middle"_s, u"large"_s}));
    QCOMPARE(int(m_lab->plan({"turnpike/auto"}).strategy), int(RouteStrategy::Auto));
    QCOMPARE(m_lab->plan({"turnpike/auto"}).leftOut.size(), std::size_t(0));
    m_lab->question.inputs = Modality::Image;
    QCOMPARE(m_lab->tags({"openrouter/auto"}), QStringList{u"vision"_s});
    m_lab->question.inputs = Modality::Audio;
    QCOMPARE(m_lab->plan({"turnpike/auto"}).problem, RouteProblem::FilteredOut);
    m_lab->question.inputs = 0;
    m_lab->question.maxOutput = 9000;
    for (ModelPolicy &model : m_lab->policy.models)
        model.endpoints[0].maxOutput = model.slug == "lab/large" ? 10'000 : 4'000;
    QCOMPARE(m_lab->tags({"turnpike/auto"}), QStringList{u"large"_s});
}

void RoutingOrderTest::autoStaysWithinTheAllowlist()
{
    m_lab->endpoint("lab/m2", "oak", 0.5);
    const std::vector<std::string> allowed{"lab/m1"};
    m_lab->question.limits.models = allowed;
    const RoutePlan &plan = m_lab->plan({"turnpike/auto"});
    QCOMPARE(plan.candidates.size(), std::size_t(3));
    for (const Candidate &candidate : plan.candidates)
        QCOMPARE(candidate.model->slug, std::string("lab/m1"));
}

void RoutingOrderTest::autoFallsBackToWhatThereIs()
{
    m_lab = std::make_unique<RoutingFixture>();
    m_lab->endpoint("lab/local", "ollama", std::nullopt);
    QCOMPARE(m_lab->tags({"turnpike/auto"}), QStringList{u"ollama"_s});
    // A feature that is needed and nobody is known to have.
    m_lab->question.hasTools = true;
    QCOMPARE(m_lab->plan({"turnpike/auto"}).candidates.size(), std::size_t(0));
}

void RoutingOrderTest::freeRouterTakesFreeEndpointsOnly()
{
    QCOMPARE(m_lab->plan({"openrouter/free"}).candidates.size(), std::size_t(0));
    m_lab->endpoint("lab/m1", "free1", 0.0);
    m_lab->endpoint("lab/m2", "free2", 0.0);
    m_lab->endpoint("lab/m3", "free3", 0.0);
    std::map<QString, int> firsts;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        m_lab->question.seed = seed;
        const QStringList tags = m_lab->tags({"openrouter/free"});
        QCOMPARE(tags.size(), 3);
        ++firsts[tags.first()];
    }
    QCOMPARE(firsts.size(), std::size_t(3));
}

void RoutingOrderTest::nextModelPassesOverThoseTried()
{
    m_lab->endpoint("lab/m2", "oak");
    m_lab->endpoint("lab/m2", "pine");
    const RoutePlan &plan = m_lab->plan({"lab/m1", "lab/m2"});
    QCOMPARE(nextCandidate(plan, 0, NextStep::NextEndpoint), std::size_t(1));
    QCOMPARE(nextCandidate(plan, 0, NextStep::NextModel), std::size_t(3));
    QCOMPARE(nextCandidate(plan, 3, NextStep::NextModel), std::size_t(5));
    QCOMPARE(nextCandidate(plan, 4, NextStep::NextEndpoint), std::size_t(5));
}

void RoutingOrderTest::priceOfTheHourCounts()
{
    // Midnight UTC; dear from one to two.
    PriceOverride dear;
    dear.utcStart = 100;
    dear.utcEnd = 200;
    dear.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = 90'000'000'000;
    m_lab->policy.models[0].endpoints[0].prices.overrides.push_back(dear);
    m_lab->preferences.sort = ProviderPreferences::Sort::Price;
    QCOMPARE(m_lab->first(), u"alder"_s);
    m_lab->question.nowUs += 3'600'000'000;
    QCOMPARE(m_lab->tags().last(), u"alder"_s);
}

void RoutingOrderTest::planIsMadeAnewInTheSameRoom()
{
    m_lab->preferences.ignore = {"birch"};
    QCOMPARE(m_lab->plan().leftOut.size(), std::size_t(1));
    const Candidate *room = m_lab->plan().candidates.data();
    m_lab->preferences.ignore = {"birch", "cedar"};
    const RoutePlan &again = m_lab->plan();
    QCOMPARE(again.candidates.data(), room);
    QCOMPARE(again.candidates.size(), std::size_t(1));
    QCOMPARE(again.leftOut.size(), std::size_t(2));
    QCOMPARE(m_lab->plan({"lab/none"}).problem, RouteProblem::UnknownModel);
    QCOMPARE(again.filters, RouteFilters(0));
    QVERIFY(again.candidates.empty());
}

QTEST_GUILESS_MAIN(RoutingOrderTest)
#include "tst_RoutingOrder.moc"
