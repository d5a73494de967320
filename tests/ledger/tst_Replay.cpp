// SPDX-License-Identifier: GPL-3.0-or-later
// What a start makes of journals that were left behind.
#include "core/Cost.h"
#include "core/ports/Journal.h"
#include "ledger/LedgerBatch.h"
#include "ledger/LedgerMeta.h"
#include "ledger/journal/JournalFolder.h"
#include "ledger/journal/JournalLane.h"
#include "ledger/journal/JournalWriter.h"
#include "ledger/sqlite/Database.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A ledger that is closed, and journals written into its folder without a writer: as a killed
/// process leaves them.
struct Abandoned
{
    Abandoned()
    {
        const auto ledger = openLedger(folderPath(), clock);
        seed(ledger->path());
        path = ledger->path();
        auto database = Database::open(path, Database::Access::ReadWrite);
        identity = readIdentity(**database).value();
    }

    QString folderPath() const { return directory.filePath(u"data"_s); }
    QString journalPath() const { return folderPath() + u"/journal"_s; }
    QStringList journalFiles(const QString &pattern) const
    {
        return QDir(journalPath()).entryList({pattern}, QDir::Files, QDir::Name);
    }

    /// Journals stay on the disk when this writer goes.
    struct Left
    {
        Left(const QString &path, const LedgerIdentity &ledger, unsigned thread = 0)
            : folder(std::move(*JournalFolder::open(path, ledger, 1)))
            , lane(*folder, thread, 200)
            , writer((lane.setDemand(5'000'000), provided(lane)), folder->bootId())
        {}
        static JournalLane &provided(JournalLane &lane)
        {
            if (!lane.provide())
                qFatal("no segments");
            return lane;
        }

        std::unique_ptr<JournalFolder> folder;
        JournalLane lane;
        JournalWriter writer;
    };
    std::unique_ptr<Left> left(unsigned thread = 0)
    {
        return std::make_unique<Left>(journalPath(), identity, thread);
    }
    /// Replays, verifies, and closes again.
    ReplayReport start()
    {
        const auto ledger = openLedger(folderPath(), clock);
        if (const QStringList found = findings(*ledger); !found.isEmpty())
            qFatal("%s", qUtf8Printable(found.join(u'\n')));
        return ledger->replayed();
    }
    GenerationRecord admit(int number) const
    {
        return admitted(generationId(number), clock.nowUs());
    }

    QTemporaryDir directory;
    ManualClock clock;
    QString path;
    LedgerIdentity identity;
};

} // namespace

class TestReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settledGenerationBecomesItsRow()
    {
        Abandoned a;
        auto left = a.left();
        QVERIFY(left->writer.settle(completed(a.admit(1))));
        left.reset();
        const ReplayReport report = a.start();
        QCOMPARE(report.inserted, 1);
        QCOMPARE(report.interrupted, 0);
        QCOMPARE(integer(a.path, "SELECT cost_nusd FROM generation"), 1800000);
        QCOMPARE(a.journalFiles(u"*.journal"_s), QStringList());
    }

    void holdWithoutAttemptIsVoid()
    {
        Abandoned a;
        auto left = a.left();
        QVERIFY(left->writer.hold(a.admit(1)));
        left.reset();
        const ReplayReport report = a.start();
        QCOMPARE(report.voided, 1);
        QCOMPARE(report.inserted, 0);
        QCOMPARE(integer(a.path, "SELECT COUNT(*) FROM generation"), 0);
    }

    void attemptWithoutEndIsInterruptedAtItsEstimate()
    {
        Abandoned a;
        auto left = a.left();
        const auto g = a.admit(1);
        QVERIFY(left->writer.hold(g));
        QVERIFY(left->writer.attempt(firstAttempt(g)));
        left.reset();
        QCOMPARE(a.start().interrupted, 1);
        QCOMPARE(rows(a.path,
                      "SELECT state, usage_origin, prompt_tokens, completion_tokens, "
                      "cost_nusd, counted_nusd, attempt_count, requested_model_id > 0 "
                      "FROM generation"),
                 QStringList{u"5|2|1000|0|1000000|1000000|1|1"_s});
        QCOMPARE(integer(a.path, "SELECT -amount_nusd FROM credit_entry WHERE kind = 5"), 1000000);
        QCOMPARE(integer(a.path, "SELECT errors FROM usage_daily_key"), 1);
    }

    void interruptedMediaKeepsWhatItsRequestAskedFor()
    {
        Abandoned a;
        auto left = a.left();
        auto g = a.admit(1);
        g.api = ApiType::Images;
        g.usage.images = 1;
        g.usage.imagesOut = 2;
        g.usage.characters = 3;
        g.usage.audioMs = 4'500;
        g.usage.searchUnits = 5;
        QVERIFY(left->writer.hold(g));
        QVERIFY(left->writer.attempt(firstAttempt(g)));
        left.reset();
        QCOMPARE(a.start().interrupted, 1);
        QCOMPARE(rows(a.path,
                      "SELECT api, images, images_out, characters, audio_ms, search_units, "
                      "completion_tokens, audio_in_tokens FROM generation"),
                 QStringList{u"6|1|2|3|4500|5|2112|45"_s});
    }

    void progressDecidesWhatIsCharged_data()
    {
        QTest::addColumn<bool>("promptTold");
        QTest::addColumn<bool>("completionTold");
        QTest::addColumn<int>("origin");
        QTest::addColumn<int>("prompt");
        QTest::addColumn<int>("completion");
        QTest::newRow("nothing told") << false << false << 2 << 1000 << 101;
        QTest::newRow("input told") << true << false << 1 << 1200 << 101;
        QTest::newRow("both told, but more came") << true << true << 1 << 1200 << 101;
    }
    void progressDecidesWhatIsCharged()
    {
        QFETCH(const bool, promptTold);
        QFETCH(const bool, completionTold);
        QFETCH(const int, origin);
        QFETCH(const int, prompt);
        QFETCH(const int, completion);
        Abandoned a;
        auto left = a.left();
        const auto g = a.admit(1);
        QVERIFY(left->writer.hold(g));
        QVERIFY(left->writer.attempt(firstAttempt(g)));
        Progress progress = progressOf(g, 301); // 100 and a bit at 3.0 bytes per token
        progress.promptTold = promptTold;
        progress.completionTold = completionTold;
        progress.told.prompt = promptTold ? 1200 : 0;
        progress.told.completion = completionTold ? 40 : 0;
        progress.firstTokenUs = 5000;
        left->writer.progress(progress);
        left.reset();
        QCOMPARE(a.start().interrupted, 1);
        QCOMPARE(rows(a.path,
                      "SELECT usage_origin, prompt_tokens, completion_tokens, cost_nusd, "
                      "first_token_us FROM generation"),
                 QStringList{u"%1|%2|%3|%4|5000"_s.arg(origin)
                                 .arg(prompt)
                                 .arg(completion)
                                 .arg(prompt * promptNusd + completion * completionNusd)});
    }

    void fallbackIsChargedByItsOwnPricesAndTheFirstKeepsItsLoss()
    {
        Abandoned a;
        auto left = a.left();
        auto g = a.admit(1);
        g.flags |= GenerationFlag::HardMode;
        QVERIFY(left->writer.hold(g));
        QVERIFY(left->writer.attempt(firstAttempt(g)));
        AttemptStart second = firstAttempt(g);
        second.number = 2;
        second.endpoint = {dearEndpointId};
        second.priceSheet = {2};
        second.startedUs = 50'000;
        second.lostBefore = {400};
        second.previousOutcome = AttemptOutcome::Cut;
        second.previousStatus = 200;
        QVERIFY(left->writer.attempt(second));
        left.reset();
        QCOMPARE(a.start().interrupted, 1);
        QCOMPARE(rows(a.path,
                      "SELECT endpoint_id, price_sheet_id, cost_nusd, lost_nusd, "
                      "counted_nusd, attempt_count FROM generation"),
                 QStringList{u"2|2|2000000|400|2000400|2"_s});
        QCOMPARE(rows(a.path,
                      "SELECT number, endpoint_id, outcome, status, lost_nusd, duration_us "
                      "FROM attempt ORDER BY number"),
                 (QStringList{u"1|1|5|200|400|49000"_s, u"2|2|9|0|0|0"_s}));
    }

    void ownCredentialsCostNoCredits()
    {
        Abandoned a;
        auto left = a.left();
        auto g = a.admit(1);
        g.flags |= GenerationFlag::Byok;
        QVERIFY(left->writer.hold(g));
        QVERIFY(left->writer.attempt(firstAttempt(g)));
        left.reset();
        QCOMPARE(a.start().interrupted, 1);
        QCOMPARE(rows(a.path, "SELECT cost_nusd, counted_nusd FROM generation"),
                 QStringList{u"0|1000000"_s});
    }

    void attemptWithoutPricesIsUnpriced()
    {
        Abandoned a;
        auto left = a.left();
        const auto g = a.admit(1);
        QVERIFY(left->writer.hold(g));
        AttemptStart start = firstAttempt(g);
        start.priceSheet = {};
        QVERIFY(left->writer.attempt(start));
        left.reset();
        execute(a.path, "UPDATE endpoint SET price_sheet_id = NULL"); // Else it is priced at once.
        QCOMPARE(a.start().interrupted, 1);
        QCOMPARE(integer(a.path, "SELECT cost_nusd FROM generation"), 0);
        QVERIFY((integer(a.path, "SELECT flags FROM generation") & GenerationFlag::Unpriced) != 0);
    }

    void replayingAgainGivesTheSameLedger()
    {
        Abandoned a;
        auto left = a.left();
        for (int i = 1; i <= 200; ++i) {
            const auto g = a.admit(i);
            QVERIFY(left->writer.hold(g));
            if (i % 4 != 0)
                QVERIFY(left->writer.attempt(firstAttempt(g)));
            if (i % 3 == 0)
                QVERIFY(left->writer.settle(completed(g)));
        }
        left.reset();
        const QString copy = a.directory.filePath(u"copy"_s);
        QVERIFY(QDir().mkpath(copy));
        for (const QString &name : a.journalFiles(u"*.journal"_s))
            QVERIFY(QFile::copy(a.journalPath() + u'/' + name, copy + u'/' + name));
        QVERIFY(a.start().inserted > 0);
        const QString once = dump(a.path);
        for (const QString &name : QDir(copy).entryList(QDir::Files))
            QVERIFY(QFile::copy(copy + u'/' + name, a.journalPath() + u'/' + name));
        const ReplayReport again = a.start();
        QVERIFY(again.records > 0);
        QCOMPARE(again.inserted, 0);
        QCOMPARE(dump(a.path), once);
    }

    void journalOfAnotherEpochIsKeptAside()
    {
        Abandoned a;
        LedgerIdentity other = a.identity;
        ++other.epoch;
        auto left = std::make_unique<Abandoned::Left>(a.journalPath(), other);
        QVERIFY(left->writer.settle(completed(a.admit(1))));
        left.reset();
        const ReplayReport report = a.start();
        QCOMPARE(report.inserted, 0);
        QVERIFY(report.foreignJournals > 0);
        QCOMPARE(a.journalFiles(u"foreign-*"_s).size(), report.foreignJournals);
    }

    void replayStopsAtTheFirstBadRecordAndKeepsTheRest()
    {
        Abandoned a;
        auto left = a.left();
        std::size_t endOfFirst = 0;
        for (int i = 1; i <= 3; ++i) {
            const auto g = completed(a.admit(i));
            QVERIFY(left->writer.settle(g));
            if (i == 1)
                endOfFirst = sizeof(SegmentHeader) + generationRecordSize(g);
        }
        left.reset();
        QFile file(a.journalPath() + u"/000-0000000000000001.journal"_s);
        QVERIFY(file.open(QFile::ReadWrite));
        QVERIFY(file.seek(static_cast<qint64>(endOfFirst) + 100));
        QCOMPARE(file.write("\xff\xff", 2), 2);
        file.close();
        const ReplayReport report = a.start();
        QCOMPARE(report.inserted, 1);
        QCOMPARE(report.damagedJournals, 1);
        QVERIFY(report.damagedBytes > 0);
        QCOMPARE(a.journalFiles(u"damaged-*"_s).size(), 1);
        QCOMPARE(a.journalFiles(u"0*.journal"_s), QStringList());
    }

    void segmentsAfterADamagedOneAreKeptToo()
    {
        Abandoned a;
        auto left = a.left();
        for (int i = 1; i <= 400; ++i)
            QVERIFY(left->writer.settle(completed(a.admit(i))));
        left.reset();
        QVERIFY(a.journalFiles(u"0*.journal"_s).size() > 2);
        // As if the disk had kept the second segment and not the end of the first.
        QFile file(a.journalPath() + u"/000-0000000000000001.journal"_s);
        QVERIFY(file.open(QFile::ReadWrite));
        const qint64 size = file.size();
        QVERIFY(file.resize(size / 2) && file.resize(size));
        file.close();
        const ReplayReport report = a.start();
        QVERIFY(report.inserted > 0);
        QVERIFY(report.inserted < 400);
        QVERIFY(report.damagedJournals > 1);
        QCOMPARE(a.journalFiles(u"0*.journal"_s), QStringList());
    }

    void halfMadeSegmentIsNoDamage()
    {
        Abandoned a;
        QVERIFY(QDir().mkpath(a.journalPath()));
        QFile file(a.journalPath() + u"/000-0000000000000001.journal"_s);
        QVERIFY(file.open(QFile::WriteOnly));
        QVERIFY(file.resize(100'000));
        file.close();
        const ReplayReport report = a.start();
        QCOMPARE(report.damagedJournals, 0);
        QCOMPARE(a.journalFiles(u"0*.journal"_s), QStringList());
    }

    void journalsOfSeveralThreadsAreReplayed()
    {
        Abandoned a;
        auto one = a.left(0);
        auto two = a.left(1);
        QVERIFY(one->writer.settle(completed(a.admit(1))));
        QVERIFY(two->writer.settle(completed(a.admit(2))));
        one.reset();
        two.reset();
        QCOMPARE(a.start().inserted, 2);
    }
};

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_Replay.moc"
