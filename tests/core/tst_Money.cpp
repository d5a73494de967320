// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Money.h"

#include <QLocale>
#include <QTest>

#include <limits>

using namespace turnpike;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(std::optional<qint64>)

class TestMoney : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }

    void parsesExactlyOrNotAtAll_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<std::optional<qint64>>("nano");
        const auto row = [](const char *text, std::optional<qint64> nano) {
            QTest::addRow("'%s'", text) << QByteArray(text) << nano;
        };
        row("0", 0);
        row("-0", 0);
        row("12", 12'000'000'000);
        row("0.000000001", 1);
        row("-3.5", -3'500'000'000);
        row("1.0000000000000", 1'000'000'000);
        row("9223372036.854775807", std::numeric_limits<qint64>::max());
        row("9223372036.854775808", std::nullopt);
        row("10000000000", std::nullopt);
        row("99999999999999999999999999999999999999999999999999", std::nullopt);
        row("0.0000000001", std::nullopt);
        row("1.0000000001", std::nullopt);
        row("", std::nullopt);
        row("-", std::nullopt);
        row(".5", std::nullopt);
        row("5.", std::nullopt);
        row("+5", std::nullopt);
        row("1e3", std::nullopt);
        row("1,000", std::nullopt);
        row(" 1", std::nullopt);
        row("1 ", std::nullopt);
        row("0x10", std::nullopt);
        row("--1", std::nullopt);
        row("nan", std::nullopt);
    }
    void parsesExactlyOrNotAtAll()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const std::optional<qint64>, nano);
        const auto money = parseMoney({text.data(), static_cast<std::size_t>(text.size())});
        QCOMPARE(money.has_value(), nano.has_value());
        if (nano)
            QCOMPARE(qint64{money->nanoUsd}, *nano);
    }

    void textsAreExact_data()
    {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("exact");
        QTest::newRow("zero") << qint64{0} << QByteArray("0") << QByteArray("0.000000000");
        QTest::newRow("one nano") << qint64{1} << QByteArray("0.000000001")
                                  << QByteArray("0.000000001");
        QTest::newRow("cheap") << qint64{182'000} << QByteArray("0.000182")
                               << QByteArray("0.000182000");
        QTest::newRow("whole") << qint64{5'000'000'000} << QByteArray("5")
                               << QByteArray("5.000000000");
        QTest::newRow("tens") << qint64{10'000'000'000} << QByteArray("10")
                              << QByteArray("10.000000000");
        QTest::newRow("negative") << qint64{-500'000'000} << QByteArray("-0.5")
                                  << QByteArray("-0.500000000");
        QTest::newRow("smallest") << std::numeric_limits<qint64>::min()
                                  << QByteArray("-9223372036.854775808")
                                  << QByteArray("-9223372036.854775808");
    }
    void textsAreExact()
    {
        QFETCH(const qint64, nano);
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, exact);
        QCOMPARE(QByteArray::fromStdString(jsonText({nano})), json);
        QCOMPARE(QByteArray::fromStdString(exactText({nano})), exact);
    }

    void whatIsWrittenIsReadBack()
    {
        for (qint64 nano = 1; nano < std::numeric_limits<qint64>::max() / 7; nano = nano * 7 + 3) {
            for (const Money money : {Money{nano}, Money{-nano}}) {
                QCOMPARE(parseMoney(jsonText(money)), std::optional(money));
                QCOMPARE(parseMoney(exactText(money)), std::optional(money));
            }
        }
    }

    void peopleReadCentsAndSmallAmountsKeepSixDecimals_data()
    {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 nano, const QString &text) {
            QTest::addRow("%s", qPrintable(text)) << nano << text;
        };
        row(0, u"$0.00"_s);
        row(182'400, u"$0.000182"_s);
        row(182'500, u"$0.000183"_s); // Half up.
        row(500, u"$0.000001"_s);
        row(500'000'000, u"$0.500000"_s);
        row(999'999'499, u"$0.999999"_s);
        row(999'999'500, u"$1.00"_s);
        row(1'004'999'999, u"$1.00"_s);
        row(1'005'000'000, u"$1.01"_s);
        row(-18'240'000, u"-$0.018240"_s);
        row(1'284'068'312'450, u"$1,284.07"_s);
        row(std::numeric_limits<qint64>::min(), u"-$9,223,372,036.85"_s);
    }
    void peopleReadCentsAndSmallAmountsKeepSixDecimals()
    {
        QFETCH(const qint64, nano);
        QFETCH(const QString, text);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(displayText({nano}), text);
    }

    void theLocaleGroupsAndPoints()
    {
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        QCOMPARE(displayText({1'284'068'312'450}), u"$1.284,07"_s);
        QCOMPARE(displayText({18'240'000}), u"$0,018240"_s);
    }

    void cleanup() { QLocale::setDefault(QLocale::c()); }
};

QTEST_GUILESS_MAIN(TestMoney)
#include "tst_Money.moc"
