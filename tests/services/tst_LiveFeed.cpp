// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/LiveFeed.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

#include "tests/support/ManualClock.h"

using namespace turnpike;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What a journal would tell, on whichever thread calls.
class Writer
{
public:
    explicit Writer(LiveFeed &feed)
        : m_feed(feed)
    {}

    GenerationId nextId() { return m_ids.next(ManualClock::defaultStartUs); }

    static GenerationRecord record(const GenerationId &id, KeyId key = {7})
    {
        GenerationRecord record;
        record.id = id;
        record.admittedUs = ManualClock::defaultStartUs;
        record.key = key;
        record.requestedModel = "alder/alder-large-3";
        record.flags = GenerationFlag::Streamed;
        return record;
    }
    void hold(const GenerationId &id, KeyId key = {7})
    {
        const GenerationRecord held = record(id, key);
        tell({.hold = &held});
    }
    void attempt(const GenerationId &id, std::uint32_t number, ProviderId provider)
    {
        AttemptStart start;
        start.generation = id;
        start.number = number;
        start.provider = provider;
        start.model = {3};
        start.promptTokensEstimate = 1'000;
        start.milliBytesPerToken = 4'000;
        tell({.attempt = &start});
    }
    void progress(const Progress &progress) { tell({.progress = &progress}); }
    void settle(const GenerationRecord &record) { tell({.settle = &record}); }
    void tell(const LedgerEvent &event) { m_feed.onRecords({&event, 1}); }

private:
    LiveFeed &m_feed;
    GenerationIds m_ids{42};
};

QString idText(const GenerationId &id)
{
    return QString::fromLatin1(id.text.data(), GenerationId::size);
}

} // namespace

class TestLiveFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestIsFollowedFromHoldToEnd()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy batches(&feed, &LiveFeed::happened);
        const GenerationId id = writer.nextId();

        writer.hold(id);
        QTRY_COMPARE(batches.size(), 1);
        const auto first = batches.takeFirst().first().value<LiveBatch>();
        QCOMPARE(first.added.size(), 1);
        QVERIFY(first.changed.isEmpty());
        QCOMPARE(first.added.first().id, idText(id));
        QCOMPARE(first.added.first().phase, LivePhase::Admitted);
        QCOMPARE(first.added.first().requestedModel, u"alder/alder-large-3"_s);
        QCOMPARE(feed.statistics().inFlight, 1);

        writer.attempt(id, 2, {5});
        QTRY_COMPARE(batches.size(), 1);
        auto changed = batches.takeFirst().first().value<LiveBatch>();
        QVERIFY(changed.added.isEmpty());
        QCOMPARE(changed.changed.size(), 1);
        QCOMPARE(changed.changed.first().phase, LivePhase::Sent);
        QCOMPARE(changed.changed.first().attemptCount, 2);
        QCOMPARE(changed.changed.first().provider, ProviderId{5});
        QCOMPARE(changed.changed.first().usage.prompt, 1'000);
        QVERIFY(changed.changed.first().isInputEstimated);

        Progress progress;
        progress.generation = id;
        progress.outputBytes = 800;
        progress.firstTokenUs = 620'000;
        writer.progress(progress);
        QTRY_COMPARE(batches.size(), 1);
        changed = batches.takeFirst().first().value<LiveBatch>();
        QCOMPARE(changed.changed.first().phase, LivePhase::Streaming);
        QCOMPARE(changed.changed.first().usage.completion, 200); // Four bytes a token.
        QVERIFY(changed.changed.first().isOutputEstimated);
        QCOMPARE(changed.changed.first().usage.prompt, 1'000);
        QCOMPARE(changed.changed.first().firstTokenUs, 620'000);

        GenerationRecord end = Writer::record(id);
        end.httpStatus = 200;
        end.cost = {18'240'000};
        end.usage.prompt = 1'204;
        end.usage.completion = 211;
        end.firstTokenUs = 620'000;
        end.totalUs = 1'840'000;
        end.finishReason = "stop";
        writer.settle(end);
        QTRY_COMPARE(batches.size(), 1);
        changed = batches.takeFirst().first().value<LiveBatch>();
        QVERIFY(changed.added.isEmpty());
        QCOMPARE(changed.changed.size(), 1);
        const LiveRequest &ended = changed.changed.first();
        QVERIFY(!ended.isRunning());
        QCOMPARE(ended.cost, Money{18'240'000});
        QCOMPARE(ended.usage.prompt, 1'204);
        QVERIFY(!ended.isInputEstimated);
        QCOMPARE(ended.finishReason, u"stop"_s);
        QCOMPARE(feed.requests().size(), 1U);
        QCOMPARE(feed.find(idText(id))->cost, Money{18'240'000});
        QCOMPARE(feed.find(u"gen-none"_s), nullptr);

        const LiveStatistics figures = feed.statistics();
        QCOMPARE(figures.perMinute, 1);
        QCOMPARE(figures.inFlight, 0);
        QCOMPARE(figures.ended, 1);
        QCOMPARE(figures.errors, 0);
        QCOMPARE(figures.firstTokenP50Us, 620'000);
        QCOMPARE(figures.spend, Money{18'240'000});
    }

    void oneBatchTellsARequestOnceInItsNewestState()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy batches(&feed, &LiveFeed::happened);
        const GenerationId one = writer.nextId();
        const GenerationId two = writer.nextId();
        writer.hold(one);
        writer.hold(two);
        writer.attempt(one, 1, {5});
        writer.settle(Writer::record(one));
        QTRY_COMPARE(batches.size(), 1);
        const auto batch = batches.first().first().value<LiveBatch>();
        QCOMPARE(batch.added.size(), 2);
        QVERIFY(batch.changed.isEmpty());
        QCOMPARE(batch.added.at(0).id, idText(one));
        QCOMPARE(batch.added.at(0).phase, LivePhase::Ended);
        QCOMPARE(batch.added.at(1).phase, LivePhase::Admitted);
    }

    void catchingUpTellsAtOnce()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy batches(&feed, &LiveFeed::happened);
        writer.hold(writer.nextId());
        feed.catchUp();
        QCOMPARE(batches.size(), 1);
        QCOMPARE(feed.requests().size(), 1U);
        writer.hold(writer.nextId()); // The way without it goes on.
        QTRY_COMPARE(batches.size(), 2);
        feed.catchUp();
        QCOMPARE(batches.size(), 2);
    }

    void refusalsStandAloneAndCountAsManyAsTheySum()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy batches(&feed, &LiveFeed::happened);
        GenerationRecord refusal = Writer::record(writer.nextId());
        refusal.state = GenerationState::Refused;
        refusal.httpStatus = 402;
        refusal.errorType = "payment_required";
        refusal.count = 40;
        writer.settle(refusal);
        QTRY_COMPARE(batches.size(), 1);
        QCOMPARE(batches.first().first().value<LiveBatch>().added.first().count, 40);
        QCOMPARE(feed.statistics().perMinute, 40);
        QCOMPARE(feed.statistics().ended, 40);
        QCOMPARE(feed.statistics().errors, 0); // Refused is not failed.
        QCOMPARE(feed.statistics().inFlight, 0);
    }

    void figuresForgetWhatIsOld()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy told(&feed, &LiveFeed::statisticsChanged);
        GenerationRecord failed = Writer::record(writer.nextId());
        failed.state = GenerationState::Failed;
        failed.cost = {5};
        failed.firstTokenUs = 10;
        writer.settle(failed);
        GenerationRecord simulated = Writer::record(writer.nextId());
        simulated.flags |= GenerationFlag::Simulated;
        simulated.cost = {1'000};
        simulated.firstTokenUs = 30;
        writer.settle(simulated);
        QTRY_COMPARE(feed.statistics().ended, 2);
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(feed.statistics().errors, 1);
        QCOMPARE(feed.statistics().spend, Money{5});
        QCOMPARE(feed.statistics().firstTokenP50Us, 10);

        clock.advance(59s);
        QCOMPARE(feed.statistics().perMinute, 2);
        clock.advance(1s);
        QCOMPARE(feed.statistics().perMinute, 0);
        QCOMPARE(feed.statistics().ended, 2);
        clock.advance(239s);
        QCOMPARE(feed.statistics().ended, 2);
        clock.advance(1s);
        QCOMPARE(feed.statistics(), LiveStatistics{});
        QTRY_COMPARE(told.size(), 2); // Fading is told, too.
    }

    void failingProvidersAreNamedForFiveMinutes()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        const auto settle = [&](ProviderId provider, GenerationState state, int status) {
            GenerationRecord record = Writer::record(writer.nextId());
            record.provider = provider;
            record.state = state;
            record.httpStatus = static_cast<std::uint16_t>(status);
            writer.settle(record);
        };
        constexpr ProviderId alder{3};
        constexpr ProviderId birch{4};
        constexpr ProviderId cedar{5};
        for (int i = 0; i < 19; ++i)
            settle(alder, GenerationState::Complete, 200);
        settle(alder, GenerationState::Failed, 502); // One of twenty is tolerated.
        settle(birch, GenerationState::Failed, 503); // One is no pattern.
        for (int i = 0; i < 9; ++i)
            settle(cedar, GenerationState::Failed, i % 2 ? 400 : 429); // Not to be blamed on it.
        feed.catchUp();
        QCOMPARE(feed.statistics().failingProviders, QList<ProviderId>());

        GenerationRecord rerouted = Writer::record(writer.nextId());
        rerouted.provider = alder;
        rerouted.attempts.resize(3);
        rerouted.attempts[0].provider = birch;
        rerouted.attempts[0].outcome = AttemptOutcome::ConnectFailed;
        rerouted.attempts[1].provider = cedar;
        rerouted.attempts[1].outcome = AttemptOutcome::SkippedBudget;
        rerouted.attempts[2].provider = alder;
        writer.settle(rerouted);
        QSignalSpy told(&feed, &LiveFeed::statisticsChanged);
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(feed.statistics().failingProviders, QList<ProviderId>{birch});

        settle(alder, GenerationState::Failed, 200); // Its stream broke off.
        GenerationRecord simulated = Writer::record(writer.nextId());
        simulated.provider = {1};
        simulated.state = GenerationState::Failed;
        simulated.httpStatus = 502;
        simulated.flags |= GenerationFlag::Simulated;
        for (int i = 0; i < 9; ++i)
            writer.settle(simulated);
        feed.catchUp();
        QCOMPARE(feed.statistics().failingProviders, (QList<ProviderId>{alder, birch}));
        clock.advance(5min);
        QCOMPARE(feed.statistics().failingProviders, QList<ProviderId>());
        settle(birch, GenerationState::Failed, 502);
        feed.catchUp();
        QCOMPARE(feed.statistics().failingProviders, QList<ProviderId>());
    }

    void onlyTheNewestAreKept()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy batches(&feed, &LiveFeed::happened);
        const GenerationId early = writer.nextId();
        writer.hold(early);
        QTRY_COMPARE(batches.size(), 1);
        for (int i = 0; i < 5'000; ++i)
            writer.settle(Writer::record(writer.nextId()));
        QTRY_COMPARE(feed.statistics().ended, 5'000);
        QCOMPARE(feed.requests().size(), LiveFeed::kept);
        QCOMPARE(feed.statistics().inFlight, 1);
        batches.clear();

        writer.settle(Writer::record(early)); // Not kept any more, and told nevertheless.
        QTRY_COMPARE(batches.size(), 1);
        const auto batch = batches.first().first().value<LiveBatch>();
        QVERIFY(batch.added.isEmpty());
        QCOMPARE(batch.changed.size(), 1);
        QCOMPARE(batch.changed.first().id, idText(early));
        QCOMPARE(feed.requests().size(), LiveFeed::kept);
        QCOMPARE(feed.statistics().inFlight, 0);
    }

    void whatNobodyTakesIsForgottenAndSaidSo()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QSignalSpy batches(&feed, &LiveFeed::happened);
        writer.hold(writer.nextId());
        QTRY_COMPARE(batches.size(), 1);
        batches.clear();
        for (std::size_t i = 0; i <= LiveFeed::mostWaiting; ++i)
            writer.settle(Writer::record(writer.nextId()));
        QTRY_COMPARE(batches.size(), 1);
        const auto batch = batches.first().first().value<LiveBatch>();
        QVERIFY(batch.isReset);
        QCOMPARE(batch.added.size(), 1);
        QCOMPARE(feed.requests().size(), 1U);
        QCOMPARE(feed.statistics().inFlight, 0);
    }

    void watchersHearTheirKeyUntilTheyAreGone()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        Writer writer(feed);
        QStringList seen;
        auto context = std::make_unique<QObject>();
        QObject other;
        feed.watch(context.get(), {7}, [&](const LiveRequest &request) { seen += request.id; });
        int others = 0;
        feed.watch(&other, {8}, [&](const LiveRequest &) {
            ++others;
            feed.unwatch(&other);
        });
        const GenerationId mine = writer.nextId();
        writer.hold(mine);
        writer.hold(writer.nextId(), {8});
        writer.hold(writer.nextId(), {8});
        QTRY_COMPARE(feed.statistics().inFlight, 3);
        QCOMPARE(seen, QStringList{idText(mine)});
        QVERIFY(others >= 1);
        others = 0;
        context.reset();
        writer.settle(Writer::record(mine));
        writer.hold(writer.nextId(), {8});
        QTRY_COMPARE(feed.statistics().inFlight, 3);
        QCOMPARE(seen.size(), 1);
        QCOMPARE(others, 0);
    }

    void writersOnOtherThreadsLoseNothing()
    {
        ManualClock clock;
        LiveFeed feed(clock);
        std::int64_t told = 0;
        connect(&feed, &LiveFeed::happened, this, [&told](const LiveBatch &batch) {
            QVERIFY(!batch.isReset);
            told += batch.added.size();
        });
        QSignalSpy committed(&feed, &LiveFeed::committed);
        std::thread thread([&feed] {
            Writer writer(feed);
            for (int i = 0; i < 1'500; ++i) {
                const GenerationId id = writer.nextId();
                writer.hold(id);
                writer.settle(Writer::record(id));
            }
            feed.onCommitted(1'500);
        });
        QTRY_COMPARE(told, 1'500);
        thread.join();
        QTRY_VERIFY(!committed.isEmpty());
        QCOMPARE(feed.statistics().inFlight, 0);
        QCOMPARE(feed.statistics().ended, 1'500);
    }
};

QTEST_GUILESS_MAIN(TestLiveFeed)
#include "tst_LiveFeed.moc"
