// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <limits>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 day = 86'400 * second;
constexpr qint64 noon = 1'795'435'331 * second; ///< 23 Nov 2026 12:02:11 UTC.

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
        setZone("Europe/Berlin");
    }
    void cleanupTestCase() { QLocale::setDefault(QLocale::c()); }

    void aggregatesReadInCents()
    {
        QCOMPARE(format::money({0}), u"$0.00"_s);
        QCOMPARE(format::money({1'284'068'312'450}), u"$1,284.07"_s);
        QCOMPARE(format::money({1}), u"<$0.01"_s);
        QCOMPARE(format::money({4'999'999}), u"<$0.01"_s);
        QCOMPARE(format::money({5'000'000}), u"$0.01"_s);
        QCOMPARE(format::money({-1'500'000'000}), u"\u2212$1.50"_s);
        QCOMPARE(format::money({-1}), u"<\u2212$0.01"_s);
        QCOMPARE(format::money({std::numeric_limits<qint64>::min()}), u"\u2212$9,223,372,036.85"_s);
        QCOMPARE(format::money({std::numeric_limits<qint64>::max()}), u"$9,223,372,036.85"_s);
    }

    void statCardsShortenFromTenThousand()
    {
        QCOMPARE(format::moneyShort({9'999'994'999'999}), u"$9,999.99"_s);
        QCOMPARE(format::moneyShort({9'999'995'000'000}), u"$10.0K"_s);
        QCOMPARE(format::moneyShort({12'380'000'000'000}), u"$12.4K"_s);
        QCOMPARE(format::moneyShort({1'249'000'000'000'000}), u"$1.2M"_s);
        QCOMPARE(format::moneyShort({-12'380'000'000'000}), u"\u2212$12.4K"_s);
        QCOMPARE(format::moneyShort({1}), u"<$0.01"_s);
        QCOMPARE(format::countShort(9'999), u"9,999"_s);
        QCOMPARE(format::countShort(10'000), u"10.0K"_s);
        QCOMPARE(format::countShort(182'400), u"182.4K"_s);
        QCOMPARE(format::count(4'260), u"4,260"_s);
        QCOMPARE(format::count(-4'260), u"\u22124,260"_s);
    }

    void requestsReadWithSixDecimals()
    {
        QCOMPARE(format::requestMoney({0}), u"$0"_s);
        QCOMPARE(format::requestMoney({18'240'000}), u"$0.018240"_s);
        QCOMPARE(format::requestMoney({18'240'500}), u"$0.018241"_s);
        QCOMPARE(format::requestMoney({499}), u"<$0.000001"_s);
        QCOMPARE(format::requestMoney({500}), u"$0.000001"_s);
        QCOMPARE(format::requestMoney({1'284'068'312'450}), u"$1,284.068312"_s);
        QCOMPARE(format::requestMoney({-1}), u"<\u2212$0.000001"_s);
    }

    void exactMoneyKeepsEveryDigit()
    {
        QCOMPARE(format::exactMoney({1'284'068'312'450}), u"$1,284.068312450"_s);
        QCOMPARE(format::exactMoney({-1}), u"\u2212$0.000000001"_s);
        QCOMPARE(format::exactMoney({0}), u"$0.000000000"_s);
    }

    void moneyIsSpokenInWords()
    {
        QCOMPARE(format::spokenMoney({1'284'068'312'450}), u"1,284.07 dollars"_s);
        QCOMPARE(format::spokenMoney({0}), u"0.00 dollars"_s);
        QCOMPARE(format::spokenMoney({4'000'000}), u"less than a cent"_s);
    }

    void tokensShortenFromAThousand_data()
    {
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 tokens, const QString &text) {
            QTest::addRow("%lld", tokens) << tokens << text;
        };
        row(0, u"0"_s);
        row(842, u"842"_s);
        row(999, u"999"_s);
        row(1'000, u"1.0K"_s);
        row(1'249, u"1.2K"_s);
        row(1'250, u"1.3K"_s);
        row(45'600, u"45.6K"_s);
        row(999'949, u"999.9K"_s);
        row(999'950, u"1.0M"_s);
        row(1'204'311, u"1.2M"_s);
        row(3'400'000'000, u"3.4B"_s);
        row(std::numeric_limits<qint64>::max(), u"9,223,372.0T"_s);
    }
    void tokensShortenFromAThousand()
    {
        QFETCH(const qint64, tokens);
        QFETCH(const QString, text);
        QCOMPARE(format::tokens(tokens), text);
    }

    void latencyKeepsThreeDigits_data()
    {
        QTest::addColumn<qint64>("us");
        QTest::addColumn<QString>("text");
        const auto row
            = [](qint64 us, const QString &text) { QTest::addRow("%lld", us) << us << text; };
        row(-1, u"–"_s);
        row(0, u"0 ms"_s);
        row(1, u"<1 ms"_s);
        row(999, u"<1 ms"_s);
        row(1'000, u"1 ms"_s);
        row(840'000, u"840 ms"_s);
        row(999'499, u"999 ms"_s);
        row(999'500, u"1.00 s"_s);
        row(1'840'000, u"1.84 s"_s);
        row(9'994'999, u"9.99 s"_s);
        row(9'995'000, u"10.0 s"_s);
        row(14'240'000, u"14.2 s"_s);
        row(59'949'999, u"59.9 s"_s);
        row(59'950'000, u"1 m 0 s"_s);
        row(72'000'000, u"1 m 12 s"_s);
        row(3'599'500'000, u"1 h 0 m"_s);
        row(3'780'000'000, u"1 h 3 m"_s);
    }
    void latencyKeepsThreeDigits()
    {
        QFETCH(const qint64, us);
        QFETCH(const QString, text);
        QCOMPARE(format::latency(us), text);
    }

    void sharesAndChangesReadInPercent()
    {
        QCOMPARE(format::percent(0.1238), u"12.4 %"_s);
        QCOMPARE(format::percent(0.1238, 0), u"12 %"_s);
        QCOMPARE(format::percent(0), u"0.0 %"_s);
        QCOMPARE(format::percent(-0.0001), u"0.0 %"_s);
        QCOMPARE(format::percent(std::nan("")), u"–"_s);
        QCOMPARE(format::change(format::growth(1'124, 1'000)), u"+12.4 %"_s);
        QCOMPARE(format::change(format::growth(0, 7)), u"\u2212100 %"_s);
        QCOMPARE(format::change(format::growth(7, 0)), u"–"_s);
        QCOMPARE(format::change(1.04), u"+104 %"_s);
        QCOMPARE(format::change(0.124), u"+12.4 %"_s);
        QCOMPARE(format::change(-0.05), u"\u22125.0 %"_s);
        QCOMPARE(format::change(0), u"0.0 %"_s);
        QCOMPARE(format::change(0.9996), u"+100 %"_s);
        QCOMPARE(format::change(std::numeric_limits<double>::infinity()), u"–"_s);
    }

    void whatWasReadsAsHowLongAgo_data()
    {
        QTest::addColumn<qint64>("before");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 before, const QString &text) {
            QTest::addRow("%lld", before / second) << before << text;
        };
        row(-5 * second, u"just now"_s);
        row(second - 1, u"just now"_s);
        row(12 * second, u"12 s ago"_s);
        row(60 * second - 1, u"59 s ago"_s);
        row(4 * 60 * second, u"4 min ago"_s);
        row(3 * 3600 * second, u"3 h ago"_s);
        row(2 * day, u"2 d ago"_s);
        row(7 * day, u"7 d ago"_s);
        row(9 * day, u"14 Nov"_s);
        row(374 * day, u"14 Nov 2025"_s);
    }
    void whatWasReadsAsHowLongAgo()
    {
        QFETCH(const qint64, before);
        QFETCH(const QString, text);
        QCOMPARE(format::ago(noon - before, noon), text);
    }

    void whatNeverWasSaysSo() { QCOMPARE(format::ago(0, noon), u"never"_s); }

    void timesAreLocalAndTooltipsSayTheZone()
    {
        QCOMPARE(format::timeOfDay(noon), u"13:02:11"_s);
        QCOMPARE(format::dateTime(noon), u"Mon 23 Nov 2026 13:02:11 (UTC+01:00) · 12:02:11 UTC"_s);
        QCOMPARE(format::date(noon - 82 * day), u"2 Sept 2026"_s);
        setZone("UTC");
        QCOMPARE(format::dateTime(noon), u"Mon 23 Nov 2026 12:02:11 (UTC)"_s);
        setZone("America/St_Johns");
        QCOMPARE(format::dateTime(noon),
                 u"Mon 23 Nov 2026 08:32:11 (UTC\u221203:30) · 12:02:11 UTC"_s);
    }

    void theLocaleGroupsAndPoints()
    {
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(format::money({1'284'068'312'450}), u"$1.284,07"_s);
        QCOMPARE(format::tokens(45'600), u"45,6K"_s);
        QCOMPARE(format::latency(1'840'000), u"1,84 s"_s);
        QCOMPARE(format::percent(0.124), u"12,4 %"_s);
    }

private:
    static void setZone(const char *zone)
    {
        qputenv("TZ", zone);
        ::tzset();
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_Format.moc"
