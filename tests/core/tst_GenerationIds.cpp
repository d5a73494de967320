// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Id.h"

#include <QTest>

#include <limits>
#include <set>

using namespace turnpike;

class TestGenerationIds : public QObject
{
    Q_OBJECT

    static constexpr std::int64_t now = 1'782'950'400'123'456;

private Q_SLOTS:
    void idsAreWellFormed()
    {
        GenerationIds ids(1);
        for (const std::int64_t us :
             {now, std::int64_t{0}, std::int64_t{-5}, std::numeric_limits<std::int64_t>::max()}) {
            const GenerationId id = ids.next(us);
            QVERIFY2(isGenerationId(id.view()), std::string(id.view()).c_str());
            QVERIFY(!id.isNull());
        }
        QVERIFY(GenerationId{}.isNull());
    }

    void theFirstTenDigitsAreTheMilliseconds()
    {
        GenerationIds ids(7);
        // The ULID specification's example: 1469918176385 is 01ARYZ6S41.
        QCOMPARE(ids.next(1'469'918'176'385'999).view().substr(0, 14),
                 std::string_view("gen-01ARYZ6S41"));
    }

    void idsGrowWithinAMillisecond()
    {
        GenerationIds ids(42);
        GenerationId last = ids.next(now);
        for (int i = 0; i < 10'000; ++i) {
            const GenerationId id = ids.next(now);
            QVERIFY(last < id);
            last = id;
        }
    }

    void idsGrowWhenTheClockStepsBack()
    {
        GenerationIds ids(42);
        const GenerationId before = ids.next(now);
        const GenerationId after = ids.next(now - 86'400'000'000);
        QVERIFY(before < after);
        QVERIFY(after < ids.next(now + 1000));
    }

    void idsGrowWithTime()
    {
        GenerationIds ids(3);
        GenerationId last = ids.next(0);
        for (std::int64_t us = now; us < now + 1'000'000; us += 700) {
            const GenerationId id = ids.next(us);
            QVERIFY(last < id);
            last = id;
        }
    }

    void makersDoNotMeet()
    {
        std::set<GenerationId> seen;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            GenerationIds ids(seed);
            for (int i = 0; i < 50; ++i)
                QVERIFY(seen.insert(ids.next(i < 25 ? 0 : now)).second);
        }
    }

    void otherTextsAreNotIds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isId");
        const auto row = [](const char *text, bool isId) {
            QTest::addRow("'%s'", text) << QByteArray(text) << isId;
        };
        row("gen-01ARYZ6S41TSV4RRFFQ69G5FAV", true);
        row("gen-7ZZZZZZZZZZZZZZZZZZZZZZZZZ", true);
        row("gen-8ZZZZZZZZZZZZZZZZZZZZZZZZZ", false);
        row("gen-01ARYZ6S41TSV4RRFFQ69G5FA", false);
        row("gen-01ARYZ6S41TSV4RRFFQ69G5FAVV", false);
        row("gen-01ARYZ6S41TSV4RRFFQ69G5FAI", false);
        row("gen-01ARYZ6S41TSV4RRFFQ69G5FAU", false);
        row("gen-01aryz6s41tsv4rrffq69g5fav", false);
        row("req-01ARYZ6S41TSV4RRFFQ69G5FAV", false);
        row("", false);
        row("gen-", false);
    }
    void otherTextsAreNotIds()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, isId);
        QCOMPARE(isGenerationId({text.data(), static_cast<std::size_t>(text.size())}), isId);
    }
};

QTEST_GUILESS_MAIN(TestGenerationIds)
#include "tst_GenerationIds.moc"
