// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Timestamp.h"

#include <QTest>

using namespace turnpike;

class TimestampTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textAndInstantAgree_data()
    {
        QTest::addColumn<qint64>("us");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("epoch") << qint64(0) << QByteArray("1970-01-01T00:00:00Z");
        QTest::newRow("micros") << qint64(1'782'950'400'123'456)
                                << QByteArray("2026-07-02T00:00:00.123456Z");
        QTest::newRow("leap day") << qint64(1'709'251'199'000'000)
                                  << QByteArray("2024-02-29T23:59:59Z");
        QTest::newRow("far") << qint64(253'402'300'799'999'999)
                             << QByteArray("9999-12-31T23:59:59.999999Z");
    }

    void textAndInstantAgree()
    {
        QFETCH(const qint64, us);
        QFETCH(const QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(timestampText(us)), text);
        QCOMPARE(parseTimestamp(text.toStdString()), std::optional<std::int64_t>(us));
    }

    void otherSpellingsOfUtcAreRead()
    {
        QCOMPARE(parseTimestamp("1970-01-01T00:00:01+00:00"),
                 std::optional<std::int64_t>(1'000'000));
        QCOMPARE(parseTimestamp("1970-01-01T00:00:00.5Z"), std::optional<std::int64_t>(500'000));
    }

    void malformedTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text :
             {"", "2026", "2026-07-02", "2026-07-02T00:00Z", "2026-07-02T00:00:00",
              "2026-07-02T00:00:00+01:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
              "2026-07-02T24:00:00Z", "2026-07-02T00:60:00Z", "2026-07-02T00:00:00.Z",
              "2026-07-02T00:00:00.1234567Z", "1969-12-31T23:59:59Z", "2026-07-02T00:00:00Zx"})
            QTest::newRow(text) << QByteArray(text);
    }

    void malformedTextIsRefused()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!parseTimestamp(text.toStdString()));
    }
};

QTEST_GUILESS_MAIN(TimestampTest)
#include "tst_Timestamp.moc"
