// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verbs/Text.h"

#include <QTest>

using namespace turnpike;

class VerbsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
