// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and tokens of a key in a minute.
#include "core/Policy.h"
#include "engine/admission/RateLimits.h"

#include <QTest>

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
        MinuteCount count;
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
};

QTEST_GUILESS_MAIN(RateLimitsTest)
#include "tst_RateLimits.moc"
