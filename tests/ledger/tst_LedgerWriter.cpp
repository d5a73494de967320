// SPDX-License-Identifier: GPL-3.0-or-later
// From the journal into rows, sums and credits, by the writer thread.
#include "core/ports/Journal.h"
#include "ledger/LedgerObserver.h"
#include "ledger/LedgerWriter.h"

#include <QDir>
#include <QTest>

#include <atomic>
#include <thread>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

class Listener final : public LedgerObserver
{
public:
    void onRecords(std::span<const LedgerEvent> events) override
    {
        for (const LedgerEvent &event : events) {
            m_holds += event.hold != nullptr ? 1 : 0;
            m_attempts += event.attempt != nullptr ? 1 : 0;
            m_progresses += event.progress != nullptr ? 1 : 0;
            m_settles += event.settle != nullptr ? 1 : 0;
        }
    }
    void onCommitted(std::int64_t rows) override { m_rows += rows; }

    std::atomic<int> m_holds = 0;
    std::atomic<int> m_attempts = 0;
    std::atomic<int> m_progresses = 0;
    std::atomic<int> m_settles = 0;
    std::atomic<std::int64_t> m_rows = 0;
};

struct Fixture
{
    explicit Fixture(const std::function<void(LedgerOptions &)> &change = {})
    {
        LedgerOptions options = ownerOptions(directory.filePath(u"data"_s));
        if (change)
            change(options);
        ledger = openLedger(options, clock);
        seed(ledger->path());
    }

    GenerationRecord admit(int number) { return admitted(generationId(number), clock.nowUs()); }
    void complete(int number)
    {
        const auto g = admit(number);
        if (!ledger->journal(0).hold(g) || !ledger->journal(0).attempt(firstAttempt(g))
            || !ledger->journal(0).settle(completed(g)))
            qFatal("no room in the journal");
    }
    std::int64_t count(const char *sql) { return integer(ledger->path(), sql); }

    QTemporaryDir directory;
    ManualClock clock;
    std::unique_ptr<Ledger> ledger;
};

} // namespace

class TestLedgerWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settledGenerationBecomesOneRowAndItsSums()
    {
        Fixture f;
        f.complete(1);
        f.ledger->writer()->flush();
        QCOMPARE(rows(f.ledger->path(),
                      "SELECT gen_id, key_id, state, prompt_tokens, completion_tokens, cost_nusd, "
                      "http_status, session FROM generation"),
                 QStringList{u"gen-00000000000000000000000001|1|1|1200|300|1800000|200|-"_s});
        QCOMPARE(rows(f.ledger->path(),
                      "SELECT requests, errors, prompt_tokens, cost_nusd, "
                      "ttft_count FROM usage_daily_key"),
                 QStringList{u"1|0|1200|1800000|1"_s});
        QCOMPARE(rows(f.ledger->path(),
                      "SELECT scope_kind, owner, window_kind, spent_nusd FROM limit_window "
                      "ORDER BY scope_kind, window_kind"),
                 (QStringList{u"1|1|0|1800000"_s, u"1|1|1|1800000"_s, u"1|1|2|1800000"_s,
                              u"1|1|3|1800000"_s, u"6|1|0|1800000"_s, u"6|1|1|1800000"_s,
                              u"6|1|2|1800000"_s, u"6|1|3|1800000"_s}));
        QCOMPARE(f.count("SELECT amount_nusd FROM credit_entry WHERE kind = 5"), -1800000);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void chargesOfADayAreOneEntry()
    {
        Fixture f;
        f.complete(1);
        f.ledger->writer()->flush();
        f.complete(2);
        f.ledger->writer()->flush();
        f.clock.advance(std::chrono::hours(24));
        f.complete(3);
        f.ledger->writer()->flush();
        QCOMPARE(rows(f.ledger->path(),
                      "SELECT amount_nusd FROM credit_entry WHERE kind = 5 ORDER BY day"),
                 (QStringList{u"-3600000"_s, u"-1800000"_s}));
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void sameGenerationCountsOnce()
    {
        Fixture f;
        const auto g = completed(f.admit(1));
        QVERIFY(f.ledger->journal(0).settle(g));
        QVERIFY(f.ledger->journal(0).settle(g));
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 1);
        QCOMPARE(f.count("SELECT requests FROM usage_daily_key"), 1);
        QCOMPARE(f.count("SELECT spent_nusd FROM limit_window WHERE window_kind = 0 "
                         "AND scope_kind = 1"),
                 1800000);
    }

    void attemptsAreKeptFromTheSecondOn()
    {
        Fixture f;
        f.complete(1);
        auto g = completed(f.admit(2));
        g.attempts = {attemptAt(1, 503), attemptAt(2, 200)};
        g.attemptCount = 2;
        QVERIFY(f.ledger->journal(0).settle(g));
        f.ledger->writer()->flush();
        QCOMPARE(rows(f.ledger->path(), "SELECT number, endpoint_id, status FROM attempt"),
                 (QStringList{u"1|1|503"_s, u"2|2|200"_s}));
    }

    void equalTextsAreStoredOnce()
    {
        Fixture f;
        for (int i = 1; i <= 5; ++i)
            f.complete(i);
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT COUNT(*) FROM trail"), 1);
        QCOMPARE(f.count("SELECT COUNT(*) FROM app"), 1);
        QCOMPARE(f.count("SELECT COUNT(*) FROM user_agent"), 1);
        QCOMPARE(f.count("SELECT COUNT(*) FROM scope_set"), 1);
    }

    void simulatedTrafficIsInNoLimit()
    {
        Fixture f;
        auto g = completed(f.admit(1));
        g.flags |= GenerationFlag::Simulated;
        QVERIFY(f.ledger->journal(0).settle(g));
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT COUNT(*) FROM limit_window"), 0);
        QCOMPARE(f.count("SELECT COUNT(*) FROM credit_entry WHERE kind = 5"), 0);
        QCOMPARE(f.count("SELECT requests FROM usage_daily_key WHERE simulated = 1"), 1);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void poolPaysTheCostAndLimitsCountTheirOwn()
    {
        Fixture f;
        auto g = completed(f.admit(1));
        g.cost = {};
        QVERIFY(f.ledger->journal(0).settle(g));
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT spent_nusd FROM limit_window WHERE scope_kind = 1 "
                         "AND window_kind = 0"),
                 1800000);
        QCOMPARE(f.count("SELECT COUNT(*) FROM limit_window WHERE scope_kind = 6"), 0);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void observersHearEachRecordOnce()
    {
        Fixture f;
        Listener listener;
        f.ledger->writer()->addObserver(&listener);
        const auto g = f.admit(1);
        QVERIFY(f.ledger->journal(0).hold(g));
        QVERIFY(f.ledger->journal(0).attempt(firstAttempt(g)));
        f.ledger->journal(0).progress(progressOf(g, 5));
        f.ledger->writer()->flush();
        QCOMPARE(listener.m_holds, 1);
        QCOMPARE(listener.m_attempts, 1);
        QCOMPARE(listener.m_progresses, 1);
        QCOMPARE(listener.m_settles, 0);
        for (int i = 2; i <= 1001; ++i) {
            f.complete(i);
            if (i % 20 == 0)
                f.ledger->writer()->flush(); // Rotations copy the first hold again and again.
        }
        QVERIFY(f.ledger->journal(0).settle(completed(g)));
        f.ledger->writer()->flush();
        QCOMPARE(listener.m_holds, 1001);
        QCOMPARE(listener.m_settles, 1001);
        QCOMPARE(listener.m_rows, 1001);
        f.ledger->writer()->removeObserver(&listener);
        f.complete(2000);
        f.ledger->writer()->flush();
        QCOMPARE(listener.m_settles, 1001);
    }

    void observersHearBeforeTheCommitAndOnlyOnce()
    {
        using namespace std::chrono_literals;
        Fixture f([](LedgerOptions &options) {
            options.writer.commitInterval = 1h;
            options.writer.lookInterval = 2ms;
        });
        f.ledger->writer()->flush(); // Whose pause began before anybody watched is over.
        Listener listener;
        f.ledger->writer()->addObserver(&listener);
        f.complete(1);
        f.ledger->writer()->flush();
        QCOMPARE(listener.m_settles, 1);
        f.complete(2);
        QTRY_COMPARE(listener.m_settles, 2);
        QCOMPARE(listener.m_holds, 2);
        QCOMPARE(listener.m_rows, 1);
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 1);
        f.ledger->writer()->flush();
        QCOMPARE(listener.m_settles, 2);
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 2);
        f.ledger->writer()->removeObserver(&listener);
    }

    void pendingIsToldWithoutACommit()
    {
        using namespace std::chrono_literals;
        Fixture f([](LedgerOptions &options) { options.writer.commitInterval = 1h; });
        LedgerWriter *const writer = f.ledger->writer();
        const auto pending = [writer] {
            QStringList ids;
            writer->eachPending([&ids](const GenerationRecord &record) {
                const std::string_view id = record.id.view();
                ids.append(QString::fromUtf8(id.data(), static_cast<qsizetype>(id.size())));
            });
            return ids;
        };
        const auto idOf = [](int number) {
            const GenerationId id = generationId(number);
            return QString::fromUtf8(id.view().data(), static_cast<qsizetype>(id.view().size()));
        };
        writer->flush();
        QCOMPARE(pending(), QStringList());
        f.complete(1);
        f.complete(2);
        QVERIFY(f.ledger->journal(0).hold(f.admit(3))); // Still running.
        QCOMPARE(pending(), QStringList({idOf(1), idOf(2)}));
        QCOMPARE(pending(), QStringList({idOf(1), idOf(2)}));
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 0);
        Listener listener; // What was told to one who asked is news to who listens.
        writer->addObserver(&listener);
        writer->flush();
        QCOMPARE(listener.m_settles, 2);
        writer->removeObserver(&listener);
        QCOMPARE(pending(), QStringList());
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 2);
    }

    void pendingIsToldWhileTheLedgerRefuses()
    {
        Fixture f;
        f.ledger->writer()->flush();
        execute(f.ledger->path(),
                "CREATE TRIGGER no BEFORE INSERT ON limit_window BEGIN "
                "SELECT RAISE(ABORT, 'no'); END");
        f.complete(1);
        f.ledger->writer()->flush();
        int told = 0;
        f.ledger->writer()->eachPending([&told](const GenerationRecord &) { ++told; });
        QCOMPARE(told, 1);
        execute(f.ledger->path(), "DROP TRIGGER no");
        // Who asks again and again does not keep the commit from being tried.
        QTRY_VERIFY([&] {
            f.ledger->writer()->eachPending([](const GenerationRecord &) {});
            return f.count("SELECT COUNT(*) FROM generation") == 1;
        }());
    }

    void busyLedgerIsTriedAgainAndNothingIsLost()
    {
        Fixture f;
        f.complete(1);
        f.ledger->writer()->flush();
        // A trigger that refuses stands for whatever keeps a transaction from committing.
        execute(f.ledger->path(),
                "CREATE TRIGGER no BEFORE INSERT ON limit_window BEGIN "
                "SELECT RAISE(ABORT, 'no'); END");
        for (int i = 2; i <= 11; ++i)
            f.complete(i);
        f.ledger->writer()->flush();
        LedgerWriterStatus status = f.ledger->writer()->status();
        QVERIFY(!status.lastError.isEmpty());
        QVERIFY(status.failingSinceUs != 0);
        QVERIFY(status.lagBytes > 0);
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 1);
        execute(f.ledger->path(), "DROP TRIGGER no");
        f.ledger->writer()->flush();
        status = f.ledger->writer()->status();
        QVERIFY2(status.lastError.isEmpty(), qPrintable(status.lastError));
        QCOMPARE(status.lagBytes, 0);
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 11);
        QCOMPARE(f.count("SELECT requests FROM usage_daily_key"), 11);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void failedSyncIsFinal()
    {
        std::atomic<bool> isBroken = false;
        Fixture f([&](LedgerOptions &options) {
            options.writer.sync = [&](int) { return isBroken ? -1 : 0; };
        });
        f.complete(1);
        f.ledger->writer()->flush();
        const auto running = f.admit(2);
        QVERIFY(f.ledger->journal(0).hold(running));
        isBroken = true;
        QVERIFY(f.ledger->journal(0).attempt(firstAttempt(running)));
        f.ledger->writer()->flush();
        QVERIFY(!f.ledger->journal(0).isAccepting());
        QVERIFY(!f.ledger->journal(0).hold(f.admit(3)));
        isBroken = false;
        f.ledger->writer()->flush();
        QVERIFY(!f.ledger->journal(0).isAccepting());
        // What runs is drained, and its row written.
        QVERIFY(f.ledger->journal(0).settle(completed(running)));
        f.ledger->writer()->flush();
        QVERIFY(f.ledger->writer()->status().hasSyncFailed);
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 2);
    }

    void segmentsGoWhenTheirRowsAreCommitted()
    {
        Fixture f;
        for (int i = 1; i <= 1000; ++i) {
            f.complete(i);
            if (i % 25 == 0)
                f.ledger->writer()->flush();
        }
        f.ledger->writer()->flush();
        QVERIFY(QDir(f.ledger->journalFolder()).entryList({u"*.journal"_s}).size() <= 5);
    }

    void cleanEndLeavesNoJournal()
    {
        Fixture f;
        f.complete(1);
        const QString folder = f.ledger->journalFolder();
        f.ledger.reset();
        QCOMPARE(QDir(folder).entryList({u"*.journal"_s}), QStringList());
        f.ledger = openLedger(f.directory.filePath(u"data"_s), f.clock);
        QCOMPARE(f.ledger->replayed().records, 0);
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), 1);
    }

    /// Several engine threads at full speed, with one writer behind them.
    void threadsWriteAtTheSameTime()
    {
        constexpr unsigned threadCount = 4;
        constexpr int perThread = 500;
        Fixture f([](LedgerOptions &options) {
            options.journals = threadCount;
            options.segmentBytes = 256 << 10;
            options.writer.rowsPerCommit = 100;
        });
        std::vector<std::thread> threads;
        for (unsigned t = 0; t < threadCount; ++t) {
            threads.emplace_back([&, t] {
                Journal &journal = f.ledger->journal(t);
                for (int i = 0; i < perThread; ++i) {
                    const auto g = f.admit(static_cast<int>(t) * perThread + i);
                    while (!journal.hold(g))
                        std::this_thread::yield();
                    if (!journal.attempt(firstAttempt(g)) || !journal.settle(completed(g)))
                        qFatal("a hold without room for its end");
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT COUNT(*) FROM generation"), threadCount * perThread);
        QCOMPARE(f.count("SELECT SUM(requests) FROM usage_daily_key"), threadCount * perThread);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void windowAndDayAreThoseOfTheAdmission()
    {
        Fixture f;
        const auto g = f.admit(1);
        QVERIFY(f.ledger->journal(0).hold(g));
        f.clock.advance(std::chrono::hours(48));
        QVERIFY(f.ledger->journal(0).settle(completed(g)));
        f.ledger->writer()->flush();
        const auto day = ManualClock::defaultStartUs / 86'400'000'000;
        QCOMPARE(f.count("SELECT day FROM generation"), day);
        QCOMPARE(f.count("SELECT window_key FROM limit_window WHERE window_kind = 1"), day);
        QCOMPARE(f.count("SELECT day FROM credit_entry WHERE kind = 5"), day);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void keyDeletedInTheMiddleIsChargedAllTheSame()
    {
        Fixture f;
        const auto g = f.admit(1);
        QVERIFY(f.ledger->journal(0).hold(g));
        execute(f.ledger->path(), "DELETE FROM api_key");
        QVERIFY(f.ledger->journal(0).settle(completed(g)));
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT spent_nusd FROM limit_window WHERE scope_kind = 1 "
                         "AND window_kind = 0"),
                 1800000);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void clockThatStepsBackADayIsNoHindrance()
    {
        Fixture f;
        f.complete(1);
        f.clock.setWall(ManualClock::defaultStartUs - 86'400'000'000);
        f.complete(2);
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT COUNT(DISTINCT day) FROM usage_daily_key"), 2);
        QCOMPARE(findings(*f.ledger), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestLedgerWriter)
#include "tst_LedgerWriter.moc"
