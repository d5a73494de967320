// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Price.h"

#include <QTest>

#include <limits>

using namespace turnpike;

Q_DECLARE_METATYPE(std::optional<qint64>)

class TestPrice : public QObject
{
    Q_OBJECT

    static std::size_t at(PriceUnit unit) { return static_cast<std::size_t>(unit); }

    static PriceSheet fullSheet()
    {
        PriceSheet sheet;
        for (std::size_t i = 0; i < priceUnitCount; ++i)
            sheet.prices[i] = static_cast<FemtoUsd>(150'000'000 + i);
        sheet.discountPpm = 250'000;
        PriceOverride tier;
        tier.minPromptTokens = 200'000;
        tier.prices[at(PriceUnit::Prompt)] = 5'000'000'000;
        PriceOverride night;
        night.utcStart = 1630;
        night.utcEnd = 30;
        night.utcDays = 0b0110'0001;
        night.prices[at(PriceUnit::CacheRead)] = 0;
        night.prices[at(PriceUnit::AudioCacheRead)] = 1;
        sheet.overrides = {tier, night};
        return sheet;
    }

private Q_SLOTS:
    void everyUnitHasAKeyOfItsOwn()
    {
        for (std::size_t i = 0; i < priceUnitCount; ++i) {
            const auto unit = static_cast<PriceUnit>(i);
            QVERIFY(!priceKey(unit).empty());
            QVERIFY(priceUnitOfKey(priceKey(unit)) == unit);
        }
        QCOMPARE(priceKey(PriceUnit::Reasoning), std::string_view("internal_reasoning"));
        QCOMPARE(priceKey(PriceUnit::AudioCacheRead), std::string_view("input_audio_cache"));
        QVERIFY(!priceUnitOfKey("discount"));
        QVERIFY(!priceUnitOfKey(""));
    }

    void pricesAreReadExactlyOrNotAtAll_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<std::optional<qint64>>("femto");
        const auto row = [](const char *text, std::optional<qint64> femto) {
            QTest::addRow("'%s'", text) << QByteArray(text) << femto;
        };
        row("0", 0);
        row("0.0", 0);
        row("0.00000015", 150'000'000);
        row("1e-8", 10'000'000);
        row("1.5E-7", 150'000'000);
        row("15e-8", 150'000'000);
        row("0.00001e+2", 1'000'000'000'000);
        row("1e0", 1'000'000'000'000'000);
        row("0.000000000000001", 1);
        row("1e-15", 1);
        row("10e-16", 1);
        row("1e-16", std::nullopt);
        row("0.0000000000000001", std::nullopt);
        row("0e-400", 0);
        row("0e999999999999999999999", 0);
        row("1e999999999999999999999", std::nullopt);
        row("1e-999999999999999999999", std::nullopt);
        row("9223.372036854775807", std::numeric_limits<qint64>::max());
        row("9223.372036854775808", std::nullopt);
        row("-1", std::nullopt);
        row("-0", std::nullopt);
        row("1e", std::nullopt);
        row("1e+", std::nullopt);
        row("e5", std::nullopt);
        row("1e5.0", std::nullopt);
        row("", std::nullopt);
        row("free", std::nullopt);
    }
    void pricesAreReadExactlyOrNotAtAll()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const std::optional<qint64>, femto);
        const auto price = parsePrice({text.data(), static_cast<std::size_t>(text.size())});
        QCOMPARE(price.has_value(), femto.has_value());
        if (femto)
            QCOMPARE(qint64{*price}, *femto);
    }

    void pricesAreWrittenWithoutExponent()
    {
        QCOMPARE(priceText(150'000'000), std::string("0.00000015"));
        QCOMPARE(priceText(1), std::string("0.000000000000001"));
        QCOMPARE(priceText(0), std::string("0"));
        QCOMPARE(priceText(35'000'000'000'000), std::string("0.035"));
        QCOMPARE(priceText(std::numeric_limits<FemtoUsd>::max()),
                 std::string("9223.372036854775807"));
    }

    void aSheetIsWrittenCanonically()
    {
        PriceSheet sheet;
        sheet.prices[at(PriceUnit::Completion)] = 10'000'000'000;
        sheet.prices[at(PriceUnit::Prompt)] = 2'500'000'000;
        PriceOverride tier;
        tier.minPromptTokens = 200'000;
        tier.prices[at(PriceUnit::Prompt)] = 5'000'000'000;
        PriceOverride weekend;
        weekend.utcStart = 0;
        weekend.utcEnd = 30;
        weekend.utcDays = 0b0110'0000;
        weekend.prices[at(PriceUnit::Completion)] = 0;
        sheet.overrides = {tier, weekend};
        sheet.discountPpm = 250'000;
        QCOMPARE(
            QByteArray::fromStdString(toJson(sheet)),
            QByteArray(
                R"({"prompt":"0.0000025","completion":"0.00001",)"
                R"("overrides":[{"min_prompt_tokens":200000,"prompt":"0.000005"},)"
                R"({"utc_start":0,"utc_end":30,"utc_days":["saturday","sunday"],"completion":"0"}],)"
                R"("discount":0.25})"));
        QCOMPARE(toJson(PriceSheet{}), std::string("{}"));
    }

    void whatIsWrittenIsReadBack()
    {
        for (const PriceSheet &sheet : {fullSheet(), PriceSheet{}}) {
            std::string problem;
            const auto read = parsePriceSheet(toJson(sheet), &problem);
            QVERIFY2(read, problem.c_str());
            QCOMPARE(toJson(*read), toJson(sheet));
            QVERIFY(read->prices == sheet.prices);
            QCOMPARE(read->discountPpm, sheet.discountPpm);
            QCOMPARE(read->overrides.size(), sheet.overrides.size());
        }
        const auto read = parsePriceSheet(toJson(fullSheet()));
        QVERIFY(read->overrides[0].minPromptTokens == 200'000);
        QVERIFY(read->overrides[1].utcStart == 1630 && read->overrides[1].utcEnd == 30);
        QCOMPARE(read->overrides[1].utcDays, std::uint8_t{0b0110'0001});
    }

    void wholeNumbersAndNullsAreUnderstood()
    {
        const auto sheet = parsePriceSheet(R"({"prompt":0,"completion":"0","image":null})");
        QVERIFY(sheet);
        QVERIFY(sheet->isPriced());
        QVERIFY(!sheet->prices[at(PriceUnit::Image)]);
    }

    void malformedSheetsAreRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *json, const char *problem) {
            QTest::addRow("%s", json) << QByteArray(json) << QByteArray(problem);
        };
        row(R"([])", "the price sheet is not an object");
        row(R"({"prompt":"x"})", "prompt");
        row(R"({"prompt":"-1"})", "prompt");
        row(R"({"prompt":0.0000025})", "prompt"); // Already a double: not exact.
        row(R"({"prompt":-1})", "prompt");
        row(R"({"promt":"1"})", "promt");
        row(R"({"discount":"0.5"})", "discount");
        row(R"({"discount":1.5})", "discount");
        row(R"({"discount":-0.1})", "discount");
        row(R"({"discount":0.00000001})", "discount");
        row(R"({"overrides":{}})", "overrides");
        row(R"({"overrides":[7]})", "overrides[0] is not an object");
        row(R"({"overrides":[{"prompt":"1"},{"prompt":"?"}]})", "overrides[1].prompt");
        row(R"({"overrides":[{"utc_start":2460}]})", "overrides[0].utc_start");
        row(R"({"overrides":[{"utc_end":2401}]})", "overrides[0].utc_end");
        row(R"({"overrides":[{"utc_days":["someday"]}]})", "overrides[0].utc_days");
        row(R"({"overrides":[{"utc_days":[]}]})", "overrides[0].utc_days");
        row(R"({"overrides":[{"min_prompt_tokens":-1}]})", "overrides[0].min_prompt_tokens");
        row(R"({"overrides":[{"min_prompt_tokens":1.5}]})", "overrides[0].min_prompt_tokens");
    }
    void malformedSheetsAreRefusedByName()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, problem);
        std::string told;
        QVERIFY(!parsePriceSheet(json.toStdString(), &told));
        QCOMPARE(QByteArray::fromStdString(told), problem);
    }

    void brokenJsonIsNotASheet()
    {
        std::string told;
        QVERIFY(!parsePriceSheet("{\"prompt\":", &told));
        QVERIFY(told.starts_with("not JSON"));
        QVERIFY(!parsePriceSheet(""));
    }

    void freeMeansPricedAtZeroEverywhere()
    {
        PriceSheet sheet;
        QVERIFY(!sheet.isFree());
        sheet.prices[at(PriceUnit::Prompt)] = 0;
        QVERIFY(!sheet.isPriced() && !sheet.isFree());
        sheet.prices[at(PriceUnit::Completion)] = 0;
        QVERIFY(sheet.isPriced() && sheet.isFree());
        PriceOverride tier;
        tier.prices[at(PriceUnit::Prompt)] = 1;
        sheet.overrides = {tier};
        QVERIFY(!sheet.isFree());
        sheet.overrides.clear();
        sheet.prices[at(PriceUnit::Request)] = 1;
        QVERIFY(!sheet.isFree());
    }
};

QTEST_GUILESS_MAIN(TestPrice)
#include "tst_Price.moc"
