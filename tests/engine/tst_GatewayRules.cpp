// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway does by a switch, a limit or a member that it does not serve.
#include <QTest>

#include "tests/engine/GatewayFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

namespace {

Reply post(const GatewayFixture &gateway, const QByteArray &path, const QByteArray &body)
{
    TestClient client(gateway.port());
    client.send("POST /api/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + QByteArray(GatewayFixture::secret)
                + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    return client.readReply();
}

} // namespace

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

    void suffixThinkingSwitchesReasoningOn_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("effort"); // Empty: none.
        const QByteArray chat = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
        const QByteArray model = "{\"model\":\"lab/m1:thinking\",";
        QTest::newRow("chat") << QByteArray("/chat/completions") << model + chat + "}"
                              << QByteArray("medium");
        QTest::newRow("two suffixes") << QByteArray("/chat/completions")
                                      << "{\"model\":\"lab/m1:Thinking:nitro\"," + chat + "}\n"
                                      << QByteArray("medium");
        QTest::newRow("models") << QByteArray("/chat/completions")
                                << "{\"models\":[\"lab/m1:thinking\"]," + chat + "}"
                                << QByteArray("medium");
        QTest::newRow("told") << QByteArray("/chat/completions")
                              << model + chat + ",\"reasoning_effort\":\"high\"}"
                              << QByteArray("high");
        QTest::newRow("told off") << QByteArray("/chat/completions")
                                  << model + chat + ",\"reasoning\":{\"effort\":\"none\"}}"
                                  << QByteArray("none");
        QTest::newRow("told null") << QByteArray("/chat/completions")
                                   << model + chat + ",\"reasoning\":null}" << QByteArray();
        QTest::newRow("without") << QByteArray("/chat/completions")
                                 << "{\"model\":\"lab/m1\"," + chat + "}" << QByteArray();
        QTest::newRow("responses")
            << QByteArray("/responses") << model + "\"input\":\"a\"}" << QByteArray("medium");
        QTest::newRow("messages") << QByteArray("/messages")
                                  << model + chat + ",\"max_tokens\":4096}" << QByteArray("medium");
        QTest::newRow("no room for thoughts")
            << QByteArray("/messages") << model + chat + ",\"max_tokens\":1024}" << QByteArray();
    }

    void suffixThinkingSwitchesReasoningOn()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, effort);
        GatewayFixture gateway;
        gateway.policy.models[0].endpoints.resize(1);
        gateway.policy.models[0].endpoints[0].supportedParameters
            = {"reasoning", "reasoning_effort", "max_tokens"};
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = post(gateway, path, body);
        QVERIFY2(reply.status == 200, reply.body.constData());
        const QByteArray sent = gateway.upstream[0]->requests().value(0).body;
        if (effort.isEmpty())
            QVERIFY2(!sent.contains("effort"), sent.constData());
        else
            QVERIFY2(sent.contains("\"reasoning_effort\":\"" + effort + '"'), sent.constData());
    }

    void signedReasoningStaysWithItsFamily_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArrayList>("models");
        QTest::addColumn<int>("first"); // Of the two that is asked first.
        const QByteArrayList others = {"lab/m1", "anthropic/c1"};
        const auto chat = [](const QByteArray &detail) {
            return "\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\","
                   "\"content\":\"b\",\"reasoning_details\":["
                + detail + "]},{\"role\":\"user\",\"content\":\"c\"}]";
        };
        const auto messages = [](const QByteArray &block) {
            return "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                   "{\"role\":\"assistant\",\"content\":["
                + block
                + ",{\"type\":\"text\",\"text\":\"b\"}]},{\"role\":\"user\",\"content\":\"c\"}]";
        };
        const auto responses = [](const QByteArray &encrypted) {
            return "\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"type\":\"reasoning\","
                   "\"summary\":[],\"encrypted_content\":"
                + encrypted
                + "},{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"user\","
                  "\"content\":\"c\"}]";
        };
        const auto row = [](const char *name, const char *path, const QByteArray &members,
                            const QByteArrayList &models, int first) {
            QTest::newRow(name) << QByteArray(path) << members << models << first;
        };
        const char *const chats = "/chat/completions";
        row("chat, signed", chats,
            chat("{\"type\":\"reasoning.text\",\"text\":\"t\",\"signature\":\"s\"}"), others, 1);
        row("chat, encrypted", chats,
            chat("{\"type\":\"reasoning.encrypted\",\"data\":\"d\","
                 "\"format\":\"openai-responses-v1\"}"),
            {"anthropic/c1", "openai/g1"}, 1);
        row("chat, unsigned", chats,
            chat("{\"type\":\"reasoning.text\",\"text\":\"t\",\"signature\":null}"), others, 0);
        row("messages, signed", "/messages",
            messages("{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}"), others, 1);
        row("messages, another's", "/messages",
            messages("{\"type\":\"redacted_thinking\",\"data\":\"tp1:openai:rs_1:d\"}"),
            {"anthropic/c1", "openai/g1"}, 1);
        row("responses, encrypted", "/responses", responses("\"d\""), {"anthropic/c1", "openai/g1"},
            1);
        row("responses, marked", "/responses", responses("\"tp1:anthropic:d\""), others, 1);
        row("responses, of xAI", "/responses", responses("\"d\""), {"x-ai/g1", "openai/g1"}, 0);
        row("responses, null", "/responses", responses("null"), {"anthropic/c1", "openai/g1"}, 0);
    }

    void signedReasoningStaysWithItsFamily()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, members);
        QFETCH(const QByteArrayList, models);
        QFETCH(const int, first);
        GatewayFixture gateway;
        ModelPolicy one = gateway.policy.models[0];
        ModelPolicy two = one;
        one.endpoints.resize(1);
        two.endpoints.erase(two.endpoints.begin());
        two.id = {2};
        one.slug = one.canonicalSlug = models[0].toStdString();
        two.slug = two.canonicalSlug = models[1].toStdString();
        gateway.policy.models = {one, two};
        gateway.policy.modelBySlug = {{one.slug, 0}, {two.slug, 1}};
        for (const auto &upstream : gateway.upstream)
            upstream->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = post(gateway, path,
                                 "{\"model\":\"" + models[0] + "\",\"models\":[\"" + models[1]
                                     + "\"]," + members + '}');
        QVERIFY2(reply.status == 200, reply.body.constData());
        QCOMPARE(gateway.upstream[0]->requestCount(), first == 0 ? 1 : 0);
        QCOMPARE(gateway.upstream[1]->requestCount(), first == 1 ? 1 : 0);
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
