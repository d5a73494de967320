// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway does by a switch, a limit or a member that it does not serve.
#include <QTest>

#include "tests/engine/GatewayFixture.h"

using namespace turnpike;
using namespace turnpike::test;

class GatewayRulesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void insuredAnswerCountsAsTheOrganizationWants_data()
    {
        QTest::addColumn<bool>("countsUpstream");
        QTest::addColumn<QByteArray>("told");
        QTest::addColumn<qlonglong>("counted");
        QTest::newRow("on, by our prices") << true << QByteArray() << 10'000LL;
        QTest::newRow("on, by theirs") << true << QByteArray(R"(,"cost":0.000012)") << 12'000LL;
        QTest::newRow("off") << false << QByteArray(R"(,"cost":0.000012)") << 0LL;
    }

    void insuredAnswerCountsAsTheOrganizationWants()
    {
        QFETCH(const bool, countsUpstream);
        QFETCH(const QByteArray, told);
        QFETCH(const qlonglong, counted);
        GatewayFixture gateway;
        gateway.policy.budgetsCountUpstream = countsUpstream;
        gateway.upstream[0]->setDefault(Answer::json(
            200,
            R"({"id":"up-3","object":"chat.completion","created":1,"model":"upstream-m1","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":null}],"usage":{"prompt_tokens":10,"completion_tokens":0,"total_tokens":10)"
                + told + "}}"));
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
        const Settled settled = gateway.settledAfter(1).value(0);
        QCOMPARE(settled.record.cost.nanoUsd, 0);
        QCOMPARE(qlonglong(settled.record.counted.nanoUsd), counted);
        const ScopeUsage usage = gateway.book.usage(gateway.key.slot, gateway.clock.nowUs());
        QCOMPARE(qlonglong(usage.spent[0].nanoUsd), counted);
    }

    void modelServedByAnotherApiIsAskedByThatApi()
    {
        GatewayFixture gateway;
        EndpointPolicy &endpoint = gateway.policy.models[0].endpoints[0];
        endpoint.format = ProviderFormat::Responses;
        gateway.upstream[0]->setDefault(Answer::json(
            200,
            R"({"id":"resp_1","object":"response","created_at":1,"model":"upstream-m1","status":"completed","output":[{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hello","annotations":[]}]}],"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15,"input_tokens_details":{"cached_tokens":0},"output_tokens_details":{"reasoning_tokens":0}}})"));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false));
        QCOMPARE(reply.status, 200);
        QVERIFY2(reply.body.contains(R"("content":"Hello")"), reply.body);
        const Seen seen = gateway.upstream[0]->requests().value(0);
        QVERIFY2(seen.path.endsWith("/responses"), seen.path);
        QVERIFY2(seen.body.contains(R"("input":)") && seen.body.contains(R"("store":false)"),
                 seen.body);
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Ok);
    }

    void thoughtsArePassedOnWhereTheProviderReadsThem()
    {
        GatewayFixture gateway;
        gateway.policy.models[0].endpoints[0].reasoningField = ReasoningField::ReasoningContent;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const QByteArray turns
            = R"({"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning":"why"},{"role":"user","content":"c"})";
        const QByteArray body = R"({"model":"lab/m1","messages":[)" + turns + "]}";
        QCOMPARE(gateway.chat(body).status, 200);
        const Seen seen = gateway.upstream[0]->requests().value(0);
        QVERIFY2(seen.body.contains(R"("content":"b","reasoning_content":"why")"), seen.body);
    }

    void keyHasOnlySoManyConnections()
    {
        GatewayFixture gateway;
        Answer stuck = Answer::sse(goodStream().mid(0, 3)).endingWith(Answer::End::Hang);
        stuck.framing = Answer::Framing::UntilClose;
        gateway.upstream[0]->setDefault(stuck);
        EngineOptions options;
        options.maxConnectionsPerKey = 2;
        gateway.start(options);
        TestClient first(gateway.port());
        TestClient second(gateway.port());
        for (TestClient *client : {&first, &second}) {
            client->sendChat(chatBody(true));
            QVERIFY(client->readUntil("data: ").contains("200 OK"));
        }
        const Reply refused = gateway.chat(chatBody(true));
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.header("Retry-After"), QByteArray("1"));
        QVERIFY(refused.body.contains("engine.max_connections_per_key"));
        QVERIFY(refused.body.contains("has 2 requests under way"));
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Refused);
        // Reads of the key and the catalogue take no time and are not counted.
        QCOMPARE(gateway.get("/api/v1/key").status, 200);
        // One that leaves makes room.
        first.close();
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        QTRY_COMPARE(gateway.chat(chatBody(false)).status, 200);
        QCOMPARE(gateway.chat(chatBody(false)).status, 200); // And gives it back.
    }

    void transformsAreRefusedUnlessTheyAreKnown_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<int>("status");
        QTest::newRow("null") << QByteArray("null") << 200;
        QTest::newRow("none") << QByteArray("[]") << 200;
        QTest::newRow("none, spaced") << QByteArray("[ ]") << 200;
        QTest::newRow("middle-out") << QByteArray(R"(["middle-out"])") << 200;
        QTest::newRow("unknown") << QByteArray(R"(["other"])") << 400;
        QTest::newRow("text") << QByteArray(R"("middle-out")") << 400;
    }

    void transformsAreRefusedUnlessTheyAreKnown()
    {
        QFETCH(const QByteArray, member);
        QFETCH(const int, status);
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false, ",\"transforms\":" + member));
        QCOMPARE(reply.status, status);
        if (status != 200)
            QVERIFY2(reply.body.contains("transforms"), reply.body.constData());
        else
            QVERIFY(!gateway.upstream[0]->requests().value(0).body.contains("transforms"));
    }
};

QTEST_GUILESS_MAIN(GatewayRulesTest)
#include "tst_GatewayRules.moc"
