// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and tokens of a key in a minute, and requests at once.
#include "core/Policy.h"
#include "engine/admission/RateLimits.h"
#include "engine/admission/Turnstile.h"

#include <QTest>

#include <latch>
#include <thread>
#include <vector>

#include "tests/engine/GatewayFixture.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

constexpr std::int64_t minute = 60'000'000; ///< Microseconds.
constexpr std::int64_t now = 29'000'000 * minute + 15'000'000; ///< 15 s into some minute.

std::shared_ptr<const RateLimits> limitsOf(KeyId id, const RateLimit &limit,
                                           const RateLimits *earlier = nullptr)
{
    PolicySnapshot policy;
    KeyPolicy key;
    key.id = id;
    key.rateLimit = limit;
    policy.keys.emplace(key.hash, key);
    return std::make_shared<const RateLimits>(policy, earlier);
}

/// Writes its name down when it is called.
class Waits final : public PlaceWaiter
{
public:
    Waits(QByteArray name, QByteArrayList &called)
        : m_name(std::move(name))
        , m_called(called)
    {}
    void onPlace() override { m_called.append(m_name); }

private:
    QByteArray m_name;
    QByteArrayList &m_called;
};

/// What hangs after its first words, until its client leaves.
Answer hanging()
{
    Answer answer = Answer::sse(goodStream().mid(0, 3)).endingWith(Answer::End::Hang);
    answer.framing = Answer::Framing::UntilClose;
    return answer;
}

EngineOptions waiting(std::chrono::milliseconds longest, std::size_t most = 100)
{
    EngineOptions options;
    options.queueWait = longest;
    options.queueLength = most;
    return options;
}

using namespace std::chrono_literals;

/// "lab/m1:free", of which all keys together may ask once a day.
void offerFreeModel(GatewayFixture &gateway)
{
    gateway.policy.freeLimit.requestsPerDay = 1;
    ModelPolicy free = gateway.policy.models[0];
    free.id = {2};
    free.slug = free.canonicalSlug = "lab/m1:free";
    for (EndpointPolicy &endpoint : free.endpoints) {
        endpoint.id.value += 10;
        endpoint.prices = {};
    }
    gateway.policy.models.push_back(free);
    gateway.policy.modelBySlug.emplace(free.slug, 1);
}

} // namespace

class RateLimitsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsAreCountedByTheMinute()
    {
        const RateLimit limit{.requestsPerMinute = 2};
        const auto count = std::make_shared<RateCount>();
        RateHold hold;
        QCOMPARE(hold.take(count, limit, 1, now).kind, RateRefusal::Kind::None);
        QCOMPARE(hold.take(count, limit, 1, now).kind, RateRefusal::Kind::None);
        const RateRefusal refusal = hold.take(count, limit, 1, now);
        QCOMPARE(refusal.kind, RateRefusal::Kind::Requests);
        QCOMPARE(qlonglong(refusal.limit), 2LL);
        QCOMPARE(qlonglong(refusal.remaining), 0LL);
        QCOMPARE(qlonglong(refusal.retryAfterS), 45LL);
        QCOMPARE(qlonglong(refusal.resetMs), 29'000'001LL * 60'000);
        QCOMPARE(hold.take(count, limit, 1, now + 45'000'000 - 1).retryAfterS, 1);
        QCOMPARE(hold.take(count, limit, 1, now + 45'000'000).kind, RateRefusal::Kind::None);
    }

    void tokensAreEstimatedThenMadeTrue()
    {
        const RateLimit limit{.requestsPerMinute = 10, .tokensPerMinute = 100};
        const auto count = std::make_shared<RateCount>();
        RateHold first;
        QCOMPARE(first.take(count, limit, 40, now).kind, RateRefusal::Kind::None);
        RateHold second;
        const RateRefusal refusal = second.take(count, limit, 61, now);
        QCOMPARE(refusal.kind, RateRefusal::Kind::Tokens);
        QCOMPARE(qlonglong(refusal.remaining), 60LL);
        // What was refused for its tokens is no request either.
        QCOMPARE(qlonglong(count->requests.sum(now)), 1LL);
        QCOMPARE(second.take(count, limit, 60, now).kind, RateRefusal::Kind::None);
        first.settle(15, now);
        QCOMPARE(qlonglong(count->tokens.sum(now)), 75LL);
        second.settle(90, now);
        second.settle(90, now); // Once.
        QCOMPARE(qlonglong(count->tokens.sum(now)), 105LL);
        RateHold third;
        QCOMPARE(third.take(count, limit, 1, now).kind, RateRefusal::Kind::Tokens);
    }

    void whatAnEarlierMinuteTookIsNotGivenBackToThisOne()
    {
        const RateLimit limit{.tokensPerMinute = 100};
        const auto count = std::make_shared<RateCount>();
        RateHold early;
        QCOMPARE(early.take(count, limit, 80, now).kind, RateRefusal::Kind::None);
        RateHold late;
        QCOMPARE(late.take(count, limit, 50, now + minute).kind, RateRefusal::Kind::None);
        early.settle(10, now + minute);
        QCOMPARE(qlonglong(count->tokens.sum(now + minute)), 50LL);
        late.settle(70, now + 2 * minute);
        QCOMPARE(qlonglong(count->tokens.sum(now + 2 * minute)), 20LL);
    }

    void requestThatAloneExceedsTheTokensGoesFirstOrNotAtAll()
    {
        const RateLimit limit{.tokensPerMinute = 100};
        const auto count = std::make_shared<RateCount>();
        RateHold large;
        QCOMPARE(large.take(count, limit, 500, now).kind, RateRefusal::Kind::None);
        RateHold small;
        QCOMPARE(small.take(count, limit, 1, now).kind, RateRefusal::Kind::Tokens);
        QCOMPARE(small.take(count, limit, 1, now + minute).kind, RateRefusal::Kind::None);
        QCOMPARE(large.take(count, limit, 500, now + minute).kind, RateRefusal::Kind::Tokens);
    }

    void clockThatWasSetBackLocksNobodyOut()
    {
        const RateLimit limit{.requestsPerMinute = 1};
        const auto count = std::make_shared<RateCount>();
        RateHold hold;
        QCOMPARE(hold.take(count, limit, 1, now).kind, RateRefusal::Kind::None);
        // Another thread that read the clock just before the minute ended.
        QCOMPARE(hold.take(count, limit, 1, now - minute).kind, RateRefusal::Kind::Requests);
        QCOMPARE(hold.take(count, limit, 1, now - 60 * minute).kind, RateRefusal::Kind::None);
    }

    void countsOutliveAPolicyAndAreTheKeysOwn()
    {
        const auto first = limitsOf({1}, {.requestsPerMinute = 5});
        QVERIFY(first->countOf({1})->requests.take(1, 5, now));
        const auto second = limitsOf({1}, {.requestsPerMinute = 9}, first.get());
        QCOMPARE(qlonglong(second->countOf({1})->requests.sum(now)), 1LL);
        QVERIFY(!second->countOf({2}));
        QVERIFY(!limitsOf({1}, {}, second.get())->countOf({1}));
    }

    void manyThreadsTakeExactlyTheLimit()
    {
        PeriodCount count;
        std::atomic<int> taken{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 5'000; ++j)
                    taken += count.take(1, 7'777, now + j % 2 * minute / 2) ? 1 : 0;
            });
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(taken.load(), 7'777);
    }

    void refusalIsTheClientsOwnError_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("mark");
        const QByteArray messages = R"("messages":[{"role":"user","content":"a"}])";
        QTest::newRow("chat") << QByteArray("/chat/completions")
                              << QByteArray(R"({"model":"lab/m1",)") + messages + '}'
                              << QByteArray(R"("code":429)");
        QTest::newRow("messages") << QByteArray("/messages")
                                  << QByteArray(R"({"model":"lab/m1","max_tokens":5,)") + messages
                + '}' << QByteArray(R"("type":"rate_limit_error")");
        QTest::newRow("responses")
            << QByteArray("/responses") << QByteArray(R"({"model":"lab/m1","input":"a"})")
            << QByteArray("rate_limit_exceeded");
    }

    void refusalIsTheClientsOwnError()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, mark);
        GatewayFixture gateway;
        gateway.key.rateLimit.requestsPerMinute = 1;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const auto post = [&] {
            TestClient client(gateway.port());
            client.send("POST /api/v1" + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + QByteArray(GatewayFixture::secret) + "\r\nContent-Length: "
                        + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            return client.readReply();
        };
        // Two refusals may lie in two minutes, three requests in no more.
        Reply refused;
        for (int i = 0; i < 3 && refused.status != 429; ++i)
            refused = post();
        QCOMPARE(refused.status, 429);
        QVERIFY2(refused.body.contains(mark), refused.body.constData());
        const int retryAfter = refused.header("Retry-After").toInt();
        QVERIFY(retryAfter >= 1 && retryAfter <= 60);
        QCOMPARE(refused.header("X-RateLimit-Limit"), QByteArray("1"));
        QCOMPARE(refused.header("X-RateLimit-Remaining"), QByteArray("0"));
        QCOMPARE(refused.header("X-RateLimit-Reset").toLongLong() % 60'000, 0LL);
        const QList<Settled> rows = gateway.settledAfter(2);
        QCOMPARE(rows.last().record.state, GenerationState::Refused);
        QCOMPARE(rows.last().errorType, QByteArray("rate_limit_exceeded"));
    }

    void limitedAnswersCarryNoLimitHeadersAndUnlimitedKeysAreNotCounted()
    {
        GatewayFixture gateway;
        gateway.key.rateLimit.requestsPerMinute = 1'000;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false));
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("X-RateLimit-Limit"), QByteArray());
        gateway.key.rateLimit = {};
        gateway.publish();
        for (int i = 0; i < 5; ++i)
            QCOMPARE(gateway.chat(chatBody(false)).status, 200);
    }

    void tokensThatWereUsedCloseTheMinute()
    {
        GatewayFixture gateway;
        gateway.key.rateLimit.tokensPerMinute = 15; // What one answer uses.
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        Reply refused;
        for (int i = 0; i < 3 && refused.status != 429; ++i)
            refused = gateway.chat(chatBody(false));
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.header("X-RateLimit-Limit"), QByteArray("15"));
        QVERIFY(refused.body.contains("15 tokens a minute"));
    }

    void freeModelsAreLimitedForAllKeysTogether()
    {
        const FreeLimit limit{.requestsPerMinute = 2, .requestsPerDay = 3};
        const PolicySnapshot policy;
        const RateLimits first(policy, nullptr);
        QCOMPARE(first.takeFree(limit, now).kind, RateRefusal::Kind::None);
        QCOMPARE(first.takeFree(limit, now).kind, RateRefusal::Kind::None);
        const RateRefusal minutes = first.takeFree(limit, now);
        QCOMPARE(minutes.kind, RateRefusal::Kind::FreeMinute);
        QCOMPARE(qlonglong(minutes.retryAfterS), 45LL);
        // What the minute refused is not in the day, and a new policy forgets nothing.
        const RateLimits second(policy, &first);
        QCOMPARE(second.takeFree(limit, now + minute).kind, RateRefusal::Kind::None);
        const RateRefusal days = second.takeFree(limit, now + minute);
        QCOMPARE(days.kind, RateRefusal::Kind::FreeDay);
        QCOMPARE(qlonglong(days.limit), 3LL);
        QCOMPARE(qlonglong(days.resetMs % 86'400'000), 0LL);
        QVERIFY(days.resetMs > now / 1000 && days.resetMs <= now / 1000 + 86'400'000);
        // Nor is what the day refused in the minute.
        QCOMPARE(second.takeFree({.requestsPerMinute = 2}, now + minute).kind,
                 RateRefusal::Kind::None);
        QCOMPARE(second.takeFree(limit, now + 1'440 * minute).kind, RateRefusal::Kind::None);
    }

    void freeModelsAreRefusedAboveTheLimitAndOthersAreNot()
    {
        GatewayFixture gateway;
        offerFreeModel(gateway);
        for (const auto &upstream : gateway.upstream)
            upstream->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        QByteArray body = chatBody(false);
        body.replace("lab/m1", "lab/m1:free");
        QCOMPARE(gateway.chat(body).status, 200);
        const Reply refused = gateway.chat(body);
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.header("X-RateLimit-Limit"), QByteArray("1"));
        QCOMPARE(refused.header("X-RateLimit-Remaining"), QByteArray("0"));
        QCOMPARE(refused.header("X-RateLimit-Reset").toLongLong() % 86'400'000, 0LL);
        QVERIFY(refused.header("Retry-After").toInt() >= 1);
        QVERIFY2(refused.body.contains("1 requests to free models a day"),
                 refused.body.constData());
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
        // A model to fall back to is taken where the free one is used up.
        QCOMPARE(
            gateway
                .chat(chatBody(false).replace("lab/m1\"", "lab/m1:free\",\"models\":[\"lab/m1\"]"))
                .status,
            200);
        gateway.policy.freeLimit = {};
        gateway.publish();
        QCOMPARE(gateway.chat(body).status, 200);
    }

    void placesGoToTheKeysInTurn()
    {
        Turnstile turnstile(1);
        QByteArrayList called;
        Waits a1("a1", called), a2("a2", called), a3("a3", called), b1("b1", called);
        constexpr KeyId a{1};
        constexpr KeyId b{2};
        QVERIFY(turnstile.tryEnter());
        QVERIFY(!turnstile.tryEnter());
        QCOMPARE(turnstile.enterOrWait(a, a1, 3), Turnstile::Entry::Waiting);
        QCOMPARE(turnstile.enterOrWait(a, a2, 3), Turnstile::Entry::Waiting);
        QCOMPARE(turnstile.enterOrWait(a, a3, 3), Turnstile::Entry::Waiting);
        QCOMPARE(turnstile.enterOrWait(b, b1, 3), Turnstile::Entry::Waiting);
        for (int i = 0; i < 4; ++i) {
            turnstile.leave();
            QCOMPARE(turnstile.taken(), 1U); // Handed on, never free in between.
            QVERIFY(!turnstile.tryEnter());
        }
        QCOMPARE(called, QByteArrayList({"a1", "b1", "a2", "a3"}));
        turnstile.leave();
        QCOMPARE(turnstile.taken(), 0U);
        QVERIFY(turnstile.tryEnter());
    }

    void queueOfAKeyIsBoundedAndIsLeftAtOnce()
    {
        Turnstile turnstile(1);
        QByteArrayList called;
        Waits first("first", called), second("second", called), other("other", called);
        QVERIFY(turnstile.tryEnter());
        QCOMPARE(turnstile.enterOrWait({1}, first, 0), Turnstile::Entry::Crowded);
        QCOMPARE(turnstile.enterOrWait({1}, first, 1), Turnstile::Entry::Waiting);
        QCOMPARE(turnstile.enterOrWait({1}, second, 1), Turnstile::Entry::Crowded);
        QCOMPARE(turnstile.enterOrWait({2}, other, 1), Turnstile::Entry::Waiting);
        QVERIFY(turnstile.stopWaiting({1}, first));
        QVERIFY(!turnstile.stopWaiting({1}, first));
        QCOMPARE(turnstile.waiting(), 1U);
        turnstile.leave();
        QCOMPARE(called, QByteArrayList({"other"}));
        QVERIFY(!turnstile.stopWaiting({2}, other)); // Its place is its own to leave.
        turnstile.leave();
        QCOMPARE(turnstile.enterOrWait({1}, first, 0), Turnstile::Entry::Entered);
    }

    void morePlacesCallThoseWhoWait()
    {
        PolicySnapshot policy;
        KeyPolicy key;
        key.id = {1};
        key.rateLimit.concurrentRequests = 1;
        policy.keys.emplace(key.hash, key);
        policy.providers.resize(1);
        policy.providers[0].id = {3};
        policy.providers[0].concurrentRequests = 1;
        const RateLimits one(policy, nullptr);
        QByteArrayList called;
        Waits a("a", called), b("b", called), c("c", called);
        const std::shared_ptr<Turnstile> ofKey = one.turnstileOf(KeyId{1});
        const std::shared_ptr<Turnstile> ofProvider = one.turnstileOf(ProviderId{3});
        for (Turnstile *turnstile : {ofKey.get(), ofProvider.get()})
            QVERIFY(turnstile->tryEnter());
        QCOMPARE(ofKey->enterOrWait({1}, a, 9), Turnstile::Entry::Waiting);
        QCOMPARE(ofKey->enterOrWait({1}, b, 9), Turnstile::Entry::Waiting);
        QCOMPARE(ofProvider->enterOrWait({1}, c, 9), Turnstile::Entry::Waiting);
        policy.keys.begin()->second.rateLimit.concurrentRequests = 2;
        policy.providers[0].concurrentRequests = 0;
        const RateLimits two(policy, &one);
        QCOMPARE(called, QByteArrayList({"a", "c"})); // Raised, and lifted.
        QCOMPARE(two.turnstileOf(KeyId{1}), ofKey);
        QVERIFY(!two.turnstileOf(ProviderId{3}));
        QVERIFY(!two.turnstileOf(KeyId{2}));
    }

    void manyThreadsAreNeverMoreThanThePlaces()
    {
        /// Waits on its own thread, which is asleep until then.
        struct Sleeper final : PlaceWaiter
        {
            std::atomic<bool> isCalled{false};
            void onPlace() override
            {
                isCalled = true;
                isCalled.notify_one();
            }
        };
        constexpr int places = 3;
        Turnstile turnstile(places);
        std::atomic<int> inside{0};
        std::atomic<int> most{0};
        std::atomic<int> passed{0};
        std::latch start(6);
        std::vector<std::thread> threads;
        for (int i = 0; i < 6; ++i)
            threads.emplace_back([&, key = KeyId{i % 3}] {
                start.arrive_and_wait();
                for (int j = 0; j < 3'000; ++j) {
                    Sleeper sleeper;
                    const Turnstile::Entry entry = turnstile.enterOrWait(key, sleeper, 9);
                    if (entry == Turnstile::Entry::Crowded)
                        continue;
                    if (entry == Turnstile::Entry::Waiting) {
                        if (j % 7 == 0 && turnstile.stopWaiting(key, sleeper))
                            continue;
                        sleeper.isCalled.wait(false);
                    }
                    const int now = inside.fetch_add(1) + 1;
                    int seen = most.load();
                    while (now > seen && !most.compare_exchange_weak(seen, now)) {}
                    ++passed;
                    inside.fetch_sub(1);
                    turnstile.leave();
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(most.load() <= places);
        QVERIFY(passed.load() > 0);
        QCOMPARE(turnstile.taken(), 0U);
        QCOMPARE(turnstile.waiting(), 0U);
    }

    void requestAboveTheKeysLimitWaitsForOneToEnd()
    {
        GatewayFixture gateway;
        gateway.key.rateLimit.concurrentRequests = 1;
        gateway.upstream[0]->enqueue(hanging());
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        TestClient first(gateway.port());
        first.sendChat(chatBody(true));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        TestClient second(gateway.port());
        second.sendChat(chatBody(false));
        // The catalogue is read while it waits, and nothing of it has gone out.
        QCOMPARE(gateway.get("/api/v1/key").status, 200);
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
        first.close();
        QCOMPARE(second.readReply().status, 200);
        const QList<Settled> rows = gateway.settledAfter(2);
        QCOMPARE(rows.last().record.state, GenerationState::Complete);
        QVERIFY(rows.last().record.waitedUs > 0);
        QCOMPARE(gateway.chat(chatBody(false)).status, 200); // And gave it back.
    }

    void workersCallEachOthersWaiters()
    {
        GatewayFixture gateway;
        gateway.key.rateLimit.concurrentRequests = 2;
        gateway.policy.providers[0].concurrentRequests = 1;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()).startingAfter(2ms));
        EngineOptions options = waiting(60s);
        options.threads = 3;
        gateway.start(options);
        const QByteArray body = chatBody(false, R"(,"provider":{"only":["alder"]})");
        std::vector<std::unique_ptr<TestClient>> clients;
        for (int i = 0; i < 24; ++i) {
            clients.push_back(std::make_unique<TestClient>(gateway.port()));
            clients.back()->sendChat(body);
        }
        for (const auto &client : clients)
            QCOMPARE(client->readReply().status, 200);
        QCOMPARE(gateway.settledAfter(24).size(), 24);
        QTRY_COMPARE(gateway.engine().status().activeRequests, 0U);
    }

    void keysQueueEndsIn429()
    {
        GatewayFixture gateway;
        gateway.key.rateLimit.concurrentRequests = 1;
        gateway.upstream[0]->setDefault(hanging());
        gateway.start(waiting(150ms, 1));
        TestClient first(gateway.port());
        first.sendChat(chatBody(true));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        TestClient second(gateway.port());
        second.sendChat(chatBody(false));
        // Of the two that come, one finds the queue full and the other's patience ends.
        const Reply third = gateway.chat(chatBody(false));
        const Reply late = second.readReply();
        for (const Reply &refused : {third, late}) {
            QCOMPARE(refused.status, 429);
            QCOMPARE(refused.header("Retry-After"), QByteArray("2"));
            QVERIFY2(refused.body.contains("1 requests under way at once"),
                     refused.body.constData());
        }
        const QList<Settled> rows = gateway.settledAfter(2);
        QCOMPARE(rows.value(0).record.state, GenerationState::Refused);
        QCOMPARE(rows.value(1).record.state, GenerationState::Refused);
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
    }

    void clientThatLeavesTheQueueHoldsNobodyUp()
    {
        GatewayFixture gateway;
        gateway.limitKey(Money{1'000'000'000});
        gateway.key.rateLimit.concurrentRequests = 1;
        gateway.upstream[0]->enqueue(hanging());
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start(waiting(60s, 1));
        TestClient first(gateway.port());
        first.sendChat(chatBody(true));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        const Money held = gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held;
        TestClient gone(gateway.port());
        gone.sendChat(chatBody(false));
        QTRY_COMPARE(gateway.engine().status().activeRequests, 2U);
        // Who waits for a place holds no money.
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held, held);
        gone.close();
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Cancelled);
        TestClient second(gateway.port());
        second.sendChat(chatBody(false)); // The queue of one has room again.
        QTRY_COMPARE(gateway.engine().status().activeRequests, 2U);
        first.close();
        QCOMPARE(second.readReply().status, 200);
        QTRY_COMPARE(
            qlonglong(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd),
            0LL);
    }

    void fullProviderIsPassedByAfterTheWait()
    {
        GatewayFixture gateway;
        gateway.policy.providers[0].concurrentRequests = 1;
        gateway.upstream[0]->setDefault(hanging());
        gateway.upstream[1]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start(waiting(100ms));
        const QByteArray order = R"(,"provider":{"order":["alder","birch"]})";
        TestClient first(gateway.port());
        first.sendChat(chatBody(true, order));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        QCOMPARE(gateway.chat(chatBody(false, order)).status, 200);
        const Settled passed = gateway.settledAfter(1).value(0);
        QCOMPARE(qlonglong(passed.record.provider.value), 2LL);
        QVERIFY2(passed.trail.contains(R"("skipped_by_queue":["alder"])"),
                 passed.trail.constData());
        QVERIFY(passed.record.waitedUs >= 100'000);
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
    }

    void whereEveryProviderIsFullItIs503()
    {
        GatewayFixture gateway;
        gateway.policy.providers[0].concurrentRequests = 1;
        gateway.upstream[0]->setDefault(hanging());
        gateway.start(waiting(100ms));
        const QByteArray only = R"(,"provider":{"only":["alder"]})";
        TestClient first(gateway.port());
        first.sendChat(chatBody(true, only));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        const Reply refused = gateway.chat(chatBody(false, only));
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.header("Retry-After"), QByteArray("2"));
        QVERIFY2(refused.body.contains(R"("code":"temporarily_unavailable")"),
                 refused.body.constData());
        // A failure before content gives the place back.
        first.close();
        gateway.upstream[0]->setDefault(Answer::json(500, "{}"));
        QTRY_COMPARE(gateway.chat(chatBody(false, only)).status, 503);
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        QTRY_COMPARE(gateway.chat(chatBody(false, only)).status, 200);
    }

    void whomAFullProviderTurnsAwayTakesNothingOfTheFreeLimit()
    {
        GatewayFixture gateway;
        gateway.policy.providers[0].concurrentRequests = 1;
        offerFreeModel(gateway);
        gateway.upstream[0]->setDefault(hanging());
        gateway.start(waiting(0ms));
        const QByteArray only = R"(,"provider":{"only":["alder"]})";
        const QByteArray free = chatBody(false, only).replace("lab/m1", "lab/m1:free");
        TestClient first(gateway.port());
        first.sendChat(chatBody(true, only));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        QCOMPARE(gateway.chat(free).status, 503);
        first.close();
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        QTRY_COMPARE(gateway.chat(chatBody(false, only)).status, 200); // The place is free.
        QCOMPARE(gateway.chat(free).status, 200);
        QCOMPARE(gateway.chat(free).status, 429);
    }

    void whoWaitsWhenTheGatewayStopsIsToldSo()
    {
        GatewayFixture gateway;
        gateway.key.rateLimit.concurrentRequests = 1;
        gateway.upstream[0]->setDefault(hanging());
        gateway.start(waiting(60s));
        TestClient first(gateway.port());
        first.sendChat(chatBody(true));
        QVERIFY(first.readUntil("Hello").contains("200 OK"));
        TestClient second(gateway.port());
        second.sendChat(chatBody(false));
        QTRY_COMPARE(gateway.engine().status().activeRequests, 2U);
        gateway.engine().drain(100ms);
        const Reply told = second.readReply();
        QCOMPARE(told.status, 503);
        QVERIFY2(told.body.contains("The gateway is stopping."), told.body.constData());
        QCOMPARE(gateway.settledAfter(2).size(), 2);
    }
};

QTEST_GUILESS_MAIN(RateLimitsTest)
#include "tst_RateLimits.moc"
