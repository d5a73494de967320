// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits, back-offs and the five-minute window, by a clock that a test moves.
#include "engine/routing/FailureRule.h"
#include "engine/routing/HealthBook.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/support/ManualClock.h"

using namespace std::chrono_literals;
using namespace turnpike;

class HealthBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = std::make_unique<ManualClock>();
        m_book = std::make_unique<HealthBook>();
    }

    void unknownEndpointIsStable();
    void circuitOpensAfterFailuresInARow();
    void circuitOpensWhenHalfOfManyFailLately();
    void halfOpenCircuitLetsExactlyOneThrough();
    void trialThatFailsDoublesTheBackOff();
    void trialThatSucceedsCloses();
    void failureAfterTheBackOffOpensAgain();
    void trialOfAClientThatLeftIsGivenBack();
    void trialThatNobodyEndsIsTakenOver();
    void firstContentClosesTheCircuit();
    void requestsFromBeforeItTurnedDoNotTurnItAgain();
    void lastResortThatSucceedsCloses();
    void backOffIsBounded();
    void rateLimitIsNotUnhealthyAndHonoursWhatWasTold();
    void rateLimitsGrowWhereNothingWasTold();
    void answerAfterARateLimitEndsIt();
    void requestsOwnFaultsDoNotCount();
    void failureIsRememberedForThirtySeconds();
    void oneFailureOfManyIsNoOutage();
    void uptimeIsJudgedByManyAttempts();
    void percentilesAreOfFiveMinutes();
    void percentilesOfThroughputAreWhatMostReached();
    void probeIsOfferedOnce();
    void probeOfAFailureThatItCannotSeeIsNotOffered();
    void snapshotSaysWhoIsOutSinceWhenAndWhy();
    void restartKeepsBackOffs();
    void clockSetBackCannotKeepAnEndpointOut();
    void changesAreCounted();
    void threadsShareItWithoutLoss();
    void failureClassesFollowTheAttempt_data();
    void failureClassesFollowTheAttempt();

private:
    static constexpr EndpointId endpoint{7};

    std::int64_t now() const { return m_clock->steadyNs(); }
    void fail(int count = 1, FailureClass failure = FailureClass::ServerError, int status = 503)
    {
        for (int i = 0; i < count; ++i)
            m_book->failed(endpoint, failure, status, now(), now());
    }
    void limit(std::optional<std::int64_t> retryAfterS = {})
    {
        m_book->failed(endpoint, FailureClass::RateLimited, 429, now(), now(), retryAfterS);
    }
    void succeed(std::chrono::milliseconds latency = 100ms, std::int64_t tokens = 100)
    {
        const std::int64_t startedNs = now();
        m_clock->advance(latency);
        const std::int64_t firstNs = now();
        m_clock->advance(1s - latency);
        m_book->succeeded(endpoint, {startedNs, firstNs, now(), tokens});
    }
    Standing standing() const { return m_book->standingOf(endpoint, now()); }
    std::int64_t outForNs() const { return m_book->outUntilNs(endpoint, now()) - now(); }
    EndpointHealthView view() const { return m_book->snapshot(now(), m_clock->nowUs()).front(); }
    void passBackOff() { m_clock->advance(std::chrono::nanoseconds(outForNs())); }

    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<HealthBook> m_book;
};

void HealthBookTest::unknownEndpointIsStable()
{
    QCOMPARE(standing(), Standing::Stable);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    QVERIFY(m_book->snapshot(now(), 0).empty());
}

void HealthBookTest::circuitOpensAfterFailuresInARow()
{
    fail(2);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    succeed();
    fail(2);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    fail();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
    QCOMPARE(standing(), Standing::CircuitOpen);
    QVERIFY(outForNs() >= HealthBook::firstBackOffNs / 5 * 4);
    QVERIFY(outForNs() <= HealthBook::firstBackOffNs / 5 * 6);
}

void HealthBookTest::circuitOpensWhenHalfOfManyFailLately()
{
    for (int i = 0; i < 4; ++i) {
        succeed();
        fail();
    }
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free); // Eight attempts.
    succeed();
    fail();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
}

void HealthBookTest::halfOpenCircuitLetsExactlyOneThrough()
{
    fail(3);
    passBackOff();
    QCOMPARE(view().record.circuit, Circuit::HalfOpen);
    QVERIFY(standing() != Standing::CircuitOpen);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Busy);
    QCOMPARE(standing(), Standing::CircuitOpen);
}

void HealthBookTest::trialThatFailsDoublesTheBackOff()
{
    fail(3);
    std::int64_t before = outForNs();
    for (int i = 0; i < 4; ++i) {
        passBackOff();
        QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
        fail();
        QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
        QVERIFY(outForNs() > before / 6 * 4 * 2);
        before = outForNs();
    }
}

void HealthBookTest::trialThatSucceedsCloses()
{
    fail(3);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    succeed();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    fail(2);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    fail();
    // Back at the shortest back-off.
    QVERIFY(outForNs() <= HealthBook::firstBackOffNs / 5 * 6);
}

void HealthBookTest::failureAfterTheBackOffOpensAgain()
{
    fail(3);
    passBackOff();
    fail(); // Nobody asked whether it may.
    QCOMPARE(standing(), Standing::CircuitOpen);
    QCOMPARE(view().record.trips, 2U);
    // A trial whose start was taken just before it was claimed.
    passBackOff();
    const std::int64_t startedNs = now();
    m_clock->advance(1ms);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    m_clock->advance(1s);
    m_book->failed(endpoint, FailureClass::Timeout, 0, startedNs, now());
    QCOMPARE(view().record.trips, 3U);
}

void HealthBookTest::trialOfAClientThatLeftIsGivenBack()
{
    fail(3);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    m_book->abandoned(endpoint, now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    // The same by the name of no failure at all.
    m_book->failed(endpoint, FailureClass::None, 0, now(), now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
}

void HealthBookTest::trialThatNobodyEndsIsTakenOver()
{
    fail(3);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    m_clock->advance(29s);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Busy);
    m_clock->advance(1s);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
}

void HealthBookTest::firstContentClosesTheCircuit()
{
    fail(3);
    passBackOff();
    const std::int64_t startedNs = now();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    m_clock->advance(2s);
    m_book->answered(endpoint, startedNs, now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
}

void HealthBookTest::requestsFromBeforeItTurnedDoNotTurnItAgain()
{
    const std::int64_t earlier = now();
    m_clock->advance(1s);
    fail(3);
    // A stream from before the outage ends well: that says nothing of now.
    m_book->succeeded(endpoint, {earlier, earlier + 1, now(), 50});
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    // One of the outage times out during the trial.
    m_book->failed(endpoint, FailureClass::Timeout, 0, earlier, now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Busy);
    succeed();
    for (int i = 0; i < 5; ++i)
        m_book->failed(endpoint, FailureClass::Timeout, 0, earlier, now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
}

void HealthBookTest::lastResortThatSucceedsCloses()
{
    fail(3);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
    const std::int64_t before = outForNs();
    fail(5); // Tried for want of anything else: the back-off stays.
    QCOMPARE(outForNs(), before);
    succeed();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
}

void HealthBookTest::backOffIsBounded()
{
    fail(3);
    for (int i = 0; i < 80; ++i) {
        passBackOff();
        QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
        fail();
        QVERIFY(outForNs() > 0);
        QVERIFY(outForNs() <= HealthBook::longestBackOffNs / 5 * 6);
    }
    QVERIFY(outForNs() >= HealthBook::longestBackOffNs / 5 * 4);
}

void HealthBookTest::rateLimitIsNotUnhealthyAndHonoursWhatWasTold()
{
    for (int i = 0; i < 20; ++i)
        limit(17);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::RateLimited);
    QCOMPARE(standing(), Standing::RateLimited);
    QCOMPARE(outForNs(), std::int64_t{17'000'000'000});
    QCOMPARE(view().record.circuit, Circuit::Closed);
    QCOMPARE(view().attempts, std::int64_t{0});
    QCOMPARE(view().rateLimited, std::int64_t{20});
    m_clock->advance(17s);
    QCOMPARE(standing(), Standing::Stable);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    limit(1'000'000); // A date read as seconds, or spite.
    QCOMPARE(outForNs(), HealthBook::longestToldNs);
}

void HealthBookTest::rateLimitsGrowWhereNothingWasTold()
{
    limit();
    const std::int64_t first = outForNs();
    QVERIFY(first >= HealthBook::firstRateLimitNs / 5 * 4);
    QVERIFY(first <= HealthBook::firstRateLimitNs / 5 * 6);
    limit(); // Under way at the same time: one refusal.
    QCOMPARE(outForNs(), first);
    for (int i = 0; i < 10; ++i) {
        passBackOff();
        limit();
    }
    QVERIFY(outForNs() >= HealthBook::longestRateLimitNs / 5 * 4);
    QVERIFY(outForNs() <= HealthBook::longestRateLimitNs / 5 * 6);
}

void HealthBookTest::answerAfterARateLimitEndsIt()
{
    const std::int64_t earlier = now();
    m_clock->advance(1s);
    limit(60);
    m_book->succeeded(endpoint, {earlier, earlier + 1, now(), 50});
    QCOMPARE(m_book->admit(endpoint, now()), Admission::RateLimited);
    succeed();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    QCOMPARE(view().record.rateLimitsInARow, 0U);
}

void HealthBookTest::requestsOwnFaultsDoNotCount()
{
    for (const FailureClass fault :
         {FailureClass::RequestFault, FailureClass::TooLarge, FailureClass::Declined,
          FailureClass::Forbidden, FailureClass::None})
        fail(5, fault, 400);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
    QCOMPARE(standing(), Standing::Stable);
    // Being answered at all is what a trial asks.
    fail(3);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    fail(1, FailureClass::RequestFault, 400);
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
}

void HealthBookTest::failureIsRememberedForThirtySeconds()
{
    fail();
    QCOMPARE(standing(), Standing::FailedLately);
    m_clock->advance(30s - 1ns);
    QCOMPARE(standing(), Standing::FailedLately);
    m_clock->advance(1ns);
    QCOMPARE(standing(), Standing::Stable);
}

void HealthBookTest::oneFailureOfManyIsNoOutage()
{
    succeed();
    succeed();
    fail();
    QCOMPARE(standing(), Standing::Stable);
    fail();
    QCOMPARE(standing(), Standing::FailedLately); // Two of four.
}

void HealthBookTest::uptimeIsJudgedByManyAttempts()
{
    const auto attempts = [this](int successes, int failures) {
        m_book = std::make_unique<HealthBook>();
        // Failures first and apart, so that neither circuit nor the last 30 seconds speak.
        for (int i = 0; i < failures; ++i) {
            fail();
            m_book->succeeded(endpoint, {now(), now(), now(), 0});
        }
        m_clock->advance(60s);
        for (int i = 0; i < successes - failures; ++i)
            m_book->succeeded(endpoint, {now(), now(), now(), 0});
        if (m_book->admit(endpoint, now()) == Admission::Trial)
            m_book->succeeded(endpoint, {now(), now(), now(), 0});
        return standing();
    };
    QCOMPARE(attempts(96, 4), Standing::Stable);
    QCOMPARE(attempts(95, 6), Standing::Degraded);
    QCOMPARE(attempts(75, 26), Standing::Down);
    QCOMPARE(attempts(40, 30), Standing::Stable); // Too few to judge.
    attempts(75, 26);
    m_clock->advance(5min);
    QCOMPARE(standing(), Standing::Stable);
}

void HealthBookTest::percentilesAreOfFiveMinutes()
{
    QVERIFY(!m_book->percentilesOf(endpoint, now()).isRecent);
    for (int i = 0; i < 90; ++i)
        succeed(100ms);
    for (int i = 0; i < 10; ++i)
        succeed(900ms);
    const auto known = m_book->percentilesOf(endpoint, now());
    QVERIFY(known.isRecent);
    const auto isNear = [](std::int64_t value, std::int64_t wanted) {
        return value > wanted * 7 / 8 && value < wanted * 9 / 8;
    };
    QVERIFY2(isNear(known.latencyMs[0], 100), qPrintable(QString::number(known.latencyMs[0])));
    QVERIFY(isNear(known.latencyMs[1], 100));
    QVERIFY2(isNear(known.latencyMs[3], 900), qPrintable(QString::number(known.latencyMs[3])));
    m_clock->advance(316s);
    const auto old = m_book->percentilesOf(endpoint, now());
    QVERIFY(!old.isRecent);
    // The last known stays, for orders; thresholds ask for recent ones.
    QVERIFY(isNear(old.latencyMs[0], 100));
}

void HealthBookTest::percentilesOfThroughputAreWhatMostReached()
{
    for (int i = 0; i < 80; ++i)
        succeed(100ms, 200);
    for (int i = 0; i < 20; ++i)
        succeed(100ms, 20);
    const auto known = m_book->percentilesOf(endpoint, now());
    const auto isNear = [](std::int64_t value, std::int64_t wanted) {
        return value > wanted * 7 / 8 && value < wanted * 9 / 8;
    };
    QVERIFY(isNear(known.milliTokensPerSecond[0], 200'000));
    QVERIFY(isNear(known.milliTokensPerSecond[2], 20'000));
}

void HealthBookTest::probeIsOfferedOnce()
{
    fail(3, FailureClass::Connect, 0);
    QVERIFY(!m_book->claimProbe(now()));
    passBackOff();
    QCOMPARE(m_book->claimProbe(now()), std::optional(endpoint));
    QVERIFY(!m_book->claimProbe(now()));
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Busy);
    m_book->probed(endpoint, false, now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
    QVERIFY(outForNs() > HealthBook::firstBackOffNs / 5 * 6);
    passBackOff();
    QCOMPARE(m_book->claimProbe(now()), std::optional(endpoint));
    m_book->probed(endpoint, true, now());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Free);
}

void HealthBookTest::probeOfAFailureThatItCannotSeeIsNotOffered()
{
    fail(3, FailureClass::NotFound, 404);
    passBackOff();
    QVERIFY(!m_book->claimProbe(now()));
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
}

void HealthBookTest::snapshotSaysWhoIsOutSinceWhenAndWhy()
{
    m_clock->advance(100s);
    const std::int64_t openedUs = m_clock->nowUs();
    fail(3, FailureClass::Credential, 401);
    m_clock->advance(1s);
    const EndpointHealthView seen = view();
    QCOMPARE(seen.record.endpoint, endpoint);
    QCOMPARE(seen.record.circuit, Circuit::Open);
    QVERIFY(seen.isOut(m_clock->nowUs()));
    QCOMPARE(seen.record.sinceUs, openedUs);
    QCOMPARE(seen.record.lastFailureUs, openedUs);
    QVERIFY(seen.record.untilUs > m_clock->nowUs());
    QCOMPARE(seen.record.lastFailure, FailureClass::Credential);
    QCOMPARE(int(seen.record.lastStatus), 401);
    QCOMPARE(seen.record.failuresInARow, 3U);
    QCOMPARE(seen.attempts, std::int64_t{3});
    QCOMPARE(seen.failures, std::int64_t{3});
    // A second trip belongs to the same outage.
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    fail();
    QCOMPARE(view().record.sinceUs, openedUs);
    QCOMPARE(view().record.trips, 2U);
}

void HealthBookTest::restartKeepsBackOffs()
{
    succeed(100ms, 200);
    fail(3, FailureClass::Timeout, 0);
    m_book->failed({8}, FailureClass::RateLimited, 429, now(), now(), 120);
    std::vector<EndpointHealthRecord> kept;
    for (const EndpointHealthView &one : m_book->snapshot(now(), m_clock->nowUs()))
        kept.push_back(one.record);
    const std::int64_t untilUs = kept.front().untilUs;

    // Another process: its steady clock begins anew, the wall clock goes on.
    m_clock = std::make_unique<ManualClock>(m_clock->nowUs() + 2'000'000, 5);
    m_book = std::make_unique<HealthBook>();
    m_book->restore(kept, now(), m_clock->nowUs());
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Open);
    QCOMPARE(m_book->admit({8}, now()), Admission::RateLimited);
    QCOMPARE(m_book->outUntilNs({8}, now()) - now(), std::int64_t{118'000'000'000});
    QVERIFY(std::abs(view().record.untilUs - untilUs) <= 1000);
    QCOMPARE(view().record.sinceUs, kept.front().sinceUs);
    QCOMPARE(view().record.lastFailure, FailureClass::Timeout);
    QVERIFY(view().record.milliTokensPerSecond > 0);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
}

void HealthBookTest::clockSetBackCannotKeepAnEndpointOut()
{
    fail(3);
    const std::vector<EndpointHealthRecord> kept{view().record};
    m_clock = std::make_unique<ManualClock>(m_clock->nowUs() - 86'400'000'000, 5);
    m_book = std::make_unique<HealthBook>();
    m_book->restore(kept, now(), m_clock->nowUs());
    QVERIFY(outForNs() <= HealthBook::longestBackOffNs / 5 * 6);
}

void HealthBookTest::changesAreCounted()
{
    const std::uint64_t none = m_book->changes();
    succeed();
    fail();
    QCOMPARE(m_book->changes(), none);
    fail(2);
    const std::uint64_t opened = m_book->changes();
    QVERIFY(opened > none);
    passBackOff();
    QCOMPARE(m_book->admit(endpoint, now()), Admission::Trial);
    succeed();
    QVERIFY(m_book->changes() > opened);
}

void HealthBookTest::threadsShareItWithoutLoss()
{
    constexpr int threads = 4;
    constexpr int rounds = 5000;
    constexpr int endpoints = 16;
    // The bucket is made before the race: at its turn a sample may be lost, by design.
    for (int i = 1; i <= endpoints; ++i)
        m_book->succeeded({i}, {now(), now(), now(), 0});
    std::atomic<int> trials{0};
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&, thread] {
            for (int i = 0; i < rounds; ++i) {
                const EndpointId id{i % endpoints + 1};
                if (i % 10 == thread)
                    m_book->failed(id, FailureClass::ServerError, 500, now(), now());
                else
                    m_book->succeeded(id, {now(), now() + 1'000'000, now() + 2'000'000, 50});
                m_book->standingOf(id, now());
                m_book->percentilesOf(id, now());
                // Others that only some threads know.
                m_book->failed({100 + thread * 1000 + i % 50}, FailureClass::Connect, 0, now(),
                               now());
            }
        });
    }
    for (std::thread &one : running)
        one.join();
    const auto views = m_book->snapshot(now(), m_clock->nowUs());
    QCOMPARE(views.size(), std::size_t(endpoints + threads * 50));
    std::int64_t attempts = 0;
    for (const EndpointHealthView &one : views)
        attempts += one.record.endpoint.value <= endpoints ? one.attempts : 0;
    QCOMPARE(attempts, std::int64_t{threads * rounds + endpoints});

    // Of those who ask at once, one gets the trial.
    m_book = std::make_unique<HealthBook>();
    fail(3);
    passBackOff();
    running.clear();
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&] {
            for (int i = 0; i < 1000; ++i)
                trials += m_book->admit(endpoint, now()) == Admission::Trial ? 1 : 0;
        });
    }
    for (std::thread &one : running)
        one.join();
    QCOMPARE(trials.load(), 1);
}

void HealthBookTest::failureClassesFollowTheAttempt_data()
{
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("failure");
    QTest::addColumn<bool>("counts");
    QTest::addColumn<bool>("nextModel");
    const auto row = [](const char *name, AttemptOutcome outcome, int status, FailureClass failure,
                        bool counts, bool nextModel) {
        QTest::newRow(name) << int(outcome) << status << int(failure) << counts << nextModel;
    };
    using Outcome = AttemptOutcome;
    row("connect", Outcome::ConnectFailed, 0, FailureClass::Connect, true, false);
    row("timeout", Outcome::TimedOut, 0, FailureClass::Timeout, true, false);
    row("cut", Outcome::Cut, 200, FailureClass::Cut, true, false);
    row("garbage", Outcome::Garbage, 200, FailureClass::Garbage, true, false);
    row("500", Outcome::Status, 500, FailureClass::ServerError, true, false);
    row("529", Outcome::Status, 529, FailureClass::ServerError, true, false);
    row("401", Outcome::Status, 401, FailureClass::Credential, true, false);
    row("402", Outcome::Status, 402, FailureClass::Credential, true, false);
    row("404", Outcome::Status, 404, FailureClass::NotFound, true, false);
    row("408", Outcome::Status, 408, FailureClass::Timeout, true, false);
    row("429", Outcome::Status, 429, FailureClass::RateLimited, false, false);
    row("403", Outcome::Status, 403, FailureClass::Forbidden, false, false);
    row("400", Outcome::Status, 400, FailureClass::RequestFault, false, true);
    row("422", Outcome::Status, 422, FailureClass::RequestFault, false, true);
    row("409", Outcome::Status, 409, FailureClass::Forbidden, false, false);
    row("451", Outcome::Status, 451, FailureClass::Forbidden, false, false);
    row("413", Outcome::Status, 413, FailureClass::TooLarge, false, true);
    row("302", Outcome::Status, 302, FailureClass::Garbage, true, false);
    row("left", Outcome::ClientLeft, 0, FailureClass::None, false, false);
    row("budget", Outcome::SkippedBudget, 0, FailureClass::None, false, false);
    row("success", Outcome::Succeeded, 200, FailureClass::None, false, false);
}

void HealthBookTest::failureClassesFollowTheAttempt()
{
    QFETCH(const int, outcome);
    QFETCH(const int, status);
    QFETCH(const int, failure);
    QFETCH(const bool, counts);
    QFETCH(const bool, nextModel);
    const FailureClass told = failureClassOf(static_cast<AttemptOutcome>(outcome), status);
    QCOMPARE(int(told), failure);
    QCOMPARE(countsAgainst(told), counts);
    // What is shown of a provider counts by the same rule.
    const std::optional<bool> shown = isFailure(static_cast<AttemptOutcome>(outcome), status);
    const bool isSuccess = static_cast<AttemptOutcome>(outcome) == AttemptOutcome::Succeeded;
    QCOMPARE(shown.has_value(), counts || isSuccess);
    QCOMPARE(shown.value_or(false), counts);
    if (static_cast<AttemptOutcome>(outcome) == AttemptOutcome::Status)
        QCOMPARE(isFailure(GenerationState::Failed, status), shown);
    QCOMPARE(ruleOf(told).next == NextStep::NextModel, nextModel);
}

QTEST_GUILESS_MAIN(HealthBookTest)
#include "tst_HealthBook.moc"
