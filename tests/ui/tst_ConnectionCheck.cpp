// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/ConnectionCheck.h"

#include <QApplication>
#include <QSemaphore>
#include <QTest>

#include "tests/support/ConsoleFixture.h"
#include "tests/support/LedgerSamples.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::Literals::StringLiterals;

class tst_ConnectionCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The row comes to the ledger between a read that missed it and that read's answer.
    void commitDuringAReadIsNotForgotten()
    {
        constexpr int jobs = 4; // More than there are readers, so that each gets one.
        QSemaphore arrived;
        QSemaphore go;
        ConsoleFixture fixture;
        ConnectionCheck check({.live = fixture.live,
                               .reads = *fixture.reads,
                               .gateway = fixture.gateway,
                               .clock = fixture.clock},
                              this);
        Key key;
        key.id = KeyId{1};
        check.watch(key);
        GenerationRecord record;
        record.id = GenerationIds(42).next(fixture.clock.nowUs());
        record.admittedUs = fixture.clock.nowUs();
        record.key = key.id;
        record.state = GenerationState::Complete;
        record.httpStatus = 200;
        const LedgerEvent held{.hold = &record};
        const LedgerEvent settled{.settle = &record};
        fixture.live.onRecords({&held, 1});
        fixture.live.onRecords({&settled, 1});
        QTRY_COMPARE(check.state(), ConnectionCheck::State::Connected);

        Q_EMIT fixture.live.committed();
        for (int i = 0; i < jobs; ++i)
            fixture.reads->run(
                this,
                [&](const ReadServices &, const Actor &) {
                    arrived.release();
                    go.acquire();
                    return Result<int>(0);
                },
                [](const Result<int> &) {});
        arrived.acquire(int(LedgerReads::threads)); // What was asked before has been read.
        QVERIFY(addGeneration(fixture.ledger, {.admittedUs = record.admittedUs}));
        const QString id = QString::fromLatin1(record.id.text.data(), GenerationId::size);
        QVERIFY(fixture.ledger.execute(
            u"UPDATE generation SET gen_id = '%1'"_s.arg(id).toUtf8().constData()));
        Q_EMIT fixture.live.committed();
        QVERIFY(!check.row());
        go.release(jobs);
        QTRY_VERIFY(check.row());
        QCOMPARE(check.row()->id, id);
    }
};

QTEST_MAIN(tst_ConnectionCheck)
#include "tst_ConnectionCheck.moc"
