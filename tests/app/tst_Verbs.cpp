// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verbs/Csv.h"
#include "app/verbs/Text.h"

#include <QTest>

using namespace turnpike;

class VerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void csvQuotesAsTheRfcSays_data()
    {
        QTest::addColumn<QStringList>("cells");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("plain") << QStringList{QStringLiteral("a"), QStringLiteral("1")}
                               << QByteArray("a,1\r\n");
        QTest::newRow("empty first")
            << QStringList{QString(), QStringLiteral("b")} << QByteArray(",b\r\n");
        QTest::newRow("comma") << QStringList{QStringLiteral("a,b"), QStringLiteral("c")}
                               << QByteArray("\"a,b\",c\r\n");
        QTest::newRow("quote") << QStringList{QStringLiteral("say \"x\"")}
                               << QByteArray("\"say \"\"x\"\"\"\r\n");
        QTest::newRow("break") << QStringList{QStringLiteral("a\nb")} << QByteArray("\"a\nb\"\r\n");
        QTest::newRow("UTF-8") << QStringList{QStringLiteral("é")} << QByteArray("é\r\n");
    }

    void csvQuotesAsTheRfcSays()
    {
        QFETCH(const QStringList, cells);
        QFETCH(const QByteArray, line);
        QCOMPARE(csvLine(cells), line);
    }

    void noCellIsAFormula_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isEscaped");
        for (const char *text : {"=1+1", "+1", "-1", "@x", "\tx", "\rx"})
            QTest::newRow(text) << QString::fromLatin1(text) << true;
        for (const char *text : {"a=1", "openai/gpt-4o", "", "x-y"})
            QTest::newRow(text) << QString::fromLatin1(text) << false;
    }

    void noCellIsAFormula()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, isEscaped);
        QCOMPARE(csvText(text), isEscaped ? QLatin1Char('\'') + text : text);
    }

    void tablesAlign()
    {
        QCOMPARE(tableText({{QStringLiteral("A"), QStringLiteral("LONG")},
                            {QStringLiteral("wide"), QStringLiteral("x")}}),
                 QByteArray("A     LONG\nwide  x\n"));
    }

    void daysAndTimesAreUtc()
    {
        QCOMPARE(*parseDay(QStringLiteral("1970-01-02"), "from"), 1);
        QCOMPARE(dayText(*parseDay(QStringLiteral("2026-07-02"), "from")),
                 QStringLiteral("2026-07-02"));
        QVERIFY(!parseDay(QStringLiteral("2026-02-30"), "from"));
        QCOMPARE(*parseTime(QStringLiteral("1970-01-01T00:00:01Z"), "expires"), 1'000'000);
        QCOMPARE(*parseTime(QStringLiteral("1970-01-01T02:00:01+02:00"), "expires"), 1'000'000);
        QVERIFY(!parseTime(QStringLiteral("1970-01-01T00:00:01"), "expires"));
        QVERIFY(!parseTime(QStringLiteral("tomorrow"), "expires"));
        QCOMPARE(timeText(1'000'000), QStringLiteral("1970-01-01T00:00:01Z"));
        QCOMPARE(timeText(0), QString());
    }

    void amountsAreExactDecimals()
    {
        QCOMPARE(parseUsd(QStringLiteral("0.000000001"), "--limit")->nanoUsd, std::int64_t(1));
        const auto bad = parseUsd(QStringLiteral("1e3"), "--limit");
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::InvalidArgument);
        QVERIFY(bad.error().message.contains(QLatin1String("--limit")));
    }
};

QTEST_GUILESS_MAIN(VerbsTest)
#include "tst_Verbs.moc"
