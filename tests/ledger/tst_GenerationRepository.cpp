// SPDX-License-Identifier: GPL-3.0-or-later
// A generation is found by its own id and by the provider's, however far apart the rows lie.
#include "core/ports/Journal.h"
#include "ledger/Ledger.h"
#include "ledger/LedgerWriter.h"
#include "ledger/Session.h"
#include "ledger/repositories/GenerationRepository.h"

#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

class TestGenerationRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ownIdIsFound();
    void newestRowOfTheKeyCounts_data();
    void newestRowOfTheKeyCounts();
    void idsOfEqualHashAreApart();
    void providersIdIsNotSearchedInEveryRow();

private:
    std::int64_t found(const QString &id, std::int64_t key);

    QTemporaryDir m_folder;
    ManualClock m_clock;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<Session> m_session;
};

void TestGenerationRepository::initTestCase()
{
    m_ledger = openLedger(m_folder.filePath(u"data"_s), m_clock);
    seed(m_ledger->path());
    int number = 0;
    const auto put = [&](std::int64_t key, std::string_view upstreamId) {
        GenerationRecord g = completed(admitted(generationId(++number), m_clock.nowUs()));
        g.key = {key};
        g.upstreamId = upstreamId;
        QVERIFY(m_ledger->journal(0).settle(g));
    };
    put(1, "chatcmpl-1"); // 1
    put(1, "chatcmpl-1"); // 2
    put(2, "chatcmpl-1"); // 3
    put(1, ""); // 4
    put(1, "far"); // 5
    put(1, "far"); // 6
    put(2, "far"); // 7
    put(1, "alike-1"); // 8
    put(1, "alike-2"); // 9
    m_ledger->writer()->flush();
    // As if many rows lay between: the first and the last of a block, and of a later one.
    execute(m_ledger->path(), "UPDATE generation SET id = 16383 WHERE id = 5");
    execute(m_ledger->path(), "UPDATE generation SET id = 16384 WHERE id = 6");
    execute(m_ledger->path(), "UPDATE generation SET id = 5 * 16384 + 7 WHERE id = 7");
    execute(m_ledger->path(),
            "UPDATE generation SET upstream_hash = (SELECT upstream_hash FROM generation "
            "WHERE id = 8) WHERE id = 9");
    auto session = Session::open(m_ledger->path(), Session::Access::ReadOnly);
    QVERIFY(session.has_value());
    m_session = std::move(*session);
}

std::int64_t TestGenerationRepository::found(const QString &id, std::int64_t key)
{
    const auto row = GenerationRepository::find(*m_session, id, {key});
    if (!row)
        qFatal("%s", qUtf8Printable(row.error().message));
    return row->has_value() ? (*row)->rowId : 0;
}

void TestGenerationRepository::ownIdIsFound()
{
    const GenerationId id = generationId(4);
    const auto text = QString::fromLatin1(id.text.data(), qsizetype(id.text.size()));
    QCOMPARE(found(text, 0), 4);
    QCOMPARE(found(text, 1), 4);
    QCOMPARE(found(u"gen-nobody"_s, 0), 0);
    QCOMPARE(found(QString(), 0), 0);
}

void TestGenerationRepository::newestRowOfTheKeyCounts_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<qint64>("key");
    QTest::addColumn<qint64>("row");
    QTest::newRow("same block") << u"chatcmpl-1"_s << qint64(1) << qint64(2);
    QTest::newRow("of another key") << u"chatcmpl-1"_s << qint64(2) << qint64(3);
    QTest::newRow("of any key") << u"chatcmpl-1"_s << qint64(0) << qint64(3);
    QTest::newRow("next block") << u"far"_s << qint64(1) << qint64(16384);
    QTest::newRow("later block") << u"far"_s << qint64(2) << qint64(5 * 16384 + 7);
    QTest::newRow("later block, any key") << u"far"_s << qint64(0) << qint64(5 * 16384 + 7);
    QTest::newRow("of nobody") << u"far"_s << qint64(3) << qint64(0);
}

void TestGenerationRepository::newestRowOfTheKeyCounts()
{
    QFETCH(const QString, id);
    QFETCH(const qint64, key);
    QFETCH(const qint64, row);
    QCOMPARE(found(id, key), row);
}

void TestGenerationRepository::idsOfEqualHashAreApart()
{
    // Row 9 has the hash of row 8, and another text.
    QCOMPARE(found(u"alike-1"_s, 1), 8);
}

void TestGenerationRepository::providersIdIsNotSearchedInEveryRow()
{
    auto plan = m_session->run("EXPLAIN QUERY PLAN SELECT g.id FROM generation g "
                               "WHERE g.id / 16384 = 3 AND g.upstream_hash = 5"_L1,
                               {});
    QVERIFY(plan.has_value());
    QVERIFY(plan->next());
    QVERIFY2(plan->value(3).toString().contains(u"generation_upstream"_s),
             qPrintable(plan->value(3).toString()));
}

QTEST_GUILESS_MAIN(TestGenerationRepository)
#include "tst_GenerationRepository.moc"
