// SPDX-License-Identifier: GPL-3.0-or-later
// A journal while it is written: room, rotation, and what the reading side may remove.
#include "ledger/journal/JournalFolder.h"
#include "ledger/journal/JournalLane.h"
#include "ledger/journal/JournalReader.h"
#include "ledger/journal/JournalTail.h"
#include "ledger/journal/JournalWriter.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const LedgerIdentity ledgerIdentity{.uuid = {1, 2, 3}, .epoch = 1};

int noSync(int)
{
    return 0;
}

/// One journal with both of its ends, on one thread.
struct Bench
{
    explicit Bench(unsigned maxSegments = 8)
        : folder(
            std::move(*JournalFolder::open(directory.filePath(u"journal"_s), ledgerIdentity, 1)))
        , lane(*folder, 0, maxSegments)
    {
        provide();
        tail = std::make_unique<JournalTail>(lane);
        writer = std::make_unique<JournalWriter>(lane, folder->bootId());
    }

    void provide()
    {
        if (const auto provided = lane.provide(); !provided)
            qFatal("%s", qUtf8Printable(provided.error().message));
    }
    /// Reads to the end, as the writer thread does; ids of the settled generations.
    std::vector<GenerationId> drain()
    {
        std::vector<GenerationId> settled;
        tail->snapshot();
        if (!tail->sync(noSync))
            qFatal("sync failed");
        RecordView record;
        while (tail->next(record)) {
            if (record.type == RecordType::Settle)
                settled.push_back(record.generation);
        }
        tail->commit();
        tail->freeSegments();
        return settled;
    }
    int files() const
    {
        return QDir(folder->path()).entryList({u"*.journal"_s}, QDir::Files).size();
    }

    QTemporaryDir directory;
    std::unique_ptr<JournalFolder> folder;
    JournalLane lane;
    std::unique_ptr<JournalTail> tail;
    std::unique_ptr<JournalWriter> writer;
};

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settledGenerationsComeOutInOrder()
    {
        Bench bench;
        for (int i = 1; i <= 20; ++i) {
            const auto g = admitted(generationId(i), i);
            QVERIFY(bench.writer->hold(g));
            QVERIFY(bench.writer->attempt(firstAttempt(g)));
            QVERIFY(bench.writer->settle(completed(g)));
        }
        const auto settled = bench.drain();
        QCOMPARE(settled.size(), 20U);
        for (int i = 1; i <= 20; ++i)
            QVERIFY(settled[std::size_t(i - 1)] == generationId(i));
        QVERIFY(bench.drain().empty());
    }

    void attemptNeedsItsHold()
    {
        Bench bench;
        QVERIFY(!bench.writer->attempt(firstAttempt(admitted(generationId(1), 0))));
    }

    void segmentsAreFreedWhenTheyAreCommitted()
    {
        Bench bench;
        for (int i = 1; i <= 2000; ++i) {
            const auto g = admitted(generationId(i), i);
            QVERIFY2(bench.writer->hold(g), qPrintable(QString::number(i)));
            QVERIFY(bench.writer->settle(completed(g)));
            if (i % 50 == 0) {
                QCOMPARE(bench.drain().size(), 50U);
                bench.provide();
            }
        }
        QVERIFY(bench.files() <= 4);
    }

    void writerFarBehindMeansNoMoreHolds()
    {
        Bench bench(3);
        int held = 0;
        while (bench.writer->hold(admitted(generationId(held + 1), 0)))
            ++held;
        QVERIFY(held > 0);
        QVERIFY(!bench.writer->isAccepting());
        // Every hold has kept the room of its end.
        for (int i = 1; i <= held; ++i) {
            auto g = completed(admitted(generationId(i), 0));
            const std::string longText(GenerationRecord::maxText, 'x');
            g.errorText = longText;
            g.session = longText;
            QVERIFY2(bench.writer->settle(g), qPrintable(QString::number(i)));
        }
        QCOMPARE(bench.drain().size(), std::size_t(held));
        bench.provide();
        QVERIFY(bench.writer->isAccepting());
        QVERIFY(bench.writer->hold(admitted(generationId(9999), 0)));
    }

    void progressIsDroppedBeforeItTakesTheRoomOfASettle()
    {
        Bench bench(3);
        const auto g = admitted(generationId(1), 0);
        QVERIFY(bench.writer->hold(g));
        for (int i = 0; i < 10'000; ++i)
            bench.writer->progress(progressOf(g, i));
        QVERIFY(bench.writer->settle(completed(g)));
        QCOMPARE(bench.drain().size(), 1U);
    }

    void openHoldIsCopiedAndItsOldSegmentFreed()
    {
        Bench bench;
        const auto longLived = admitted(generationId(1), 0);
        QVERIFY(bench.writer->hold(longLived));
        QVERIFY(bench.writer->attempt(firstAttempt(longLived)));
        bench.writer->progress(progressOf(longLived, 77));
        for (int i = 2; i <= 1000; ++i) {
            QVERIFY(bench.writer->settle(completed(admitted(generationId(i), 0))));
            if (i % 20 == 0) {
                bench.drain();
                bench.provide();
            }
        }
        QVERIFY(bench.files() <= 5);
        QVERIFY(!QFile::exists(bench.folder->path() + u"/000-0000000000000001.journal"_s));

        // Whoever reads the files now still finds all three records of the open hold.
        bool hasHold = false;
        bool hasAttempt = false;
        std::int64_t bytes = 0;
        const auto scan = scanJournals(
            *bench.folder, OnDamage::Leave, [&](const RecordView &record) -> Result<bool> {
                if (!(record.generation == longLived.id))
                    return true;
                Progress progress;
                hasHold = hasHold || record.type == RecordType::Hold;
                hasAttempt = hasAttempt || record.type == RecordType::Attempt;
                if (record.type == RecordType::Progress && decodeProgress(record, progress))
                    bytes = progress.outputBytes;
                return true;
            });
        QVERIFY(scan.has_value());
        QCOMPARE(scan->damagedJournals, 0);
        QVERIFY(hasHold);
        QVERIFY(hasAttempt);
        QCOMPARE(bytes, 77);
    }

    /// More open holds than a new segment may take copies of: some keep their old segment.
    void segmentThatAnOpenHoldNeedsStays()
    {
        constexpr int openCount = 60;
        Bench bench(100);
        for (int i = 1; i <= openCount; ++i) {
            const auto g = admitted(generationId(i), 0);
            while (!bench.writer->hold(g))
                bench.provide();
            QVERIFY(bench.writer->attempt(firstAttempt(g)));
        }
        for (int i = openCount + 1; i <= 1000; ++i) {
            bench.provide();
            QVERIFY(bench.writer->settle(completed(admitted(generationId(i), 0))));
            if (i % 20 == 0) {
                bench.drain();
                QSet<QByteArray> held;
                QSet<QByteArray> attempted;
                const auto scan = scanJournals(
                    *bench.folder, OnDamage::Leave, [&](const RecordView &record) -> Result<bool> {
                        const QByteArray id(record.generation.text.data(), GenerationId::size);
                        if (record.type == RecordType::Hold)
                            held.insert(id);
                        else if (record.type == RecordType::Attempt && held.contains(id))
                            attempted.insert(id);
                        return true;
                    });
                QVERIFY(scan.has_value());
                QCOMPARE(attempted.size(), openCount);
            }
        }
    }

    void copiesAreMarked()
    {
        Bench bench;
        QVERIFY(bench.writer->hold(admitted(generationId(1), 0)));
        int holds = 0;
        int copies = 0;
        for (int i = 2; i <= 300; ++i) {
            QVERIFY(bench.writer->settle(completed(admitted(generationId(i), 0))));
            bench.tail->snapshot();
            RecordView record;
            while (bench.tail->next(record)) {
                holds += record.type == RecordType::Hold && !record.isCopy ? 1 : 0;
                copies += record.isCopy ? 1 : 0;
            }
            bench.tail->commit();
            bench.tail->freeSegments();
            bench.provide();
        }
        QCOMPARE(holds, 1);
        QVERIFY(copies > 0);
    }

    void readingAgainGivesTheSame()
    {
        Bench bench;
        for (int i = 1; i <= 200; ++i)
            QVERIFY(bench.writer->settle(completed(admitted(generationId(i), 0))));
        const auto readAll = [&] {
            std::vector<std::uint64_t> sequences;
            RecordView record;
            while (bench.tail->next(record))
                sequences.push_back(record.sequence);
            return sequences;
        };
        bench.tail->snapshot();
        const auto first = readAll();
        QCOMPARE(first.size(), 200U);
        bench.tail->rewind();
        QVERIFY(readAll() == first);
    }

    void failedSyncIsSeen()
    {
        Bench bench;
        QVERIFY(bench.writer->settle(completed(admitted(generationId(1), 0))));
        bench.tail->snapshot();
        QVERIFY(!bench.tail->sync([](int) { return -1; }));
    }

    void failedLaneTakesNoHoldButItsSettles()
    {
        Bench bench;
        const auto g = admitted(generationId(1), 0);
        QVERIFY(bench.writer->hold(g));
        bench.lane.setFailed();
        QVERIFY(!bench.writer->isAccepting());
        QVERIFY(!bench.writer->hold(admitted(generationId(2), 0)));
        QVERIFY(bench.writer->settle(completed(g)));
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_Journal.moc"
