// SPDX-License-Identifier: GPL-3.0-or-later
// When a key was last used, told from the rollups.
#include "core/Key.h"
#include "core/ports/Journal.h"
#include "ledger/Ledger.h"
#include "ledger/LedgerWriter.h"
#include "ledger/Session.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/KeyUsageSql.h"

#include <QRegularExpression>
#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::int64_t hourUs = 3'600'000'000;
constexpr std::int64_t dayUs = 24 * hourUs;
constexpr std::int64_t mondayUs = 20'003 * dayUs; // 2024-10-07

} // namespace

class TestKeyRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lastUseIsTold_data();
    void lastUseIsTold();
    void listReadsCurrentWindowsByIndex();
};

void TestKeyRepository::lastUseIsTold_data()
{
    QTest::addColumn<QList<qint64>>("usedUs");
    QTest::addColumn<qint64>("nowUs");
    QTest::addColumn<qint64>("lastUsedUs");
    QTest::addColumn<qint64>("requestsToday");
    const auto row = [](const char *name, const QList<qint64> &used, qint64 now, qint64 last,
                        qint64 today) { QTest::newRow(name) << used << now << last << today; };
    row("never", {}, mondayUs, 0, 0);
    row("weeks ago, by the day", {mondayUs - 15 * dayUs, mondayUs - 9 * dayUs + 5 * hourUs},
        mondayUs, mondayUs - 9 * dayUs, 0);
    row("yesterday, by the hour", {mondayUs - 20 * hourUs, mondayUs - 2 * hourUs - 5},
        mondayUs + hourUs, mondayUs - 3 * hourUs, 0);
    row("today", {mondayUs - dayUs, mondayUs + 5, mondayUs + hourUs + 7}, mondayUs + 2 * hourUs,
        mondayUs + hourUs, 2);
}

void TestKeyRepository::lastUseIsTold()
{
    QFETCH(const QList<qint64>, usedUs);
    QFETCH(const qint64, nowUs);
    QFETCH(const qint64, lastUsedUs);
    QFETCH(const qint64, requestsToday);
    QTemporaryDir folder;
    ManualClock clock;
    const auto ledger = openLedger(folder.filePath(u"data"_s), clock);
    seed(ledger->path());
    int number = 0;
    for (const qint64 at : usedUs)
        QVERIFY(ledger->journal(0).settle(completed(admitted(generationId(++number), at))));
    GenerationRecord other = completed(admitted(generationId(++number), nowUs));
    other.key = {2};
    QVERIFY(ledger->journal(0).settle(other));
    ledger->writer()->flush();
    const auto session = Session::open(ledger->path(), Session::Access::ReadOnly);
    QVERIFY(session.has_value());
    const auto keys = KeyRepository::list(**session, nowUs);
    QVERIFY(keys.has_value());
    QCOMPARE(keys->size(), 1);
    const auto key = KeyRepository::find(**session, {1}, nowUs);
    QVERIFY(key.has_value() && key->has_value());
    for (const Key &told : {keys->first(), **key}) {
        QCOMPARE(told.lastUsedUs, lastUsedUs);
        QCOMPARE(told.requestsToday, requestsToday);
    }
}

void TestKeyRepository::listReadsCurrentWindowsByIndex()
{
    QTemporaryDir folder;
    ManualClock clock;
    const auto ledger = openLedger(folder.filePath(u"data"_s), clock);
    const auto plan = [&](QLatin1StringView sql) {
        // Binds do not matter to a plan.
        QString text = u"EXPLAIN QUERY PLAN "_s + sql;
        text.replace(QRegularExpression(u":\\w+"_s), u"1"_s);
        return rows(ledger->path(), text.toUtf8().constData()).join(u'\n');
    };
    const QString usage = plan(KeyRepository::usageSql);
    QCOMPARE(usage.count(u"SEARCH w USING PRIMARY KEY (scope_kind=? AND owner=? AND window_kind=? "
                         "AND window_key=?)"_s),
             4);
    QVERIFY2(usage.contains(u"USING COVERING INDEX usage_daily_key_key (key_id=?)"_s),
             qPrintable(usage));
    QVERIFY2(usage.contains(u"USING INDEX usage_daily_key_key (key_id=? AND day>? AND day<?)"_s),
             qPrintable(usage));
    const QString hours = plan(KeyRepository::lastHourSql);
    QVERIFY2(hours.contains(u"SEARCH usage_hourly USING PRIMARY KEY (hour>?)"_s),
             qPrintable(hours));
    QVERIFY2(!(usage + hours).contains(u"SCAN"_s), qPrintable(usage + hours));
}

QTEST_GUILESS_MAIN(TestKeyRepository)
#include "tst_KeyRepository.moc"
