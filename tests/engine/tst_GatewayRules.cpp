// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway does by a switch, a limit or a member that it does not serve.
#include <QTest>

#include <memory>
#include <vector>

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
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Complete);
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

    void messagesWithoutALimitGetTheModels()
    {
        GatewayFixture gateway;
        gateway.policy.providers[0].format = ProviderFormat::Anthropic;
        gateway.upstream[0]->setDefault(Answer::json(
            200,
            R"({"id":"msg_1","type":"message","role":"assistant","model":"upstream-m1","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":5}})"));
        gateway.start();
        TestClient client(gateway.port());
        const QByteArray body = R"({"model":"lab/m1","messages":[{"role":"user","content":"a"}]})";
        client.send("POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: "
                    + QByteArray(GatewayFixture::secret)
                    + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        const Reply reply = client.readReply();
        QCOMPARE(reply.status, 200);
        const QByteArray sent = gateway.upstream[0]->requests().value(0).body;
        QVERIFY2(sent.endsWith(R"(,"max_tokens":8192})"), sent);
    }

    void hiddenThoughtsAreHiddenWhereProvidersCannot()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(
            200,
            R"({"id":"up-2","object":"chat.completion","created":1,"model":"upstream-m1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","reasoning_content":"secret thought"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})"));
        gateway.start();
        const QByteArray wishes[]
            = {R"(,"reasoning":{"exclude":true})", R"(,"include_reasoning":false)"};
        for (const QByteArray &wish : wishes) {
            const Reply hidden = gateway.chat(chatBody(false, wish));
            QCOMPARE(hidden.status, 200);
            QVERIFY2(hidden.body.contains("Hi") && !hidden.body.contains("secret"), hidden.body);
        }
        QVERIFY(gateway.chat(chatBody(false)).body.contains("secret thought"));
        QVERIFY(!gateway.upstream[0]->requests().value(1).body.contains("include_reasoning"));
    }

    void workedExampleCostsExactlyThis_data()
    {
        QTest::addColumn<bool>("isAnthropic");
        QTest::addColumn<QByteArray>("prices");
        QTest::addColumn<QByteArray>("usage");
        QTest::addColumn<qlonglong>("nanoUsd");
        const QByteArray sonnet
            = R"({"prompt":"0.000003","completion":"0.000015","input_cache_read":"0.0000003","input_cache_write":"0.00000375"})";
        // Not 0.0913, which counts what was written to the cache as input once more.
        QTest::newRow("cache writes beside the input")
            << true << sonnet
            << QByteArray(
                   R"({"input_tokens":3,"cache_creation_input_tokens":12304,"cache_read_input_tokens":0,"output_tokens":550})")
            << 54'399'000LL;
        QTest::newRow("cache reads beside the input")
            << true << sonnet
            << QByteArray(
                   R"({"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":12304,"output_tokens":550})")
            << 3 * 3'000LL + 12'304 * 300LL + 550 * 15'000LL;
        QTest::newRow("more cached than there was")
            << false << sonnet
            << QByteArray(
                   R"({"prompt_tokens":10,"completion_tokens":2,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":50}})")
            << 10 * 300LL + 2 * 15'000LL;
        QTest::newRow("a price of zero is a price")
            << false << QByteArray(R"({"prompt":"0","completion":"0.000004"})")
            << QByteArray(R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":15})")
            << 20'000LL;
        QTest::newRow("reads from the cache for nothing")
            << false
            << QByteArray(R"({"prompt":"0.000003","completion":"0","input_cache_read":"0"})")
            << QByteArray(
                   R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":9}})")
            << 3'000LL;
    }

    void workedExampleCostsExactlyThis()
    {
        QFETCH(const bool, isAnthropic);
        QFETCH(const QByteArray, prices);
        QFETCH(const QByteArray, usage);
        QFETCH(const qlonglong, nanoUsd);
        GatewayFixture gateway;
        gateway.policy.models[0].endpoints[0].prices = *parsePriceSheet(prices.toStdString());
        if (isAnthropic)
            gateway.policy.providers[0].format = ProviderFormat::Anthropic;
        gateway.upstream[0]->setDefault(Answer::json(
            200,
            isAnthropic
                ? R"({"id":"msg_1","type":"message","role":"assistant","model":"upstream-m1","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":)"
                    + usage + "}"
                : R"({"id":"up-2","object":"chat.completion","created":1,"model":"upstream-m1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":)"
                    + usage + "}"));
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(qlonglong(row.record.cost.nanoUsd), nanoUsd);
        QCOMPARE(row.record.usageOrigin, UsageOrigin::Measured);
        QVERIFY(!row.record.has(GenerationFlag::Unpriced));
        const ScopeUsage counted = gateway.book.usage(gateway.key.slot, gateway.clock.nowUs());
        QCOMPARE(qlonglong(counted.spent[0].nanoUsd), nanoUsd);
    }

    void hundredsAtOnceStayWithinTheLimit()
    {
        GatewayFixture gateway;
        // Each costs 30,000 nano-dollars, and is held for more.
        constexpr qlonglong each = 30'000;
        gateway.limitKey(Money{10 * each}, BudgetMode::Hard);
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const QByteArray body = chatBody(false, R"(,"max_tokens":5)");
        std::vector<std::unique_ptr<TestClient>> clients;
        for (int i = 0; i < 200; ++i) {
            clients.push_back(std::make_unique<TestClient>(gateway.port()));
            clients.back()->sendChat(body);
        }
        int paid = 0;
        for (const auto &client : clients) {
            const Reply reply = client->readReply(60'000);
            paid += reply.status == 200 ? 1 : 0;
            QVERIFY2(reply.status == 200 || reply.status == 402 || reply.status == 429, reply.body);
        }
        QVERIFY2(paid > 0 && paid <= 10, qPrintable(QString::number(paid)));
        QCOMPARE(gateway.upstream[0]->requestCount(), paid);
        const ScopeUsage usage = gateway.book.usage(gateway.key.slot, gateway.clock.nowUs());
        QCOMPARE(qlonglong(usage.spent[0].nanoUsd), paid * each);
        QCOMPARE(usage.held.nanoUsd, 0);
    }

    void errorInsideAStreamIsNoOutput_data()
    {
        QTest::addColumn<QByteArray>("event");
        QTest::newRow("as an event")
            << QByteArray("data: {\"error\":{\"message\":\"Overloaded\",\"code\":529}}\n\n");
        QTest::newRow("without a code")
            << QByteArray("data: {\"error\":{\"message\":\"Overloaded\"}}\n\n");
    }

    void errorInsideAStreamIsNoOutput()
    {
        QFETCH(const QByteArray, event);
        GatewayFixture gateway;
        for (const auto &upstream : gateway.upstream)
            upstream->setDefault(Answer::sse({event}));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QVERIFY2(reply.status >= 500, reply.head);
        QVERIFY2(reply.body.contains("\"error\"") && !reply.body.contains("[DONE]"), reply.body);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.usage.completion, 0);
        QCOMPARE(row.record.cost.nanoUsd, 0);
    }

    void clientThatLeavesBeforeTheFirstTokenPaysTheInputAlone()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::silence());
        gateway.policy.models[0].endpoints[0].contextLength = 0;
        gateway.start();
        TestClient client(gateway.port());
        const QByteArray prompt(6'000'000, 'a'); // Two million tokens.
        client.sendChat(R"({"model":"lab/m1","stream":true,"messages":[{"role":"user","content":")"
                        + prompt + R"("}]})");
        QTRY_COMPARE_WITH_TIMEOUT(gateway.upstream[0]->requestCount(), 1, 30'000);
        client.close();
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Cancelled);
        QCOMPARE(row.record.usage.completion, 0);
        QCOMPARE(row.record.completionCost.nanoUsd, 0);
        QVERIFY(row.record.usage.prompt > 1'000'000);
        QCOMPARE(row.record.cost.nanoUsd, row.record.usage.prompt * 1000);
        QCOMPARE(row.record.usageOrigin, UsageOrigin::Estimated);
    }

    void streamWithoutUsageEndsLegallyForMessagesClients()
    {
        GatewayFixture gateway;
        QByteArrayList events = goodStream();
        events.removeIf([](const QByteArray &event) { return event.contains("prompt_tokens"); });
        gateway.upstream[0]->setDefault(Answer::sse(events));
        gateway.start();
        TestClient client(gateway.port());
        const QByteArray body
            = R"({"model":"lab/m1","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"a"}]})";
        client.send("POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: "
                    + QByteArray(GatewayFixture::secret)
                    + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        const Reply reply = client.readReply();
        QCOMPARE(reply.status, 200);
        const qsizetype delta = reply.body.indexOf("event: message_delta\n");
        QVERIFY2(delta > 0 && reply.body.indexOf("\"output_tokens\":", delta) > delta, reply.body);
        QVERIFY2(reply.body.endsWith("data: {\"type\":\"message_stop\"}\n\n"), reply.body);
        QCOMPARE(gateway.settledAfter(1).value(0).record.usageOrigin, UsageOrigin::Estimated);
    }

    void unknownRouteIsNeverServedForNothing()
    {
        GatewayFixture gateway;
        gateway.limitKey(Money{1'000'000});
        gateway.start();
        for (const char *path : {"/api/v1/nowhere", "/api/v1/fine_tuning/jobs", "/v1/assistants",
                                 "/api/v1/chat/completions/x"}) {
            TestClient client(gateway.port());
            client.send("POST " + QByteArray(path)
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                        + QByteArray(GatewayFixture::secret) + "\r\nContent-Length: 2\r\n\r\n{}");
            QCOMPARE(client.readReply().status, 404);
        }
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
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
