// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of journal records: what goes in comes out, and nothing else does.
#include "ledger/journal/Crc32c.h"
#include "ledger/journal/JournalFormat.h"

#include <QTest>

#include <string>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

std::vector<char> encoded(RecordType type, const GenerationRecord &generation)
{
    std::vector<char> bytes(maxRecordSize);
    const std::size_t size = generationRecordSize(generation);
    encodeGeneration(type, generation, bytes.data());
    finishRecord(bytes.data(), size, 7, 9);
    bytes.resize(size);
    return bytes;
}

} // namespace

class TestJournalFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checksumIsTheOneOfTheStandard()
    {
        // RFC 3720 B.4: 32 bytes of zeros, of ones, and the check value of "123456789".
        const std::string zeros(32, '\0');
        QCOMPARE(crc32c(zeros.data(), zeros.size()), 0x8a9136aaU);
        QCOMPARE(crc32c("123456789", 9), 0xe3069283U);
    }

    void bothWaysOfTheChecksumAgree()
    {
        std::string text;
        for (int size = 0; size < 300; ++size) {
            QCOMPARE(crc32c(text.data(), text.size()), crc32cByTable(text.data(), text.size()));
            text += static_cast<char>(size * 37);
        }
    }

    void generationSurvivesTheJournal()
    {
        GenerationRecord g = completed(admitted(generationId(1), 1'000'000));
        g.upstreamCost = Money{123};
        g.attempts = {attemptAt(1, 503, {5}), attemptAt(2, 200)};
        g.attemptCount = 2;
        g.usage.searches = 3;
        // What media are metered by lies behind the rest, where older programs do not look.
        const std::size_t without = generationRecordSize(g);
        g.usage.characters = 4;
        g.usage.audioMs = 5'000;
        g.usage.searchUnits = 6;
        QCOMPARE(generationRecordSize(g), without + 24);
        const auto bytes = encoded(RecordType::Settle, g);
        RecordView view;
        QCOMPARE(readRecord(bytes.data(), bytes.size(), Checksum::Verified, view),
                 ReadResult::Record);
        QCOMPARE(view.type, RecordType::Settle);
        QCOMPARE(view.sequence, 7U);
        QCOMPARE(view.bootId, 9U);
        GenerationRecord read;
        QVERIFY(decodeGeneration(view, read));
        QVERIFY(read.id == g.id);
        QCOMPARE(read.admittedUs, g.admittedUs);
        QVERIFY(read.usage == g.usage);
        QVERIFY(read.upstreamCost == g.upstreamCost);
        QCOMPARE(read.scopeCount, g.scopeCount);
        QVERIFY(read.scopes == g.scopes);
        QCOMPARE(read.attempts.size(), 2U);
        QCOMPARE(read.attempts[0].status, 503);
        QVERIFY(read.attempts[0].lost == Money{5});
        QVERIFY(read.requestedModel == g.requestedModel);
        QVERIFY(read.trail == g.trail);
        QVERIFY(read.userAgent == g.userAgent);
        QVERIFY(read.finishReason == "stop");
    }

    void textsAreCutBetweenCharacters()
    {
        GenerationRecord g = admitted(generationId(1), 0);
        std::string title(GenerationRecord::maxText - 1, 'x');
        title += "\xc3\xa4"; // Its second byte is one too many.
        g.title = title;
        const auto bytes = encoded(RecordType::Hold, g);
        RecordView view;
        QCOMPARE(readRecord(bytes.data(), bytes.size(), Checksum::Verified, view),
                 ReadResult::Record);
        GenerationRecord read;
        QVERIFY(decodeGeneration(view, read));
        QCOMPARE(read.title.size(), GenerationRecord::maxText - 1);
    }

    void trailThatDoesNotFitIsLeftOut()
    {
        GenerationRecord g = admitted(generationId(1), 0);
        const std::string trail(GenerationRecord::maxTrail + 1, '1');
        g.trail = trail;
        const auto bytes = encoded(RecordType::Hold, g);
        RecordView view;
        GenerationRecord read;
        QCOMPARE(readRecord(bytes.data(), bytes.size(), Checksum::Verified, view),
                 ReadResult::Record);
        QVERIFY(decodeGeneration(view, read));
        QVERIFY(read.trail.empty());
    }

    void largestRecordFits()
    {
        GenerationRecord g = admitted(generationId(1), 0);
        const std::string text(3000, 'x');
        for (std::string_view *member :
             {&g.requestedModel, &g.finishReason, &g.nativeFinishReason, &g.errorType, &g.errorText,
              &g.upstreamId, &g.session, &g.endUser, &g.referer, &g.title, &g.userAgent})
            *member = text;
        const std::string trail(GenerationRecord::maxTrail, '1');
        g.trail = trail;
        g.attempts.resize(100);
        g.scopeCount = maxScopes;
        QVERIFY(generationRecordSize(g) <= maxRecordSize);
        QVERIFY(encoded(RecordType::Settle, g).size() <= maxRecordSize);
    }

    void everyFlippedByteIsNoticed()
    {
        const auto good = encoded(RecordType::Settle, completed(admitted(generationId(1), 5)));
        for (std::size_t i = 0; i < good.size(); ++i) {
            auto bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 0x41);
            RecordView view;
            QVERIFY2(readRecord(bad.data(), bad.size(), Checksum::Verified, view)
                         != ReadResult::Record,
                     qPrintable(QString::number(i)));
        }
    }

    void everyCutIsNoticed()
    {
        const auto good = encoded(RecordType::Settle, completed(admitted(generationId(1), 5)));
        for (std::size_t size = 0; size < good.size(); ++size) {
            RecordView view;
            const std::vector<char> cut(good.begin(), good.begin() + static_cast<long>(size));
            QVERIFY(readRecord(cut.data(), cut.size(), Checksum::Verified, view)
                    != ReadResult::Record);
        }
    }

    void headerOfAnotherLedgerOrEpochIsForeign()
    {
        const LedgerIdentity ours{.uuid = {1, 2, 3}, .epoch = 4};
        SegmentHeader header = makeHeader(ours, 1, 2, 3);
        const auto stateFor = [&](const LedgerIdentity &ledger) {
            SegmentHeader read;
            return readHeader(reinterpret_cast<const char *>(&header), sizeof header, ledger, read);
        };
        QCOMPARE(stateFor(ours), HeaderState::Ours);
        QCOMPARE(stateFor({.uuid = {1, 2, 4}, .epoch = 4}), HeaderState::Foreign);
        QCOMPARE(stateFor({.uuid = {1, 2, 3}, .epoch = 5}), HeaderState::Foreign);
        header.sequence = 99;
        QCOMPARE(stateFor(ours), HeaderState::Damaged);
    }
};

QTEST_GUILESS_MAIN(TestJournalFormat)
#include "tst_JournalFormat.moc"
