// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/LiveFilterModel.h"
#include "models/LiveModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t nowUs = 1'795'435'331'000'000;

LiveRequest ended(const QString &id, KeyId key = {1})
{
    LiveRequest request;
    request.id = id;
    request.admittedUs = nowUs;
    request.key = key;
    request.model = {3};
    request.provider = {4};
    request.endpoint = {5};
    request.httpStatus = 200;
    request.usage.prompt = 18'240;
    request.usage.completion = 412;
    request.cost = {18'240'000};
    request.firstTokenUs = 620'000;
    request.totalUs = 1'840'000;
    request.attemptCount = 1;
    request.requestedModel = u"alder/latest"_s;
    return request;
}

LiveRequest running(const QString &id, LivePhase phase = LivePhase::Streaming)
{
    LiveRequest request = ended(id);
    request.phase = phase;
    request.cost = {};
    request.totalUs = 0;
    request.isInputEstimated = true;
    return request;
}

LiveRequest refused(const QString &id, int status, const QString &errorType)
{
    LiveRequest request = ended(id);
    request.state = GenerationState::Refused;
    request.httpStatus = status;
    request.errorType = errorType;
    request.provider = {};
    request.endpoint = {};
    request.usage = {};
    request.cost = {};
    request.firstTokenUs = 0;
    return request;
}

LedgerNames names()
{
    LedgerNames names;
    names.keys = {{1, u"alice-claude-code"_s}, {2, u"bob-cursor"_s}};
    names.models = {{3, u"alder/alder-large-3"_s}};
    names.providers = {{4, u"Alder"_s}};
    names.endpoints = {{5, u"alder"_s}};
    return names;
}

Cell cell(const LiveModel &model, int row, LiveColumn column)
{
    return model.index(row, static_cast<int>(column)).data(CellRole).value<Cell>();
}

} // namespace

class TestLiveModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void cleanup() { QLocale::setDefault(QLocale::c()); }

    void newestIsOnTopAndRowsChangeInPlace()
    {
        LiveModel model;
        QAbstractItemModelTester tester(&model);
        model.setNames(names());
        model.apply({.added = {running(u"a"_s), running(u"b"_s)}, .changed = {}});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.request(0).id, u"b"_s);
        QCOMPARE(model.rowOf(u"a"_s), 1);
        QVERIFY(model.hasRunning());

        QSignalSpy changed(&model, &LiveModel::dataChanged);
        QSignalSpy inserted(&model, &LiveModel::rowsInserted);
        model.apply({.added = {running(u"c"_s), running(u"d"_s)},
                     .changed = {ended(u"a"_s), ended(u"b"_s), ended(u"unknown"_s)}});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.request(3).id, u"a"_s);
        QVERIFY(!model.request(3).isRunning());
        QCOMPARE(model.rowOf(u"unknown"_s), -1);
        QVERIFY(!model.lacksNames());
    }

    void twentyThousandRequestsDoNotGrowIt()
    {
        LiveModel model;
        QAbstractItemModelTester tester(&model);
        for (int batch = 0; batch < 100; ++batch) {
            LiveBatch happened;
            for (int i = 0; i < 200; ++i)
                happened.added.append(ended(QString::number(batch * 200 + i)));
            model.apply(happened);
            QVERIFY(model.rowCount() <= int(LiveModel::kept));
        }
        QCOMPARE(model.rowCount(), int(LiveModel::kept));
        QCOMPARE(model.request(0).id, u"19999"_s);
        QCOMPARE(model.request(1'999).id, u"18000"_s);
        QCOMPARE(model.rowOf(u"18000"_s), 1'999);
        QCOMPARE(model.rowOf(u"17999"_s), -1);
        LiveBatch flood;
        for (int i = 0; i < 5'000; ++i)
            flood.added.append(ended(u"f%1"_s.arg(i)));
        model.apply(flood);
        QCOMPARE(model.rowCount(), int(LiveModel::kept));
        QCOMPARE(model.request(0).id, u"f4999"_s);
    }

    void heldRowsWaitAndComeTogether()
    {
        LiveModel model;
        QAbstractItemModelTester tester(&model);
        model.apply({.added = {running(u"a"_s)}, .changed = {}});
        model.setHold(LiveModel::Hold::Rows);
        QSignalSpy waiting(&model, &LiveModel::waitingChanged);
        model.apply({.added = {running(u"b"_s), running(u"c"_s)}, .changed = {ended(u"a"_s)}});
        model.apply({.added = {}, .changed = {ended(u"b"_s)}});
        QCOMPARE(waiting.size(), 2);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.waitingCount(), 2);
        QVERIFY(!model.request(0).isRunning()); // In sight goes on.
        QSignalSpy inserted(&model, &LiveModel::rowsInserted);
        model.setHold(LiveModel::Hold::Nothing);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.request(0).id, u"c"_s);
        QVERIFY(!model.request(1).isRunning());
        QCOMPARE(model.waitingCount(), 0);
    }

    void pausedViewStaysAsItIs()
    {
        LiveModel model;
        QAbstractItemModelTester tester(&model);
        model.apply({.added = {running(u"a"_s)}, .changed = {}});
        model.setHold(LiveModel::Hold::Everything);
        QSignalSpy changed(&model, &LiveModel::dataChanged);
        for (int i = 0; i < 3'000; ++i)
            model.apply({.added = {ended(QString::number(i))}, .changed = {}});
        model.apply({.added = {}, .changed = {ended(u"a"_s)}});
        model.tick(nowUs);
        QVERIFY(changed.isEmpty());
        QVERIFY(model.request(0).isRunning());
        QCOMPARE(model.waitingCount(), 3'000);
        QCOMPARE(model.waiting().size(), LiveModel::kept);
        model.setHold(LiveModel::Hold::Rows);
        QVERIFY(!model.request(0).isRunning());
        QCOMPARE(model.rowCount(), 1);
        model.setHold(LiveModel::Hold::Nothing);
        QCOMPARE(model.rowCount(), int(LiveModel::kept));
        QCOMPARE(model.rowOf(u"a"_s), -1);
    }

    void olderRowsComeBelowOnceAndGoWithTheNextBatch()
    {
        LiveModel model;
        QAbstractItemModelTester tester(&model);
        LiveBatch batch;
        for (int i = 0; i < 2'000; ++i)
            batch.added.append(ended(QString::number(i)));
        model.apply(batch);
        model.setHold(LiveModel::Hold::Rows);
        model.apply({.added = {ended(u"waits"_s)}, .changed = {}});
        QCOMPARE(model.appendOlder({ended(u"waits"_s), ended(u"0"_s), ended(u"x"_s)}), 1);
        QCOMPARE(model.rowCount(), 2'001);
        QCOMPARE(model.request(2'000).id, u"x"_s);
        QCOMPARE(model.rowOf(u"x"_s), 2'000);
        model.setHold(LiveModel::Hold::Nothing);
        QCOMPARE(model.rowCount(), int(LiveModel::kept));
        QCOMPARE(model.request(0).id, u"waits"_s);

        QList<LiveRequest> many;
        for (int i = 0; i < 30'000; ++i)
            many.append(ended(u"m%1"_s.arg(i)));
        model.appendOlder(many);
        QCOMPARE(model.rowCount(), int(LiveModel::most));
        QVERIFY(!model.canTakeOlder());
    }

    void resetAndClearForgetAll()
    {
        LiveModel model;
        QAbstractItemModelTester tester(&model);
        model.apply({.added = {ended(u"a"_s)}, .changed = {}});
        model.apply({.added = {ended(u"b"_s)}, .changed = {}, .isReset = true});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.request(0).id, u"b"_s);
        model.setHold(LiveModel::Hold::Rows);
        model.apply({.added = {ended(u"c"_s)}, .changed = {}});
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.waitingCount(), 0);
    }

    void cellsReadAsTheirRequests()
    {
        LiveModel model;
        model.setNames(names());
        model.tick(nowUs + 1'400'000);
        model.apply(
            {.added = {ended(u"a"_s), running(u"b"_s), refused(u"c"_s, 402, u"payment_required"_s)},
             .changed = {}});
        model.tick(nowUs + 1'400'000);
        QCOMPARE(cell(model, 2, LiveColumn::Status).badge,
                 std::optional(CellBadge{u"200"_s, Tone::Success, Mark::None}));
        QCOMPARE(cell(model, 2, LiveColumn::Key).text, u"alice-claude-code"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Model).text, u"alder/alder-large-3"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Provider).text, u"Alder"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Input).text, u"18.2K"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Output).text, u"412"_s);
        QCOMPARE(cell(model, 2, LiveColumn::FirstToken).text, u"620 ms"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Total).text, u"1.84 s"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Cost).text, u"$0.018240"_s);
        QCOMPARE(cell(model, 2, LiveColumn::TokensPerSecond).text, u"338"_s);

        QCOMPARE(cell(model, 1, LiveColumn::Status).badge,
                 std::optional(CellBadge{u"1.4 s"_s, Tone::Info, Mark::Ring}));
        QCOMPARE(cell(model, 1, LiveColumn::Status).detail, u"streaming"_s);
        QCOMPARE(cell(model, 1, LiveColumn::Status).spoken, u"streaming for 1.4 s"_s);
        QCOMPARE(cell(model, 1, LiveColumn::Input).text, u"≈18.2K"_s);
        QCOMPARE(cell(model, 1, LiveColumn::Cost).text, u"…"_s);
        QCOMPARE(cell(model, 1, LiveColumn::Total).text, u"…"_s);

        QCOMPARE(cell(model, 0, LiveColumn::Status).badge,
                 std::optional(CellBadge{u"402"_s, Tone::Danger, Mark::Cross}));
        QCOMPARE(cell(model, 0, LiveColumn::Status).detail, u"limit"_s);
        QCOMPARE(cell(model, 0, LiveColumn::Provider).text, u"–"_s);
        QCOMPARE(cell(model, 0, LiveColumn::Input).text, u"–"_s);
        QCOMPARE(cell(model, 0, LiveColumn::Cost).text, u"$0"_s);
    }

    void unpricedAndSimulatedSaySo()
    {
        LiveRequest unpriced = ended(u"a"_s);
        unpriced.flags = GenerationFlag::Unpriced;
        LiveRequest simulated = ended(u"b"_s);
        simulated.flags = GenerationFlag::Simulated;
        simulated.cost = {};
        LiveRequest fallback = ended(u"c"_s);
        fallback.attemptCount = 3;
        LiveModel model;
        model.apply({.added = {unpriced, simulated, fallback}, .changed = {}});
        QCOMPARE(cell(model, 2, LiveColumn::Cost).text, u"–"_s);
        QCOMPARE(cell(model, 2, LiveColumn::Cost).detail, u"unpriced"_s);
        QCOMPARE(cell(model, 1, LiveColumn::Status).badge,
                 std::optional(CellBadge{u"200"_s, Tone::Simulated, Mark::Diamond}));
        QCOMPARE(cell(model, 1, LiveColumn::Status).detail, u"simulated"_s);
        QCOMPARE(cell(model, 0, LiveColumn::Status).detail, u"↻ 2 fallbacks"_s);
        QVERIFY(model.lacksNames());
        QCOMPARE(cell(model, 0, LiveColumn::Model).text, u"alder/latest"_s);
    }

    void filterKeepsWhatFits()
    {
        LiveModel model;
        LiveFilterModel filtered(model);
        QAbstractItemModelTester tester(&filtered);
        model.setNames(names());
        model.apply(
            {.added = {ended(u"gen-a"_s, {1}), ended(u"gen-b"_s, {2}),
                       refused(u"gen-c"_s, 402, u"payment_required"_s), running(u"gen-d"_s)},
             .changed = {}});
        const auto ids = [&filtered] {
            QStringList ids;
            for (int row = 0; row < filtered.rowCount(); ++row)
                ids += filtered.request(row).id;
            return ids;
        };
        filtered.setFilter({.words = u"CLAUDE alder"_s});
        QCOMPARE(ids(), (QStringList{u"gen-d"_s, u"gen-c"_s, u"gen-a"_s}));
        filtered.setFilter({.words = u"limit"_s});
        QCOMPARE(ids(), QStringList{u"gen-c"_s});
        filtered.setFilter({.words = {}, .outcomes = {int(LiveOutcome::Running)}});
        QCOMPARE(ids(), QStringList{u"gen-d"_s});
        model.apply({.added = {}, .changed = {ended(u"gen-d"_s)}});
        QCOMPARE(ids(), QStringList{}); // It runs no longer.
        LiveFilter ofBob;
        ofBob.keys = {2};
        filtered.setFilter(ofBob);
        QCOMPARE(ids(), QStringList{u"gen-b"_s});
        QCOMPARE(filtered.rowOf(u"gen-b"_s), 0);
        QCOMPARE(filtered.rowOf(u"gen-a"_s), -1);
        model.setHold(LiveModel::Hold::Rows);
        model.apply({.added = {ended(u"gen-e"_s, {2}), ended(u"gen-f"_s, {1})}, .changed = {}});
        QCOMPARE(filtered.waitingCount(), 1);
        LiveFilter elsewhere;
        elsewhere.workspace = WorkspaceId{9};
        filtered.setFilter(elsewhere);
        QCOMPARE(filtered.rowCount(), 0);
        filtered.setFilter({});
        QCOMPARE(filtered.rowCount(), 4);
        QCOMPARE(filtered.waitingCount(), 2);
    }
};

QTEST_GUILESS_MAIN(TestLiveModel)
#include "tst_LiveModel.moc"
