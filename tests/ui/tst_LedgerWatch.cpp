// SPDX-License-Identifier: GPL-3.0-or-later
// The banner of a ledger that cannot be written, or is damaged.
#include "app/LedgerWatch.h"
#include "core/Format.h"
#include "ledger/Ledger.h"
#include "ui/shell/Notices.h"

#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

class LedgerWatchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bannerStandsForAsLongAsItsCause()
    {
        LedgerWatch::Health health;
        ui::Notices notices;
        const LedgerWatch watch([&health] { return health; }, notices);
        QVERIFY(!notices.currentBanner());

        health = {1'795'000'000'000'000, u"The disk is full."_s, false, 0};
        QTRY_VERIFY(notices.currentBanner());
        QCOMPARE(notices.currentBanner()->tone, Tone::Danger);
        QVERIFY(!notices.currentBanner()->isDismissible);
        const QString sentence = notices.currentBanner()->sentence;
        QVERIFY(sentence.contains(u"The disk is full."_s));
        QVERIFY(sentence.contains(format::timeOfDay(health.failingSinceUs)));

        health = {};
        QTRY_VERIFY(!notices.currentBanner());
    }

    void damageOutranksAFailingCommit()
    {
        ui::Notices notices;
        const LedgerWatch watch(
            [] {
                return LedgerWatch::Health{1, u"no space"_s, true, 0};
            },
            notices);
        QVERIFY(notices.currentBanner());
        QVERIFY(notices.currentBanner()->sentence.contains(u"damaged"_s));
    }

    void damagedJournalIsAWarningThatAFailingCommitOutranks()
    {
        LedgerWatch::Health health{0, {}, false, 12'345};
        ui::Notices notices;
        const LedgerWatch watch([&health] { return health; }, notices);
        QVERIFY(notices.currentBanner());
        QCOMPARE(notices.currentBanner()->tone, Tone::Warning);
        QVERIFY(notices.currentBanner()->sentence.contains(u"12,345 bytes"_s));
        health = {1, u"no space"_s, false, 12'345};
        QTRY_COMPARE(notices.currentBanner()->tone, Tone::Danger);
    }

    void bannerGoesWithTheLedger()
    {
        ui::Notices notices;
        {
            const LedgerWatch watch(
                [] {
                    return LedgerWatch::Health{1, u"no space"_s, false, 0};
                },
                notices);
            QVERIFY(notices.currentBanner());
        }
        QVERIFY(!notices.currentBanner());
    }

    void realLedgerTellsThatItCannotBeWritten()
    {
        const QTemporaryDir directory;
        const ManualClock clock;
        const auto ledger = test::openLedger(directory.path(), clock);
        test::seed(ledger->path());
        QCOMPARE(LedgerWatch::healthOf(*ledger).failingSinceUs, 0);
        // What the writer needs is not there: no commit succeeds.
        test::execute(ledger->path(), "ALTER TABLE generation RENAME TO elsewhere");
        QVERIFY(ledger->journal(0).settle(
            test::completed(test::admitted(test::generationId(1), clock.nowUs()))));
        QTRY_VERIFY(LedgerWatch::healthOf(*ledger).failingSinceUs != 0);
        QVERIFY(!LedgerWatch::healthOf(*ledger).lastError.isEmpty());
        test::execute(ledger->path(), "ALTER TABLE elsewhere RENAME TO generation");
        QTRY_COMPARE_WITH_TIMEOUT(LedgerWatch::healthOf(*ledger).failingSinceUs, 0, 20'000);
    }
};

QTEST_MAIN(LedgerWatchTest)
#include "tst_LedgerWatch.moc"
