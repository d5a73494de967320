// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that are given again to clients that ask for it by header.
#include "engine/gateway/ResponseCache.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/engine/GatewayFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
const QByteArray on = "X-OpenRouter-Cache: true\r\n";

CacheEntry entryOf(const QByteArray &body, std::int64_t storedNs = 0, std::int64_t ttlS = 300)
{
    CacheEntry entry;
    entry.answer = *CachedAnswer::ofBody(
        ApiType::Chat, std::string_view(body.data(), static_cast<std::size_t>(body.size())));
    entry.storedNs = storedNs;
    entry.ttlS = ttlS;
    return entry;
}

CacheKey keyOf(std::int64_t key, std::string_view body)
{
    return cacheKey({.key = {key}}, body);
}

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

/// A gateway whose first provider answers `answer`.
void startWith(GatewayFixture &gateway, const Answer &answer, EngineOptions options = {})
{
    gateway.upstream[0]->setDefault(answer);
    gateway.upstream[1]->setDefault(answer);
    gateway.policy.providers.resize(1);
    gateway.policy.models.front().endpoints.resize(1);
    gateway.start(std::move(options));
}

Reply post(GatewayFixture &gateway, const QByteArray &path, const QByteArray &body)
{
    TestClient client(gateway.port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + QByteArray(GatewayFixture::secret) + "\r\n" + on
                + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    return client.readReply();
}

} // namespace

class ResponseCacheTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeToLiveIsReadByItsLeadingDigits_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<qlonglong>("seconds");
        QTest::newRow("none") << QByteArray() << 300LL;
        QTest::newRow("plain") << QByteArray("60") << 60LL;
        QTest::newRow("trailing letters") << QByteArray("60abc") << 60LL;
        QTest::newRow("fraction") << QByteArray("1.5") << 1LL;
        QTest::newRow("unreadable") << QByteArray("abc") << 300LL;
        QTest::newRow("negative") << QByteArray("-5") << 300LL;
        QTest::newRow("too short") << QByteArray("0") << 1LL;
        QTest::newRow("too long") << QByteArray("86401") << 86'400LL;
        QTest::newRow("overflowing") << QByteArray("99999999999999999999999") << 86'400LL;
    }

    void timeToLiveIsReadByItsLeadingDigits()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const qlonglong, seconds);
        QCOMPARE(qlonglong(cacheTtlOf({header.data(), static_cast<std::size_t>(header.size())})),
                 seconds);
    }

    void blanksBetweenTokensDoNotCountAndAllElseDoes()
    {
        const CacheKey plain = keyOf(1, R"({"a":"x y","b":1})");
        QVERIFY(plain == keyOf(1, "{ \"a\" :\t\"x y\",\r\n\"b\": 1 }"));
        QVERIFY(plain != keyOf(1, R"({"b":1,"a":"x y"})"));
        QVERIFY(plain != keyOf(1, R"({"a":"xy","b":1})"));
        QVERIFY(plain != keyOf(2, R"({"a":"x y","b":1})"));
        const std::string_view body = R"({"a":"x y","b":1})";
        QVERIFY(plain == cacheKey({.key = {1}}, body));
        QVERIFY(plain != cacheKey({.key = {1}, .api = ApiType::Responses}, body));
        QVERIFY(plain != cacheKey({.key = {1}, .isCursor = true}, body));
        QVERIFY(plain != cacheKey({.key = {1}, .wantsMetadata = true}, body));
        QVERIFY(plain != cacheKey({.key = {1}, .betas = "a"}, body));
        QVERIFY(cacheKey({.key = {1}, .betas = "b"}, body)
                != cacheKey({.key = {1}, .betas = "a"}, body));
        // A quote that is escaped ends no string.
        QVERIFY(keyOf(1, R"({"a":"\" b"})") != keyOf(1, R"({"a":"\"b"})"));
        QVERIFY(keyOf(1, R"({"a":"\\", "b":1})") == keyOf(1, R"({"a":"\\","b":1})"));
    }

    void memoryIsBoundedAndTheLeastUsedGoesFirst()
    {
        const CacheEntry one = entryOf("{\"t\":\"" + QByteArray(1000, 'x') + "\"}");
        ResponseCache cache(one.size() * 10);
        for (int i = 0; i < 10; ++i)
            cache.store(keyOf(i, "{}"), one, 0);
        QVERIFY(cache.find(keyOf(0, "{}"), 0));
        cache.store(keyOf(10, "{}"), one, 0);
        QVERIFY(cache.size() <= one.size() * 10);
        QVERIFY(cache.find(keyOf(0, "{}"), 0));
        QVERIFY(!cache.find(keyOf(1, "{}"), 0));
        QVERIFY(cache.find(keyOf(10, "{}"), 0));
        cache.store(keyOf(11, "{}"), entryOf("{\"t\":\"" + QByteArray(5000, 'x') + "\"}"), 0);
        QVERIFY(!cache.find(keyOf(11, "{}"), 0));
    }

    void whatIsOverIsForgottenEvenWhenNobodyAsks()
    {
        ResponseCache cache;
        cache.store(keyOf(1, "{}"), entryOf("{}", 0, 5), 0);
        QVERIFY(cache.find(keyOf(1, "{}"), 5 * second - 1));
        QVERIFY(cache.size() > 0);
        cache.sweep(60 * second);
        QCOMPARE(cache.size(), std::size_t{0});
        cache.store(keyOf(2, "{}"), entryOf("{}", 60 * second, 5), 60 * second);
        QVERIFY(!cache.find(keyOf(2, "{}"), 65 * second));
        QCOMPARE(cache.size(), std::size_t{0});
    }

    void answersAreTemplatesInEveryFormat_data()
    {
        QTest::addColumn<int>("api");
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("given"); ///< ZERO stands for the format's zero usage.
        QTest::newRow("chat chunk")
            << int(ApiType::Chat)
            << QByteArray(
                   ": hi\n\ndata: {\"id\":\"up\", \"created\":5,\"choices\":[{\"id\":\"c\"}]}"
                   "\n\ndata: [DONE]\n\n")
            << QByteArray("data: {\"id\":\"gen-1\", \"created\":77,\"choices\":[{\"id\":\"c\"}]}"
                          "\n\ndata: [DONE]\n\n");
        QTest::newRow("messages start")
            << int(ApiType::Messages)
            << QByteArray("event: message_start\ndata: {\"type\":\"message_start\",\"message\":"
                          "{\"id\":\"m\",\"content\":[]}}\n\n")
            << QByteArray("event: message_start\ndata: {\"type\":\"message_start\",\"message\":"
                          "{\"id\":\"gen-1\",\"content\":[]}}\n\n");
        QTest::newRow("responses event")
            << int(ApiType::Responses)
            << QByteArray("event: e\ndata: {\"type\":\"e\",\"item\":{\"id\":\"i\"},\"response\":"
                          "{\"id\":\"r\",\"created_at\":9,\"usage\":null}}\n\n")
            << QByteArray("event: e\ndata: {\"type\":\"e\",\"item\":{\"id\":\"i\"},\"response\":"
                          "{\"id\":\"resp_1\",\"created_at\":77,\"usage\":null}}\n\n");
    }

    void answersAreTemplatesInEveryFormat()
    {
        QFETCH(const int, api);
        QFETCH(const QByteArray, sent);
        QFETCH(const QByteArray, given);
        const auto answer = CachedAnswer::ofStream(
            ApiType(api), {sent.data(), static_cast<std::size_t>(sent.size())});
        QVERIFY(answer);
        QCOMPARE(QByteArray::fromStdString(answer->text("gen-1", 77).joined()), given);
    }

    void brokenStreamIsNoTemplate()
    {
        QVERIFY(!CachedAnswer::ofStream(ApiType::Chat, "data: {\"id\":\n\n"));
        QVERIFY(!CachedAnswer::ofStream(ApiType::Chat, "data: {}\n\ndata: {"));
        QVERIFY(!CachedAnswer::ofBody(ApiType::Chat, "[]"));
    }

    void secondRequestIsAHitThatCostsNothing()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::json(200, goodAnswer()));
        const Reply miss = gateway.chat(chatBody(false), on + "X-OpenRouter-Cache-TTL: 60\r\n");
        QCOMPARE(miss.status, 200);
        QCOMPARE(miss.header("X-OpenRouter-Cache-Status"), QByteArray("MISS"));
        QCOMPARE(miss.header("X-OpenRouter-Cache-TTL"), QByteArray("60"));
        QCOMPARE(miss.header("X-OpenRouter-Cache-Age"), QByteArray());
        QTRY_COMPARE(gateway.settledAfter(1).size(), 1);
        const Reply hit = gateway.chat(chatBody(false), on);
        QCOMPARE(hit.status, 200);
        QCOMPARE(hit.header("X-OpenRouter-Cache-Status"), QByteArray("HIT"));
        QCOMPARE(hit.header("X-OpenRouter-Cache-Source-Id"), miss.header("X-Generation-Id"));
        QVERIFY(hit.header("X-OpenRouter-Cache-TTL").toInt() <= 60);
        QVERIFY(!hit.header("X-OpenRouter-Cache-Age").isEmpty());
        QVERIFY(hit.header("X-Generation-Id") != miss.header("X-Generation-Id"));
        const QJsonObject body = objectOf(hit.body);
        QCOMPARE(body[u"id"_s].toString().toUtf8(), hit.header("X-Generation-Id"));
        QVERIFY(body[u"created"_s].toDouble() > 1'000'000);
        QCOMPARE(body[u"usage"_s][u"prompt_tokens"_s].toInt(-1), 0);
        QCOMPARE(body[u"usage"_s][u"cost"_s].toDouble(-1), 0.0);
        QCOMPARE(body[u"choices"_s][0][u"message"_s][u"content"_s].toString(),
                 QStringLiteral("Hi"));
        QCOMPARE(gateway.upstream[0]->requests().size(), 1);

        const Settled row = gateway.settledAfter(2).value(1);
        QCOMPARE(row.record.state, GenerationState::Complete);
        QVERIFY(row.record.has(GenerationFlag::FromCache));
        QCOMPARE(row.record.cost.nanoUsd, 0);
        QCOMPARE(row.record.counted.nanoUsd, 0);
        QCOMPARE(row.record.usage.prompt, 0);
        QCOMPARE(row.record.model.value, 1);
        QCOMPARE(row.record.endpoint.value, 0);
        QCOMPARE(row.upstreamId, miss.header("X-Generation-Id"));
        QCOMPARE(row.finishReason, QByteArray("stop"));
        QCOMPARE(gateway.journal.holds(), 1);
    }

    void streamIsReplayedAsAStream()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::sse(goodStream("Hello")));
        const Reply miss = gateway.chat(chatBody(true), on);
        QCOMPARE(miss.header("X-OpenRouter-Cache-Status"), QByteArray("MISS"));
        QVERIFY(miss.isWhole);
        gateway.settledAfter(1);
        const Reply hit = gateway.chat(chatBody(true), on);
        QCOMPARE(hit.header("X-OpenRouter-Cache-Status"), QByteArray("HIT"));
        QCOMPARE(hit.header("Content-Type"), QByteArray("text/event-stream"));
        QVERIFY(hit.body.contains("Hello"));
        QVERIFY(hit.body.endsWith("data: [DONE]\n\n"));
        QVERIFY(!hit.body.contains("up-1"));
        QVERIFY(hit.body.contains(hit.header("X-Generation-Id")));
        QVERIFY2(hit.body.contains("\"prompt_tokens\":0"), hit.body.constData());
        QVERIFY(!hit.body.contains("\"prompt_tokens\":10"));
        QCOMPARE(gateway.upstream[0]->requests().size(), 1);
        QVERIFY(gateway.settledAfter(2).value(1).record.has(GenerationFlag::Streamed));
    }

    void everyRouteIsCachedForItself()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::json(200, goodAnswer()));
        const QByteArray messages
            = R"({"model":"lab/m1","max_tokens":9,"messages":[{"role":"user","content":"a"}]})";
        const QByteArray responses = R"({"model":"lab/m1","input":"a"})";
        for (const auto &[path, body] : {std::pair(QByteArray("/api/v1/messages"), messages),
                                         std::pair(QByteArray("/api/v1/responses"), responses)}) {
            const Reply miss = post(gateway, path, body);
            QCOMPARE(miss.status, 200);
            QCOMPARE(miss.header("X-OpenRouter-Cache-Status"), QByteArray("MISS"));
            const Reply hit = post(gateway, path, body);
            QCOMPARE(hit.header("X-OpenRouter-Cache-Status"), QByteArray("HIT"));
            const QJsonObject answer = objectOf(hit.body);
            // A response's id has a prefix of its own.
            QVERIFY(
                answer[u"id"_s].toString().toUtf8().endsWith(hit.header("X-Generation-Id").mid(4)));
            QCOMPARE(answer[u"usage"_s][u"input_tokens"_s].toInt(-1), 0);
            QCOMPARE(answer[u"usage"_s][u"output_tokens"_s].toInt(-1), 0);
        }
    }

    void headersThatChangeTheAnswerHaveAnswersOfTheirOwn_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isOfItsOwn");
        QTest::newRow("beta") << QByteArray("anthropic-beta: b-1\r\n") << true;
        QTest::newRow("beta for any format") << QByteArray("x-anthropic-beta: b-1\r\n") << true;
        QTest::newRow("metadata") << QByteArray("X-OpenRouter-Metadata: enabled\r\n") << true;
        QTest::newRow("session") << QByteArray("x-session-id: s\r\n") << false;
        QTest::newRow("title") << QByteArray("X-Title: t\r\n") << false;
    }

    void headersThatChangeTheAnswerHaveAnswersOfTheirOwn()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const bool, isOfItsOwn);
        GatewayFixture gateway;
        startWith(gateway, Answer::json(200, goodAnswer()));
        gateway.chat(chatBody(false), on);
        const auto status = [&gateway](const QByteArray &headers) {
            return gateway.chat(chatBody(false), headers).header("X-OpenRouter-Cache-Status");
        };
        QCOMPARE(status(on + header), QByteArray(isOfItsOwn ? "MISS" : "HIT"));
        QCOMPARE(status(on + header), QByteArray("HIT"));
        QCOMPARE(status(on), QByteArray("HIT"));
    }

    void clearFetchesAnew()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::json(200, goodAnswer()));
        gateway.chat(chatBody(false), on);
        const Reply cleared
            = gateway.chat(chatBody(false), on + "X-OpenRouter-Cache-Clear: true\r\n");
        QCOMPARE(cleared.header("X-OpenRouter-Cache-Status"), QByteArray("MISS"));
        QCOMPARE(gateway.upstream[0]->requests().size(), 2);
        const Reply hit = gateway.chat(chatBody(false), on);
        QCOMPARE(hit.header("X-OpenRouter-Cache-Source-Id"), cleared.header("X-Generation-Id"));
    }

    void withoutTheHeaderNothingIsKeptOrGiven()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::json(200, goodAnswer()));
        QCOMPARE(gateway.chat(chatBody(false)).header("X-OpenRouter-Cache-Status"), QByteArray());
        const Reply first = gateway.chat(chatBody(false), on);
        QCOMPARE(first.header("X-OpenRouter-Cache-Status"), QByteArray("MISS"));
        const Reply off = gateway.chat(chatBody(false), "X-OpenRouter-Cache: false\r\n");
        QCOMPARE(off.header("X-OpenRouter-Cache-Status"), QByteArray());
        QCOMPARE(gateway.upstream[0]->requests().size(), 3);
    }

    void errorsAreNotKept()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::json(400, R"({"error":{"message":"no","code":400}})"));
        QCOMPARE(gateway.chat(chatBody(false), on).status, 400);
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        const Reply next = gateway.chat(chatBody(false), on);
        QCOMPARE(next.header("X-OpenRouter-Cache-Status"), QByteArray("MISS"));
    }

    void hitNeedsALedgerThatTakesIt()
    {
        GatewayFixture gateway;
        startWith(gateway, Answer::json(200, goodAnswer()));
        gateway.chat(chatBody(false), on);
        gateway.settledAfter(1);
        gateway.journal.m_refusesSettles = true;
        QCOMPARE(gateway.chat(chatBody(false), on).status, 503);
    }
};

QTEST_GUILESS_MAIN(ResponseCacheTest)
#include "tst_ResponseCache.moc"
