// SPDX-License-Identifier: GPL-3.0-or-later
// The table of docs/ledger.md: killed after each step, what the next start finds and charges.
#include "core/FaultPoint.h"
#include "core/ports/Journal.h"
#include "ledger/BudgetBook.h"
#include "ledger/Migrator.h"

#include <QProcess>
#include <QTest>

#include <csignal>
#include <cstdlib>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

#ifndef TURNPIKE_FAULT_POINTS
#error "this test needs -DTURNPIKE_FAULT_POINTS=ON"
#endif

namespace {

constexpr std::int64_t keyLimit = 1'000'000'000'000;

/// What is tried after the first endpoint.
enum class Fallback : int {
    None,
    OtherEndpoint,
    OtherModel,
    ToSimulator, ///< From a real provider.
    FromSimulator, ///< To a real one.
};

constexpr std::int64_t otherModelId = 77;

AttemptStart fallbackOf(const AttemptStart &first, Fallback fallback)
{
    AttemptStart second = first;
    second.number = 2;
    second.endpoint = {dearEndpointId};
    second.priceSheet = {2};
    second.isSimulated = fallback == Fallback::ToSimulator;
    if (fallback == Fallback::OtherModel)
        second.model = {otherModelId};
    if (fallback != Fallback::FromSimulator)
        second.lostBefore = {500'000};
    second.previousOutcome = AttemptOutcome::Cut;
    return second;
}

/// One request as the engine runs it, with the fault points of both.
void runExchange(Ledger &ledger, int number, Fallback fallback, std::int64_t now)
{
    BudgetBook &book = ledger.book();
    Journal &journal = ledger.journal(0);
    const auto scopes = scopesIn(book, {keyLimit}, BudgetMode::Soft);
    const HoldRequest request{.scopes = scopes,
                              .admittedUs = now,
                              .amount = {2'000'000},
                              .worstCase = {2'000'000},
                              .hasWorstCase = true};
    HoldTicket ticket;
    if (book.hold(request, ticket).decision != HoldDecision::Booked)
        qFatal("not booked");
    GenerationRecord g = admitted(generationId(number), now);
    AttemptStart first = firstAttempt(g);
    first.isSimulated = fallback == Fallback::FromSimulator;
    if (first.isSimulated)
        g.flags |= GenerationFlag::Simulated;
    if (!journal.hold(g) || !journal.attempt(first))
        qFatal("not journaled");
    if (fallback != Fallback::None && !journal.attempt(fallbackOf(first, fallback)))
        qFatal("not journaled");
    Progress progress = progressOf(g, 300);
    progress.told.prompt = 1200;
    progress.promptTold = true;
    journal.progress(progress);
    faultPoint(FaultStep::FirstEventForwarded);
    faultPoint(FaultStep::TerminalEventReceived);
    const GenerationRecord done = completed(g);
    if (!journal.settle(done))
        qFatal("not settled");
    book.settle(ticket, {.counted = done.counted, .charged = done.cost});
    faultPoint(FaultStep::EndReleased);
}

/// The process that is killed: opens the ledger, and runs the requests with these numbers.
int runChild(const QString &folder, int from, int count, Fallback fallback)
{
    ManualClock clock;
    const auto ledger = openLedger(folder, clock);
    for (int i = 0; i < count; ++i) {
        runExchange(*ledger, from + i, fallback, clock.nowUs());
        if (i % 10 == 9)
            ledger->writer()->flush();
    }
    ledger->writer()->flush();
    return 0;
}

struct Child
{
    QProcess::ExitStatus status;
    int code;
};

Child run(const QString &folder, const QString &killAt, int from, int count,
          Fallback fallback = Fallback::None)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TURNPIKE_KILL_AT"_s, killAt);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(),
                  {u"child"_s, folder, QString::number(from), QString::number(count),
                   QString::number(static_cast<int>(fallback))});
    if (!process.waitForFinished(120'000))
        qFatal("the child does not end");
    return {process.exitStatus(), process.exitCode()};
}

bool wasKilled(const Child &child)
{
    return child.status == QProcess::CrashExit && child.code == SIGKILL;
}

} // namespace

class TestKillPoints : public QObject
{
    Q_OBJECT

private:
    static void prepare(const QString &folder)
    {
        ManualClock clock;
        const auto ledger = openLedger(folder, clock);
        seed(ledger->path());
    }

private Q_SLOTS:
    void nextStartFindsAndCharges_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<bool>("fallsBack");
        QTest::addColumn<QStringList>("found"); // state, origin, cost, attempts, lost
        QTest::newRow("1 holds booked") << 1 << false << QStringList();
        QTest::newRow("2 hold journaled") << 2 << false << QStringList();
        QTest::newRow("3 attempt journaled") << 3 << false << QStringList{u"5|2|1000000|1|0"_s};
        QTest::newRow("4 first event forwarded") << 4 << false << QStringList{u"5|1|1400000|1|0"_s};
        QTest::newRow("5 fallback journaled")
            << 5 << true << QStringList{u"5|2|2000000|2|500000"_s};
        QTest::newRow("6 terminal event received")
            << 6 << false << QStringList{u"5|1|1400000|1|0"_s};
        QTest::newRow("7 settle journaled") << 7 << false << QStringList{u"1|0|1800000|1|0"_s};
        QTest::newRow("8 end released") << 8 << false << QStringList{u"1|0|1800000|1|0"_s};
        QTest::newRow("9 committed") << 9 << false << QStringList{u"1|0|1800000|1|0"_s};
    }
    void nextStartFindsAndCharges()
    {
        QFETCH(const int, step);
        QFETCH(const bool, fallsBack);
        QFETCH(const QStringList, found);
        QTemporaryDir directory;
        prepare(directory.path());
        QVERIFY(wasKilled(run(directory.path(), QString::number(step), 1, 1,
                              fallsBack ? Fallback::OtherEndpoint : Fallback::None)));

        QString once;
        for (int start = 0; start < 2; ++start) {
            ManualClock clock;
            const auto ledger = openLedger(directory.path(), clock);
            QCOMPARE(rows(ledger->path(),
                          "SELECT state, usage_origin, cost_nusd, attempt_count, "
                          "lost_nusd FROM generation"),
                     found);
            QCOMPARE(integer(ledger->path(), "SELECT COUNT(*) FROM attempt"), fallsBack ? 2 : 0);
            QCOMPARE(findings(*ledger), QStringList());
            if (start == 0)
                once = dump(ledger->path());
            QCOMPARE(dump(ledger->path()), once);
            // And the book knows what the rows say.
            const auto slot = ledger->book().slotFor({ScopeKind::KeyLimit, seededId});
            QCOMPARE(
                ledger->book().usage(slot, clock.nowUs()).spent[0].nanoUsd,
                integer(ledger->path(), "SELECT COALESCE(SUM(counted_nusd), 0) FROM generation"));
        }
    }

    void killedFallbackIsOfItsOwnModelAndProvider_data()
    {
        QTest::addColumn<int>("fallback");
        QTest::addColumn<QString>("found"); // model, endpoint, simulated, cost, counted, lost
        QTest::addColumn<int>("windows");
        QTest::newRow("two models")
            << int(Fallback::OtherModel) << u"77|2|0|2000000|2000000|500000"_s << 8;
        QTest::newRow("real, then simulated")
            << int(Fallback::ToSimulator) << u"1|2|4|0|0|500000"_s << 0;
        QTest::newRow("simulated, then real")
            << int(Fallback::FromSimulator) << u"1|2|0|2000000|2000000|0"_s << 8;
    }
    void killedFallbackIsOfItsOwnModelAndProvider()
    {
        QFETCH(const int, fallback);
        QFETCH(const QString, found);
        QFETCH(const int, windows);
        QTemporaryDir directory;
        prepare(directory.path());
        QVERIFY(wasKilled(run(directory.path(), u"5"_s, 1, 1, static_cast<Fallback>(fallback))));
        for (int start = 0; start < 2; ++start) {
            ManualClock clock;
            const auto ledger = openLedger(directory.path(), clock);
            QCOMPARE(rows(ledger->path(),
                          "SELECT model_id, endpoint_id, flags & 4, cost_nusd, counted_nusd, "
                          "lost_nusd FROM generation"),
                     QStringList{found});
            QCOMPARE(rows(ledger->path(), "SELECT model_id FROM usage_daily_model"),
                     QStringList{found.section(u'|', 0, 0)});
            QCOMPARE(integer(ledger->path(), "SELECT COUNT(*) FROM attempt"), 2);
            QCOMPARE(integer(ledger->path(), "SELECT COUNT(*) FROM limit_window"), windows);
            QCOMPARE(findings(*ledger), QStringList());
        }
    }

    void freedSegmentHasLeftItsRows_data()
    {
        QTest::addColumn<QString>("killAt");
        QTest::newRow("first segment") << u"10"_s;
        QTest::newRow("third segment") << u"10:3"_s;
    }
    void freedSegmentHasLeftItsRows()
    {
        QFETCH(const QString, killAt);
        QTemporaryDir directory;
        prepare(directory.path());
        QVERIFY(wasKilled(run(directory.path(), killAt, 1, 600)));
        ManualClock clock;
        const auto ledger = openLedger(directory.path(), clock);
        const std::int64_t count = integer(ledger->path(), "SELECT COUNT(*) FROM generation");
        QVERIFY(count > 10);
        // The generations are numbered: none in between is missing.
        QCOMPARE(integer(ledger->path(),
                         "SELECT MAX(CAST(SUBSTR(gen_id, 5) AS INTEGER)) "
                         "FROM generation"),
                 count);
        QCOMPARE(findings(*ledger), QStringList());
    }

    void killedRotationLosesAndDoublesNothing_data()
    {
        QTest::addColumn<QString>("killAt");
        for (int passage = 1; passage <= 6; ++passage)
            QTest::newRow(qPrintable(QString::number(passage))) << u"12:%1"_s.arg(passage);
    }
    void killedRotationLosesAndDoublesNothing()
    {
        QFETCH(const QString, killAt);
        QTemporaryDir directory;
        prepare(directory.path());
        QVERIFY(wasKilled(run(directory.path(), killAt, 1, 600)));
        ManualClock clock;
        const auto ledger = openLedger(directory.path(), clock);
        const std::int64_t count = integer(ledger->path(), "SELECT COUNT(*) FROM generation");
        QVERIFY(count > 10);
        QCOMPARE(integer(ledger->path(),
                         "SELECT MAX(CAST(SUBSTR(gen_id, 5) AS INTEGER)) "
                         "FROM generation"),
                 count);
        QCOMPARE(ledger->replayed().damagedJournals, 0);
        QCOMPARE(findings(*ledger), QStringList());
    }

    void killedMigrationLeavesNothingOrAll_data()
    {
        QTest::addColumn<QString>("killAt");
        QTest::newRow("before its commit") << u"12:1"_s;
        QTest::newRow("after its commit") << u"12:2"_s;
    }
    void killedMigrationLeavesNothingOrAll()
    {
        QFETCH(const QString, killAt);
        QTemporaryDir directory;
        QVERIFY(wasKilled(run(directory.path(), killAt, 1, 0)));
        ManualClock clock;
        const auto ledger = openLedger(directory.path(), clock);
        QCOMPARE(integer(ledger->path(), "SELECT COUNT(*) FROM schema_migration"),
                 int(builtInMigrations().size()));
    }

    /// Killed at every record of a replay, the replay after it gives the ledger of an undisturbed
    /// one.
    void killedReplayGivesTheSameLedger()
    {
        QTemporaryDir reference;
        QTemporaryDir directory;
        for (QTemporaryDir *each : {&reference, &directory}) {
            prepare(each->path());
            // The fifth request of a process that had committed nothing yet is cut short.
            QVERIFY(wasKilled(run(each->path(), u"6:5"_s, 1, 9)));
        }
        ManualClock clock;
        const QString expected = [&] {
            const auto ledger = openLedger(reference.path(), clock);
            return dump(ledger->path());
        }();
        QVERIFY(expected.contains(u"generation"_s));
        int kills = 0;
        for (int passage = 1; passage <= 30; ++passage) {
            const Child child = run(directory.path(), u"11:%1"_s.arg(passage), 100, 0);
            if (!wasKilled(child))
                break;
            ++kills;
        }
        QVERIFY(kills >= 5);
        const auto ledger = openLedger(directory.path(), clock);
        QCOMPARE(dump(ledger->path()), expected);
        QCOMPARE(findings(*ledger), QStringList());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 6 && std::string_view(argv[1]) == "child")
        return runChild(QString::fromLocal8Bit(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]),
                        static_cast<Fallback>(std::atoi(argv[5])));
    TestKillPoints test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_KillPoints.moc"
