// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway does by a switch, a limit or a member that it does not serve.
#include <QTest>

#include "tests/engine/GatewayFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

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

    void everyRefusalIsInTheClientsForm_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const QByteArray rest = " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + QByteArray(GatewayFixture::secret) + "\r\n";
        const QByteArray post = "POST %" + rest;
        QTest::newRow("body too large") << post + "Content-Length: 5000\r\n\r\n" << 413;
        QTest::newRow("chunks too large")
            << post + "Transfer-Encoding: chunked\r\n\r\n1388\r\n" + QByteArray(5'000, 'a') << 413;
        QTest::newRow("broken chunks") << post + "Transfer-Encoding: chunked\r\n\r\nno\r\n" << 400;
        QTest::newRow("header too large") << post + "X-Much: " + QByteArray(5'000, 'a') + "\r\n\r\n"
                                          << 431;
        QTest::newRow("malformed header") << post + "no colon\r\n\r\n" << 400;
        QTest::newRow("two lengths") << post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
                                     << 400;
        QTest::newRow("another version") << QByteArray("POST % HTTP/3.0\r\n\r\n") << 505;
        QTest::newRow("slow head") << post << 408;
        QTest::newRow("slow body") << post + "Content-Length: 5\r\n\r\n{" << 408;
        QTest::newRow("unknown expectation") << post + "Content-Length: 5\r\nExpect: more\r\n\r\n"
                                             << 417;
        QTest::newRow("method") << "GET %" + rest + "\r\n" << 405;
        QTest::newRow("below the route") << "POST %/none" + rest + "\r\n" << 404;
        QTest::newRow("another host")
            << QByteArray("POST % HTTP/1.1\r\nHost: example.org\r\n\r\n") << 403;
        QTest::newRow("no key") << QByteArray("POST % HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") << 401;
    }

    void everyRefusalIsInTheClientsForm()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const int, status);
        GatewayFixture gateway;
        EngineOptions options;
        options.limits.bodyBytes = 4'096;
        options.limits.headerBytes = 4'096;
        options.limits.headTimeout = 200ms;
        options.limits.bodyStall = 200ms;
        gateway.start(options);
        const auto answerAt = [&](const QByteArray &path) {
            TestClient client(gateway.port());
            client.send(QByteArray(request).replace("%", path));
            const Reply reply = client.readReply();
            if (reply.status != status)
                qWarning("%s", reply.head.constData());
            return reply.status == status ? reply.body : QByteArray("another status");
        };
        const QByteArray messages = answerAt("/api/v1/messages");
        QVERIFY2(messages.startsWith("{\"type\":\"error\",\"error\":{\"type\":\""),
                 messages.constData());
        QVERIFY(answerAt("/v1/messages").startsWith("{\"type\":\"error\""));
        const QByteArray chatStart = "{\"error\":{\"code\":" + QByteArray::number(status);
        const QByteArray responses = answerAt("/api/v1/responses");
        QVERIFY2(responses.startsWith(chatStart) && responses.endsWith(",\"metadata\":null}"),
                 responses.constData());
        const QByteArray chat = answerAt("/api/v1/chat/completions");
        QVERIFY2(chat.startsWith(chatStart) && !chat.endsWith("\"metadata\":null}"),
                 chat.constData());
    }
};

QTEST_GUILESS_MAIN(GatewayRulesTest)
#include "tst_GatewayRules.moc"
