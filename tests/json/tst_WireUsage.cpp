// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/Usage.h"

#include <QTest>

using namespace turnpike;

class WireUsageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void completeUsageIsRead();
    void nullsAndNonsenseAreNotTold();
    void reportedZeroIsTold();
    void reasoningBesideTheCompletionIsIncluded();
    void cacheBesideThePromptIsIncluded();
    void ownCostIsExactAndRounded_data();
    void ownCostIsExactAndRounded();
    void oursIsWrittenWhole();
    void largestMoneyHasNoExponent();
    void oursReadsBack();
};

void WireUsageTest::completeUsageIsRead()
{
    const UsageReport report = readUsage(
        R"({"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"cost":0.00012,)"
        R"("prompt_tokens_details":{"cached_tokens":40,"cache_write_tokens":10,"audio_tokens":5,"image_tokens":6},)"
        R"("completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":3},"server_tool_use":{"web_search_requests":2},"x":[{}]})");
    TokenUsage expected;
    expected.prompt = 100;
    expected.completion = 50;
    expected.cacheRead = 40;
    expected.cacheWrite = 10;
    expected.audioIn = 5;
    expected.imageTokens = 6;
    expected.reasoning = 20;
    expected.audioOut = 3;
    expected.searches = 2;
    QVERIFY(report.usage == expected);
    QVERIFY(report.origin() == UsageOrigin::Measured);
    QCOMPARE(report.cost->nanoUsd, 120'000);
    QCOMPARE(readUsage(R"({"prompt_cache_hit_tokens":7})").usage.cacheRead, 7);
}

void WireUsageTest::nullsAndNonsenseAreNotTold()
{
    const UsageReport report = readUsage(
        R"({"prompt_tokens":-1,"completion_tokens":"5","total_tokens":1.5,"cost":null,"prompt_tokens_details":null,)"
        R"("completion_tokens_details":{"reasoning_tokens":null,"audio_tokens":99999999999999999999}})");
    QVERIFY(report.usage == TokenUsage{});
    QVERIFY(report.origin() == UsageOrigin::Estimated);
    QVERIFY(!report.cost);
    QVERIFY(readUsage(R"({"prompt_tokens":4.0})").origin() == UsageOrigin::Partial);
    QCOMPARE(readUsage(R"({"prompt_tokens":4.0})").usage.prompt, 4);
}

void WireUsageTest::reportedZeroIsTold()
{
    const UsageReport report = readUsage(R"({"prompt_tokens":0,"completion_tokens":0,"cost":0})");
    QVERIFY(report.origin() == UsageOrigin::Measured);
    QCOMPARE(report.cost->nanoUsd, 0);
}

void WireUsageTest::reasoningBesideTheCompletionIsIncluded()
{
    const UsageReport xai = readUsage(
        R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}})");
    QCOMPARE(xai.usage.completion, 105);
    QCOMPARE(xai.usage.reasoning, 100);
    const UsageReport gemini
        = readUsage(R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":45})");
    QCOMPARE(gemini.usage.completion, 35);
    const UsageReport openai = readUsage(
        R"({"prompt_tokens":10,"completion_tokens":105,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}})");
    QCOMPARE(openai.usage.completion, 105);
}

void WireUsageTest::cacheBesideThePromptIsIncluded()
{
    const UsageReport report = readUsage(
        R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":65,"prompt_tokens_details":{"cached_tokens":40,"cache_write_tokens":10}})");
    QCOMPARE(report.usage.prompt, 60);
    QCOMPARE(report.usage.completion, 5);
}

void WireUsageTest::ownCostIsExactAndRounded_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<qlonglong>("nano");
    QTest::newRow("half") << QByteArray("0.0000000005") << 1LL;
    QTest::newRow("less than half") << QByteArray("4.99999e-10") << 0LL;
    QTest::newRow("exponent") << QByteArray("1.5E-5") << 15'000LL;
    QTest::newRow("dollars") << QByteArray("123") << 123'000'000'000LL;
    QTest::newRow("object") << QByteArray(R"({"total_cost":0.006,"request_cost":1})")
                            << 6'000'000LL;
}

void WireUsageTest::ownCostIsExactAndRounded()
{
    QFETCH(QByteArray, number);
    QFETCH(qlonglong, nano);
    QCOMPARE(readUsage("{\"cost\":" + number.toStdString() + "}").cost->nanoUsd, nano);
    QVERIFY(!moneyOfNumber("-1"));
    QVERIFY(!moneyOfNumber("1e30"));
}

void WireUsageTest::oursIsWrittenWhole()
{
    UsageFigures figures;
    figures.usage.prompt = 10;
    figures.usage.completion = 4;
    figures.usage.cacheRead = 3;
    figures.usage.cacheWrite = 1;
    figures.usage.cacheWrite1h = 1;
    figures.usage.reasoning = 2;
    figures.cost = Money{182'000};
    figures.promptPart = Money{100'000};
    figures.completionPart = Money{82'000};
    QCOMPARE(
        usageJson(figures),
        R"({"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"cost":0.000182,"is_byok":false,)"
        R"("prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2,"audio_tokens":0,"video_tokens":0},)"
        R"("cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":0.0001,"upstream_inference_completions_cost":0.000082},)"
        R"("completion_tokens_details":{"reasoning_tokens":2,"image_tokens":0,"audio_tokens":0}})");
    figures.isByok = true;
    figures.upstreamCost = Money{5};
    figures.usage.searches = 1;
    const std::string byok = usageJson(figures);
    QVERIFY(byok.find(R"("is_byok":true)") != std::string::npos);
    QVERIFY(byok.find(R"("upstream_inference_cost":0.000000005,)") != std::string::npos);
    QVERIFY(byok.find(R"("server_tool_use_details":{"web_search_requests":1})")
            != std::string::npos);
}

void WireUsageTest::largestMoneyHasNoExponent()
{
    UsageFigures figures;
    figures.cost = Money{std::numeric_limits<std::int64_t>::max()};
    QVERIFY(usageJson(figures).find(R"("cost":9223372036.854775807,)") != std::string::npos);
}

void WireUsageTest::oursReadsBack()
{
    UsageFigures figures;
    figures.usage.prompt = 10;
    figures.usage.completion = 4;
    figures.usage.cacheRead = 3;
    figures.usage.reasoning = 2;
    figures.usage.searches = 1;
    figures.cost = Money{7};
    const UsageReport report = readUsage(usageJson(figures));
    QVERIFY(report.usage == figures.usage);
    QVERIFY(report.cost == figures.cost);
}

QTEST_GUILESS_MAIN(WireUsageTest)
#include "tst_WireUsage.moc"
