// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/CsvTables.h"
#include "reports/CsvWriter.h"

#include <QTest>

#include <clocale>

using namespace turnpike;

class CsvWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsAreQuotedAsTheRfcSays_data()
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
        QTest::newRow("beyond ASCII")
            << QStringList{QStringLiteral("Grüße")} << QByteArray("Gr\xc3\xbc\xc3\x9f\x65\r\n");
    }

    void cellsAreQuotedAsTheRfcSays()
    {
        QFETCH(const QStringList, cells);
        QFETCH(const QByteArray, line);
        CsvWriter csv;
        for (const QString &cell : cells)
            csv.text(cell);
        QCOMPARE(csv.endRow().bytes(), line);
    }

    void noTextIsAFormula_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("=") << QStringLiteral("=1+1") << QByteArray("'=1+1\r\n");
        QTest::newRow("+") << QStringLiteral("+1") << QByteArray("'+1\r\n");
        QTest::newRow("-") << QStringLiteral("-1") << QByteArray("'-1\r\n");
        QTest::newRow("@") << QStringLiteral("@x") << QByteArray("'@x\r\n");
        QTest::newRow("tab") << QStringLiteral("\tx") << QByteArray("'\tx\r\n");
        QTest::newRow("return") << QStringLiteral("\rx") << QByteArray("\"'\rx\"\r\n");
        QTest::newRow("inside") << QStringLiteral("a=1") << QByteArray("a=1\r\n");
        QTest::newRow("slug") << QStringLiteral("x-y/z") << QByteArray("x-y/z\r\n");
    }

    void noTextIsAFormula()
    {
        QFETCH(const QString, text);
        QFETCH(const QByteArray, line);
        QCOMPARE(CsvWriter().text(text).endRow().bytes(), line);
    }

    void numbersAreExactInEveryLocale()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        CsvWriter csv;
        csv.money(Money{-1'284'068'312'450}).number(-1'204'311).time(1'782'950'400'000'000);
        csv.time(0).day(20'000).empty().endRow();
        QLocale::setDefault(QLocale::c());
        QCOMPARE(csv.bytes(),
                 QByteArray("-1284.068312450,-1204311,2026-07-02T00:00:00Z,,2024-10-04,\r\n"));
    }

    void groupsCarryTheirPeriodAndZone()
    {
        ActivityTotals row;
        row.id = 7;
        row.name = QStringLiteral("=ci");
        row.publicId = QStringLiteral("9f3c");
        row.requests = 3;
        row.cost = Money{1'000'000'001};
        const QByteArray csv
            = usageByGroupCsv(Period::ofDays(20'000, 20'001), ActivityDimension::Key, {row});
        QVERIFY(csv.startsWith("period_start,period_end,timezone,group_type,group_id,group_name,"));
        QVERIFY2(csv.endsWith("\r\n2024-10-04,2024-10-05,UTC,key,9f3c,'=ci,3,0,0,0,0,0,1.000000001,"
                              "0,0,0.000000000\r\n"),
                 csv.constData());
    }

    void whatHasNoPriceHasNoCost()
    {
        GenerationRow row;
        row.id = QStringLiteral("gen-1");
        row.flags = GenerationFlag::Unpriced;
        const QList<QByteArray> head = requestsCsvHead().trimmed().split(',');
        const QList<QByteArray> cells = requestsCsvRows({row}).chopped(2).split(',');
        QCOMPARE(cells.size(), head.size());
        QCOMPARE(cells.at(head.indexOf("cost_usd")), QByteArray());
        row.flags = 0;
        QCOMPARE(requestsCsvRows({row}).chopped(2).split(',').at(head.indexOf("cost_usd")),
                 QByteArray("0.000000000"));
    }
};

QTEST_GUILESS_MAIN(CsvWriterTest)
#include "tst_CsvWriter.moc"
