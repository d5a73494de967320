// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Cost.h"
#include "core/Int128.h"
#include "core/Window.h"

#include <QTest>

#include <limits>
#include <random>
#include <tuple>

#include "tests/core/SlowNumber.h"

using namespace turnpike;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t thursday = 1'782'950'400'000'000; // 2026-07-02T00:00:00Z
constexpr std::int64_t minute = 60'000'000;
constexpr std::int64_t day = 1'440 * minute;

std::size_t at(PriceUnit unit)
{
    return static_cast<std::size_t>(unit);
}

PriceSheet sheetOf(const char *json)
{
    std::string problem;
    const auto sheet = parsePriceSheet(json, &problem);
    if (!sheet)
        qFatal("%s in %s", problem.c_str(), json);
    return *sheet;
}

FemtoUsd promptPriceAt(const PriceSheet &sheet, std::int64_t tokens, std::int64_t us)
{
    return effectivePrices(sheet, tokens, us)[at(PriceUnit::Prompt)].value();
}

/// The formula as the data plane states it, for a usage whose parts fit their wholes.
std::string slowNano(const TokenUsage &u, const PriceTable &p, std::int64_t discountPpm,
                     bool outputToo)
{
    const auto own = [&](PriceUnit unit) { return p[at(unit)].has_value(); };
    const auto price = [&](PriceUnit unit, FemtoUsd otherwise) {
        return static_cast<std::uint64_t>(p[at(unit)].value_or(otherwise));
    };
    const FemtoUsd in = p[at(PriceUnit::Prompt)].value_or(0);
    const FemtoUsd out = p[at(PriceUnit::Completion)].value_or(0);
    SlowNumber sum;
    const auto add = [&sum](std::int64_t count, std::uint64_t femto) {
        sum = sum + SlowNumber(static_cast<std::uint64_t>(count)) * SlowNumber(femto);
    };
    std::int64_t text = u.prompt - u.cacheRead - u.cacheWrite - u.cacheWrite1h;
    text -= u.audioIn + (own(PriceUnit::ImageToken) ? u.imageTokens : 0);
    add(text, price(PriceUnit::Prompt, 0));
    add(u.cacheRead, price(PriceUnit::CacheRead, in));
    add(u.cacheWrite, price(PriceUnit::CacheWrite, in));
    add(u.cacheWrite1h, price(PriceUnit::CacheWrite1h, p[at(PriceUnit::CacheWrite)].value_or(in)));
    const FemtoUsd audio = p[at(PriceUnit::Audio)].value_or(in);
    add(u.audioIn - u.audioCacheRead, static_cast<std::uint64_t>(audio));
    add(u.audioCacheRead, price(PriceUnit::AudioCacheRead, audio));
    add(own(PriceUnit::ImageToken) ? u.imageTokens : 0, price(PriceUnit::ImageToken, in));
    add(u.images, price(PriceUnit::Image, 0));
    add(1, price(PriceUnit::Request, 0));
    add(u.searches, price(PriceUnit::WebSearch, 0));
    add(u.characters, price(PriceUnit::Character, 0));
    add(u.audioMs / 1'000, price(PriceUnit::AudioSecond, 0));
    add(u.searchUnits, price(PriceUnit::SearchUnit, 0));
    if (outputToo) {
        const FemtoUsd thinking = p[at(PriceUnit::Reasoning)].value_or(0);
        add(u.completion - u.reasoning - u.audioOut, price(PriceUnit::Completion, 0));
        add(u.reasoning, static_cast<std::uint64_t>(thinking > 0 ? thinking : out));
        add(u.audioOut, price(PriceUnit::AudioOutput, out));
        add(u.imagesOut, price(PriceUnit::ImageOutput, 0));
    }
    const auto paid = static_cast<std::uint64_t>(1'000'000 - discountPpm);
    return (sum * SlowNumber(paid)).withoutLast(12).text();
}

} // namespace

class TestCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chargesEachUnitOnce_data()
    {
        QTest::addColumn<QByteArray>("sheet");
        QTest::addColumn<TokenUsage>("usage");
        QTest::addColumn<qint64>("promptNano");
        QTest::addColumn<qint64>("completionNano");
        const auto row = [](const char *name, const char *sheet, const TokenUsage &usage,
                            qint64 promptNano, qint64 completionNano) {
            QTest::newRow(name) << QByteArray(sheet) << usage << promptNano << completionNano;
        };
        const char *plain = R"({"prompt":"0.0000025","completion":"0.00001"})";
        row("text", plain, {.prompt = 1000, .completion = 100}, 2'500'000, 1'000'000);
        row("nothing", plain, {}, 0, 0);
        row("cache falls back to prompt", plain,
            {.prompt = 1000, .cacheRead = 400, .cacheWrite = 100, .cacheWrite1h = 50}, 2'500'000,
            0);
        row("audio and image tokens fall back", plain,
            {.prompt = 1000,
             .completion = 100,
             .audioIn = 300,
             .audioOut = 20,
             .audioCacheRead = 100,
             .imageTokens = 200},
            2'500'000, 1'000'000);
        row("reasoning falls back", plain, {.completion = 100, .reasoning = 60}, 0, 1'000'000);
        row("reasoning at zero is no price",
            R"({"prompt":"0","completion":"0.00001","internal_reasoning":"0"})",
            {.completion = 100, .reasoning = 60}, 0, 1'000'000);
        row("reasoning of its own",
            R"({"prompt":"0","completion":"0.00001","internal_reasoning":"0.00002"})",
            {.completion = 100, .reasoning = 60}, 0, 1'600'000);
        row("cache prices",
            R"({"prompt":"0.000003","completion":"0","input_cache_read":"0.0000003",)"
            R"("input_cache_write":"0.00000375","input_cache_write_1h":"0.000006"})",
            {.prompt = 1000, .cacheRead = 500, .cacheWrite = 200, .cacheWrite1h = 100},
            200 * 3000 + 500 * 300 + 200 * 3750 + 100 * 6000, 0);
        row("a one-hour write takes the only write price",
            R"({"prompt":"0.000003","completion":"0","input_cache_write":"0.00000375"})",
            {.prompt = 100, .cacheWrite1h = 100}, 100 * 3750, 0);
        row("a free cache is not a missing price",
            R"({"prompt":"0.000003","completion":"0","input_cache_read":"0"})",
            {.prompt = 1000, .cacheRead = 1000}, 0, 0);
        // Anthropic tells 3 tokens of input beside 12,304 that it wrote to its cache.
        row("a prompt that was mostly written to the cache",
            R"({"prompt":"0.000003","completion":"0.000015","input_cache_read":"0.0000003",)"
            R"("input_cache_write":"0.00000375"})",
            {.prompt = 12'307, .completion = 550, .cacheWrite = 12'304}, 46'149'000, 8'250'000);
        row("audio and images",
            R"({"prompt":"0.000001","completion":"0.000002","audio":"0.00001","audio_output":"0.00002",)"
            R"("input_audio_cache":"0.000005","image":"0.001","image_token":"0.000003","image_output":"0.04"})",
            {.prompt = 1000,
             .completion = 100,
             .audioIn = 300,
             .audioOut = 20,
             .audioCacheRead = 100,
             .imageTokens = 200,
             .images = 2,
             .imagesOut = 3},
            500 * 1000 + 200 * 10'000 + 100 * 5'000 + 200 * 3'000 + 2 * 1'000'000,
            80 * 2'000 + 20 * 20'000 + 3 * 40'000'000);
        row("request and searches",
            R"({"prompt":"0","completion":"0","request":"0.005","web_search":"0.01"})",
            {.searches = 3}, 35'000'000, 0);
        row("characters", R"({"prompt":"0","completion":"0","character":"0.000015"})",
            {.characters = 7}, 105'000, 0);
        row("parts of a second", R"({"prompt":"0","completion":"0","audio_second":"0.0001"})",
            {.audioMs = 9'205}, 920'500, 0);
        row("a millisecond below half a nano-dollar",
            R"({"prompt":"0","completion":"0","audio_second":"0.000000499999999"})", {.audioMs = 1},
            0, 0);
        row("a millisecond of half a nano-dollar",
            R"({"prompt":"0","completion":"0","audio_second":"0.0000005"})", {.audioMs = 1}, 1, 0);
        row("search units", R"({"prompt":"0","completion":"0","search_unit":"0.002"})",
            {.searchUnits = 3}, 6'000'000, 0);
        row("discount", R"({"prompt":"0.0000025","completion":"0.00001","discount":0.25})",
            {.prompt = 1000, .completion = 100}, 1'875'000, 750'000);
        row("discount of all", R"({"prompt":"0.0000025","completion":"0.00001","discount":1})",
            {.prompt = 1000, .completion = 100}, 0, 0);
        row("1e-8 a token", R"({"prompt":"1e-8","completion":"1e-8"})",
            {.prompt = 1, .completion = 1}, 10, 10);
        row("unpriced", "{}", {.prompt = 1000, .completion = 100}, 0, 0);
    }
    void chargesEachUnitOnce()
    {
        QFETCH(const QByteArray, sheet);
        QFETCH(const TokenUsage, usage);
        QFETCH(const qint64, promptNano);
        QFETCH(const qint64, completionNano);
        const Cost charged = cost(usage, sheetOf(sheet), thursday);
        QCOMPARE(qint64{charged.promptPart.nanoUsd}, promptNano);
        QCOMPARE(qint64{charged.completionPart.nanoUsd}, completionNano);
        QCOMPARE(qint64{charged.total.nanoUsd}, promptNano + completionNano);
    }

    void roundsTheSumOnceHalfUp_data()
    {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<QByteArray>("completion");
        QTest::addColumn<int>("total");
        QTest::addColumn<int>("promptPart");
        const auto row = [](const char *prompt, const char *completion, int total, int promptPart) {
            QTest::addRow("%s and %s", prompt, completion)
                << QByteArray(prompt) << QByteArray(completion) << total << promptPart;
        };
        row("0.0000000005", "0", 1, 1); // Exactly half a nano-dollar.
        row("0.000000000499999", "0", 0, 0);
        row("0", "0.0000000005", 1, 0);
        row("0.0000000004", "0.0000000004", 1, 0); // Each alone rounds to nothing.
        row("0.0000000005", "0.0000000004", 1, 1);
        row("0.0000000005", "0.0000000005", 1, 1); // Not two: the sum is rounded, not the lines.
        row("0.0000000015", "0.0000000005", 2, 2);
    }
    void roundsTheSumOnceHalfUp()
    {
        QFETCH(const QByteArray, prompt);
        QFETCH(const QByteArray, completion);
        QFETCH(const int, total);
        QFETCH(const int, promptPart);
        PriceSheet sheet;
        sheet.prices[at(PriceUnit::Prompt)] = parsePrice(prompt.toStdString());
        sheet.prices[at(PriceUnit::Completion)] = parsePrice(completion.toStdString());
        const Cost charged = cost({.prompt = 1, .completion = 1}, sheet, thursday);
        QCOMPARE(charged.total.nanoUsd, std::int64_t{total});
        QCOMPARE(charged.promptPart.nanoUsd, std::int64_t{promptPart});
        QCOMPARE(charged.completionPart.nanoUsd, std::int64_t{total - promptPart});
    }

    void aDiscountLeavesNoFractionPerToken()
    {
        // A third off one femto-dollar a token: per token nothing could be taken off.
        PriceSheet sheet;
        sheet.prices[at(PriceUnit::Prompt)] = 1;
        sheet.prices[at(PriceUnit::Completion)] = 0;
        sheet.discountPpm = 400'000;
        QCOMPARE(cost({.prompt = 1'000'000'000}, sheet, thursday).total.nanoUsd, std::int64_t{600});
    }

    void aTierAppliesStrictlyAboveItsThresholdAndToTheWholeRequest()
    {
        const PriceSheet sheet
            = sheetOf(R"({"prompt":"0.000001","completion":"0.00001","overrides":[)"
                      R"({"min_prompt_tokens":200000,"prompt":"0.000002","completion":"0.00003"},)"
                      R"({"min_prompt_tokens":400000,"prompt":"0.000004"}]})");
        const auto nano = [&](std::int64_t tokens) {
            return cost({.prompt = tokens, .completion = 1}, sheet, thursday).total.nanoUsd;
        };
        QCOMPARE(nano(200'000), std::int64_t{200'000 * 1'000 + 10'000});
        QCOMPARE(nano(200'001), std::int64_t{200'001LL * 2'000 + 30'000});
        QCOMPARE(nano(400'001),
                 std::int64_t{400'001LL * 4'000 + 30'000}); // Completion of the lower tier.
    }

    void laterEntriesWinPerUnitInTheirOrder()
    {
        const PriceSheet sheet = sheetOf(
            R"({"prompt":"1","completion":"1","overrides":[)"
            R"({"min_prompt_tokens":20,"prompt":"3","completion":"3"},{"min_prompt_tokens":10,"prompt":"2"}]})");
        const PriceTable table = effectivePrices(sheet, 21, thursday);
        QCOMPARE(priceText(*table[at(PriceUnit::Prompt)]), std::string("2"));
        QCOMPARE(priceText(*table[at(PriceUnit::Completion)]), std::string("3"));
    }

    void timeWindowsStartInclusiveEndExclusiveAndWrapMidnight_data()
    {
        QTest::addColumn<QByteArray>("conditions");
        QTest::addColumn<qint64>("us");
        QTest::addColumn<bool>("applies");
        const auto row = [](const char *conditions, std::int64_t us, bool applies) {
            QTest::addRow("%s at %lld", conditions,
                          static_cast<long long>((us - thursday) / minute))
                << QByteArray(conditions) << qint64{us} << applies;
        };
        const auto time
            = [](int hours, int minutes) { return thursday + (hours * 60 + minutes) * minute; };
        const char *office = R"("utc_start":900,"utc_end":1730)";
        row(office, time(8, 59) + minute - 1, false);
        row(office, time(9, 0), true);
        row(office, time(17, 29) + minute - 1, true);
        row(office, time(17, 30), false);
        const char *night = R"("utc_start":1630,"utc_end":30)";
        row(night, time(16, 29), false);
        row(night, time(16, 30), true);
        row(night, time(23, 59), true);
        row(night, time(0, 0), true);
        row(night, time(0, 29), true);
        row(night, time(0, 30), false);
        row(R"("utc_start":900)", time(8, 59), false);
        row(R"("utc_start":900)", time(23, 59), true);
        row(R"("utc_end":900)", time(8, 59), true);
        row(R"("utc_end":900)", time(9, 0), false);
        row(R"("utc_start":0,"utc_end":2400)", time(23, 59), true);
        row(R"("utc_start":600,"utc_end":600)", time(5, 59), true);
        row(R"("utc_days":["thursday"])", time(12, 0), true);
        row(R"("utc_days":["thursday"])", time(0, 0) - 1, false);
        row(R"("utc_days":["thursday"])", time(24, 0), false);
        row(R"("utc_days":["monday","sunday"])", time(0, 0) + 3 * day, true);
        row(R"("utc_days":["monday","sunday"])", time(0, 0) + 4 * day, true);
        row(R"("utc_days":["monday","sunday"])", time(0, 0) + 5 * day, false);
        row(R"("utc_days":["thursday"],"utc_start":900,"utc_end":1000)", time(9, 30), true);
        row(R"("utc_days":["friday"],"utc_start":900,"utc_end":1000)", time(9, 30), false);
        row(R"("min_prompt_tokens":1000,"utc_start":900,"utc_end":1000)", time(9, 30), false);
        // Before 1970, and on its last day, a Wednesday.
        row(R"("utc_start":2359,"utc_end":0,"utc_days":["wednesday"])", -1, true);
        row(R"("utc_start":2359,"utc_end":0,"utc_days":["wednesday"])", -minute - 1, false);
    }
    void timeWindowsStartInclusiveEndExclusiveAndWrapMidnight()
    {
        QFETCH(const QByteArray, conditions);
        QFETCH(const qint64, us);
        QFETCH(const bool, applies);
        const PriceSheet sheet = sheetOf(R"({"prompt":"1","completion":"1","overrides":[{)"
                                         + conditions + R"(,"prompt":"2"}]})");
        QCOMPARE(priceText(promptPriceAt(sheet, 1000, us)), std::string(applies ? "2" : "1"));
    }

    void nonsenseCountsAreClampedToTheirWhole_data()
    {
        QTest::addColumn<TokenUsage>("usage");
        QTest::addColumn<qint64>("nano");
        const auto row = [](const char *name, const TokenUsage &usage, qint64 nano) {
            QTest::newRow(name) << usage << nano;
        };
        // prompt 1,000 nano, cache read 100, reasoning 3,000, completion 2,000 a token.
        row("negative",
            {.prompt = -5, .completion = -5, .cacheRead = -1, .images = -3, .searches = -9}, 0);
        row("more cached than sent", {.prompt = 10, .cacheRead = 99}, 10 * 100);
        row("cached and written twice over", {.prompt = 10, .cacheRead = 6, .cacheWrite = 9},
            6 * 100 + 4 * 1000);
        row("more reasoning than output", {.completion = 10, .reasoning = 99}, 10 * 3000);
        row("more audio than output", {.completion = 10, .reasoning = 4, .audioOut = 99},
            4 * 3000 + 6 * 2000);
        row("more audio than sent", {.prompt = 10, .audioIn = 99, .audioCacheRead = 999},
            10 * 1000);
        row("negative parts of a whole",
            {.prompt = 10, .completion = 10, .cacheRead = -5, .reasoning = -5},
            10 * 1000 + 10 * 2000);
    }
    void nonsenseCountsAreClampedToTheirWhole()
    {
        QFETCH(const TokenUsage, usage);
        QFETCH(const qint64, nano);
        const PriceSheet sheet
            = sheetOf(R"({"prompt":"0.000001","completion":"0.000002",)"
                      R"("input_cache_read":"0.0000001","internal_reasoning":"0.000003"})");
        QCOMPARE(qint64{cost(usage, sheet, thursday).total.nanoUsd}, nano);
    }

    void hugeCostsSaturate()
    {
        PriceSheet sheet;
        sheet.prices.fill(most);
        const TokenUsage all{.prompt = most,
                             .completion = most,
                             .cacheRead = most,
                             .cacheWrite = most,
                             .cacheWrite1h = most,
                             .reasoning = most,
                             .audioIn = most,
                             .audioOut = most,
                             .audioCacheRead = most,
                             .imageTokens = most,
                             .images = most,
                             .imagesOut = most,
                             .searches = most,
                             .characters = most,
                             .audioMs = most,
                             .searchUnits = most};
        const Cost charged = cost(all, sheet, most);
        QCOMPARE(charged.total.nanoUsd, most);
        QCOMPARE(charged.promptPart.nanoUsd + charged.completionPart.nanoUsd, most);
        QCOMPARE(cost({.completion = most}, sheet, thursday).total.nanoUsd, most);
        QCOMPARE(holdFor(most, most).nanoUsd, most);
    }

    void partsMakeTheTotalAndAgreeWithSlowArithmetic()
    {
        std::mt19937_64 random(20260702);
        const auto below = [&random](std::uint64_t bound) {
            return static_cast<std::int64_t>(random() % bound);
        };
        for (int round = 0; round < 2'000; ++round) {
            PriceSheet sheet;
            for (std::size_t i = 0; i < priceUnitCount; ++i) {
                const bool isBase = i == at(PriceUnit::Prompt) || i == at(PriceUnit::Completion);
                if (isBase || below(3) != 0)
                    sheet.prices[i] = below(5) == 0 ? 0 : below(30'000'000'000ULL);
            }
            sheet.discountPpm = below(2) == 0 ? 0 : below(1'000'001);
            TokenUsage u;
            std::int64_t rest = u.prompt = below(below(2) == 0 ? 50 : 2'000'000);
            for (std::int64_t *part :
                 {&u.cacheRead, &u.cacheWrite, &u.cacheWrite1h, &u.audioIn, &u.imageTokens}) {
                *part = below(static_cast<std::uint64_t>(rest) + 1);
                rest -= *part;
            }
            u.audioCacheRead = below(static_cast<std::uint64_t>(u.audioIn) + 1);
            u.completion = below(200'000);
            u.reasoning = below(static_cast<std::uint64_t>(u.completion) + 1);
            u.audioOut = below(static_cast<std::uint64_t>(u.completion - u.reasoning) + 1);
            u.images = below(4);
            u.imagesOut = below(4);
            u.searches = below(4);
            u.characters = below(5'000);
            u.audioMs = below(4'000) * 1'000;
            u.searchUnits = below(4);

            const Cost charged = cost(u, sheet, thursday);
            QCOMPARE(charged.promptPart + charged.completionPart, charged.total);
            QVERIFY(charged.completionPart.nanoUsd >= 0);
            QCOMPARE(std::to_string(charged.total.nanoUsd),
                     slowNano(u, sheet.prices, sheet.discountPpm, true));
            QCOMPARE(std::to_string(charged.promptPart.nanoUsd),
                     slowNano(u, sheet.prices, sheet.discountPpm, false));
        }
    }

    void linesExplainTheTotal()
    {
        const PriceSheet sheet = sheetOf(
            R"({"prompt":"0.000001","completion":"0.000002","request":"0.005","input_cache_read":"0.0000001",)"
            R"("overrides":[{"min_prompt_tokens":10,"prompt":"0.000004"}],"discount":0.5})");
        const auto lines = costLines(
            {.prompt = 100, .completion = 7, .cacheRead = 40, .reasoning = 3}, sheet, thursday);
        const std::vector<std::tuple<PriceUnit, std::int64_t, FemtoUsd>> expected = {
            {PriceUnit::Prompt, 60, 2'000'000'000},     {PriceUnit::Completion, 4, 1'000'000'000},
            {PriceUnit::Request, 1, 2'500'000'000'000}, {PriceUnit::CacheRead, 40, 50'000'000},
            {PriceUnit::Reasoning, 3, 1'000'000'000},
        };
        QCOMPARE(lines.size(), expected.size());
        for (std::size_t i = 0; i < lines.size(); ++i)
            QVERIFY(std::tuple(lines[i].unit, lines[i].count, lines[i].price) == expected[i]);
        QVERIFY(costLines({}, sheetOf(R"({"prompt":"1","completion":"1"})"), thursday).empty());
    }

    void partsAddUpToTheTotalThatIsRead()
    {
        std::mt19937_64 random(11);
        const auto below = [&random](std::int64_t limit) {
            return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
        };
        for (int round = 0; round < 2'000; ++round) {
            PriceSheet sheet;
            for (auto &price : sheet.prices)
                price = below(3'000'000'000);
            sheet.discountPpm = below(3) == 0 ? below(1'000'000) : 0;
            TokenUsage u;
            u.prompt = below(30'000);
            u.completion = below(3'000);
            u.cacheRead = below(20'000);
            u.reasoning = below(1'000);
            u.searches = below(3);
            const Cost charged = cost(u, sheet, thursday);
            for (const std::int64_t step : {std::int64_t{1}, std::int64_t{1'000}}) {
                Money sum;
                for (const CostPart &part : costParts(u, sheet, thursday, step)) {
                    // In femto-dollars: a line is off by less than what its rounding moved.
                    const Int128 off
                        = Int128{part.amount.nanoUsd} * 1'000'000 - Int128{part.count} * part.price;
                    QVERIFY((off < 0 ? -off : off) <= Int128{step + 1} * 1'000'000);
                    sum += part.amount;
                }
                QCOMPARE(sum.nanoUsd, (charged.total.nanoUsd + step / 2) / step * step);
            }
        }
        QVERIFY(costParts({}, sheetOf(R"({"prompt":"1","completion":"1"})"), thursday).empty());
    }

    void dearestPricesCoverEveryOverride()
    {
        const PriceSheet sheet = sheetOf(
            R"({"prompt":"0.000001","completion":"0.00001","input_cache_write":"0.00000125","overrides":[)"
            R"({"min_prompt_tokens":200000,"prompt":"0.000002","input_cache_write_1h":"0.000004"},)"
            R"({"utc_start":0,"utc_end":600,"prompt":"0.0000005","internal_reasoning":"0.00003"}]})");
        QCOMPARE(priceText(dearestPromptPrice(sheet, false)), std::string("0.000002"));
        QCOMPARE(priceText(dearestPromptPrice(sheet, true)), std::string("0.000004"));
        QCOMPARE(priceText(dearestOutputPrice(sheet)), std::string("0.00003"));
        QCOMPARE(dearestPromptPrice({}, true), FemtoUsd{0});
        QCOMPARE(dearestOutputPrice(sheetOf(R"({"completion":"1"})")), FemtoUsd{0}); // Unpriced.
        QCOMPARE(priceText(dearestPromptPrice(
                     sheetOf(R"({"prompt":"2","completion":"0","discount":0.5})"), false)),
                 std::string("1"));
    }

    void holdsRoundUp()
    {
        QCOMPARE(holdFor(1, 1).nanoUsd, std::int64_t{1});
        QCOMPARE(holdFor(1'000'000, 1).nanoUsd, std::int64_t{1});
        QCOMPARE(holdFor(1'000'001, 1).nanoUsd, std::int64_t{2});
        QCOMPARE(holdFor(1000, 2'500'000'000).nanoUsd, std::int64_t{2'500'000});
        QCOMPARE(holdFor(0, 5).nanoUsd, std::int64_t{0});
        QCOMPARE(holdFor(-1, 5).nanoUsd, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestCost)
#include "tst_Cost.moc"
