// SPDX-License-Identifier: GPL-3.0-or-later
// Requests through a running engine to real sockets and back: what the client sees, what is sent
// upstream, what is recorded.
#include "engine/routing/HealthBook.h"

#include <QTest>

#include "tests/engine/GatewayFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

namespace {

/// A stream that stops after its first content and stays open.
Answer stuckStream()
{
    Answer answer = Answer::sse(goodStream().mid(0, 3)).endingWith(Answer::End::Hang);
    answer.framing = Answer::Framing::UntilClose;
    return answer;
}

} // namespace

class GatewayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamComesBackWithUsageAndCostAndIsRecordedOnce()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::sse(goodStream()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.isWhole);
        QCOMPARE(reply.header("Content-Type"), QByteArray("text/event-stream"));
        QVERIFY(reply.body.contains("\"content\":\"Hello\""));
        QVERIFY(reply.body.contains("\"cost\":0.00003")); // 10 x 1 + 5 x 4 micro-dollars
        QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));

        const QList<Settled> settled = gateway.settledAfter(1);
        QCOMPARE(settled.size(), 1);
        QCOMPARE(settled[0].record.cost.nanoUsd, 30'000);
        QCOMPARE(settled[0].record.counted.nanoUsd, 30'000);
        QCOMPARE(settled[0].record.state, GenerationState::Complete);
        QCOMPARE(settled[0].record.usageOrigin, UsageOrigin::Measured);
        QCOMPARE(settled[0].finishReason, QByteArray("stop"));
        QCOMPARE(settled[0].id, reply.header("X-Generation-Id"));
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).spent[0].nanoUsd,
                 30'000);
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd, 0);
    }

    void upstreamSeesItsOwnCredentialAndModelAndNothingOfTheClients()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = gateway.chat(
            chatBody(false, R"(,"temperature":1.10,"user":"u-1","provider":{"only":["alder"]})"),
            "Cookie: c=1\r\nX-Title: Tool\r\nHTTP-Referer: https://tool.example\r\n");
        QCOMPARE(reply.status, 200);
        const Seen seen = gateway.upstream[0]->requests().value(0);
        QCOMPARE(seen.path, QByteArray("/v1/chat/completions"));
        QCOMPARE(seen.header("Authorization"), QByteArray("Bearer upstream-credential-0"));
        QVERIFY(seen.header("Cookie").isNull());
        QVERIFY(seen.header("X-Title").isNull());
        QVERIFY(seen.header("HTTP-Referer").isNull());
        QVERIFY(!seen.head.contains(GatewayFixture::secret));
        QCOMPARE(seen.header("Accept-Encoding"), QByteArray("identity"));
        QVERIFY(seen.body.contains(R"("model":"upstream-m1")"));
        QVERIFY(seen.body.contains(R"("temperature":1.10)"));
        QVERIFY(!seen.body.contains("provider"));
        QVERIFY(!seen.body.contains("u-1"));
    }

    void plainAnswerCarriesOurUsageAndIsRecorded()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.contains("\"cost\":0.00003"));
        QVERIFY(reply.body.contains("\"system_fingerprint\":null"));
        QCOMPARE(gateway.settledAfter(1).value(0).record.cost.nanoUsd, 30'000);
        QCOMPARE(gateway.journal.settled().value(0).upstreamId, QByteArray("up-2"));
    }

    void secondEndpointIsTriedBeforeTheFirstContentByteAndAtItsOwnPrice_data()
    {
        QTest::addColumn<int>("fault");
        for (int fault = 0; fault < 6; ++fault)
            QTest::addRow("fault %d", fault) << fault;
    }

    void secondEndpointIsTriedBeforeTheFirstContentByteAndAtItsOwnPrice()
    {
        QFETCH(const int, fault);
        GatewayFixture gateway;
        const std::array<Answer, 6> faults{
            Answer::json(503, R"({"error":{"message":"busy"}})"),
            Answer::json(429, "{}"),
            Answer::json(401, R"({"error":{"message":"bad key upstream-credential-0"}})"),
            Answer::json(200, "<html>welcome</html>"),
            Answer::sse({goodStream()[0]}).cutAfter(150, Answer::End::Reset),
            Answer::raw({"this is not http"}, Answer::End::Close)};
        gateway.upstream[0]->setDefault(faults[static_cast<std::size_t>(fault)]);
        gateway.upstream[1]->setDefault(Answer::sse(goodStream()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));
        const Settled settled = gateway.settledAfter(1).value(0);
        QCOMPARE(settled.record.cost.nanoUsd, 300'000);
        QCOMPARE(settled.record.attemptCount, 2U);
        QCOMPARE(settled.record.provider.value, 2);
        QCOMPARE(gateway.journal.attempts(), 2);
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd, 0);
    }

    void whatTheClientGotWrongIsNotTriedElsewhere()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(
            Answer::json(400, R"({"error":{"message":"temperature must be at most 2"}})"));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 400);
        QVERIFY(reply.body.contains("temperature must be at most 2"));
        QCOMPARE(gateway.upstream[1]->requestCount(), 0);
        QCOMPARE(gateway.settledAfter(1).value(0).record.cost.nanoUsd, 0);
    }

    void theirRefusedCredentialIsNeverShownAsOurs401()
    {
        GatewayFixture gateway;
        for (auto &upstream : gateway.upstream) {
            upstream->setDefault(Answer::json(
                401, R"({"error":{"message":"Incorrect key upstream-credential-0"}})"));
        }
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false));
        QCOMPARE(reply.status, 502);
        QVERIFY(!reply.body.contains("upstream-credential"));
    }

    void failureAfterContentIsSaidInBandAndChargedForWhatCame()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(
            Answer::sse(goodStream().mid(0, 3)).endingWith(Answer::End::Reset));
        gateway.upstream[1]->setDefault(Answer::sse(goodStream()));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.contains("\"finish_reason\":\"error\""));
        QVERIFY(!reply.body.contains("[DONE]"));
        QCOMPARE(gateway.upstream[1]->requestCount(), 0);
        const Settled settled = gateway.settledAfter(1).value(0);
        QCOMPARE(settled.record.state, GenerationState::Failed);
        QCOMPARE(settled.record.usageOrigin, UsageOrigin::Estimated);
        QVERIFY(settled.record.cost.nanoUsd > 0);
    }

    void clientThatLeavesStopsAnUpstreamThatStopsBilling()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(stuckStream());
        gateway.start();
        TestClient client(gateway.port());
        client.sendChat(chatBody(true));
        QVERIFY(client.readUntil("Hello").contains("Hello"));
        client.close();
        QTRY_COMPARE(gateway.upstream[0]->openConnections(), 0);
        const Settled settled = gateway.settledAfter(1).value(0);
        QCOMPARE(settled.record.state, GenerationState::Cancelled);
        QVERIFY(settled.record.cost.nanoUsd > 0);
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd, 0);
    }

    void clientThatLeavesIsDrainedUnseenWhereTheProviderBillsAnyway()
    {
        GatewayFixture gateway;
        gateway.policy.providers[0].onCancel = OnCancel::BillsAll;
        gateway.upstream[0]->setDefault(Answer::sse(goodStream()).pausing(60ms));
        gateway.start();
        TestClient client(gateway.port());
        client.sendChat(chatBody(true));
        QVERIFY(client.readUntil("Hello").contains("Hello"));
        client.reset();
        const Settled settled = gateway.settledAfter(1).value(0);
        QCOMPARE(settled.record.usageOrigin, UsageOrigin::Measured);
        QCOMPARE(settled.record.cost.nanoUsd, 30'000);
    }

    void softLimitAdmitsWhileSpentAndHeldAreBelowIt()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.limitKey({1});
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
        const Reply refused = gateway.chat(chatBody(false));
        QCOMPARE(refused.status, 402);
        QVERIFY(refused.body.contains("test key"));
        const Settled row = gateway.settledAfter(2).value(1);
        QCOMPARE(row.record.state, GenerationState::Refused);
        QCOMPARE(row.record.cost.nanoUsd, 0);
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
    }

    void hardLimitClampsTheOutputToWhatIsAffordable()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.limitKey({2'100'000}, BudgetMode::Hard); // about 500 output tokens and the prompt
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(false, R"(,"max_completion_tokens":4000)")).status, 200);
        const QByteArray sent = gateway.upstream[0]->requests().value(0).body;
        QVERIFY(sent.contains("\"max_completion_tokens\":"));
        QVERIFY(!sent.contains("4000"));
        QVERIFY(gateway.settledAfter(1).value(0).record.has(GenerationFlag::Clamped));
        QVERIFY(gateway.journal.settled().value(0).trail.contains("output_clamped_to"));
    }

    void hardLimitThatCannotFitTheRequestRefusesIt()
    {
        GatewayFixture gateway;
        gateway.limitKey({500'000}, BudgetMode::Hard);
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(false)).status, 402);
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
    }

    void endpointThatBillsAboveItsWorstCaseIsLeftOutOfHardMode()
    {
        GatewayFixture gateway;
        QByteArray dear = goodAnswer();
        dear.replace("\"prompt_tokens\":10", "\"prompt_tokens\":90000");
        for (auto &upstream : gateway.upstream)
            upstream->setDefault(Answer::json(200, dear));
        gateway.limitKey({50'000'000'000}, BudgetMode::Hard);
        gateway.start();
        for (int endpoint = 0; endpoint < 2; ++endpoint) {
            QCOMPARE(gateway.chat(chatBody(false)).status, 200);
            const Settled row = gateway.settledAfter(endpoint + 1).value(endpoint);
            QCOMPARE(row.record.endpoint.value, endpoint + 1);
            QVERIFY(row.record.has(GenerationFlag::OverBound));
        }
        QCOMPARE(gateway.chat(chatBody(false)).status, 402);
        // The ledger says so for good, and an admin clears it.
        for (EndpointPolicy &endpoint : gateway.policy.models[0].endpoints)
            endpoint.isFlaggedOverBound = true;
        gateway.publish();
        QCOMPARE(gateway.chat(chatBody(false)).status, 402);
        for (EndpointPolicy &endpoint : gateway.policy.models[0].endpoints)
            endpoint.isFlaggedOverBound = false;
        gateway.publish();
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
    }

    void hardHoldIsTheBoundAndDoesNotGrow()
    {
        GatewayFixture gateway;
        QByteArrayList events = goodStream(QByteArray(60'000, 'x'));
        events[4].replace("\"completion_tokens\":5", "\"completion_tokens\":9000");
        gateway.upstream[0]->setDefault(Answer::sse(events));
        gateway.limitKey({5'000'000'000}, BudgetMode::Hard);
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(true, R"(,"max_tokens":5000)")).status, 200);
        const Settled row = gateway.settledAfter(1).value(0);
        QVERIFY(row.record.held.nanoUsd < 5000 * 4000 + 1'000'000);
        QVERIFY(row.record.has(GenerationFlag::OverBound));
    }

    void everyByteThatIsSentOnCountsInTheHardBound()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.limitKey({5'000'000'000}, BudgetMode::Hard);
        gateway.start();
        for (const QByteArray &name : {QByteArray("response_format"), QByteArray("made_up")}) {
            const QByteArray more = ",\"max_tokens\":10,\"" + name
                + "\":{\"type\":\"json_schema\",\"x\":\"" + QByteArray(90'000, 'x') + "\"}";
            QCOMPARE(gateway.chat(chatBody(false, more)).status, 200);
        }
        for (const Settled &row : gateway.settledAfter(2))
            QVERIFY(row.record.held.nanoUsd > 90'000 * 1000);
    }

    void answerWithoutAStreamToAStreamedRequestIsNoAnswer()
    {
        GatewayFixture gateway;
        for (auto &upstream : gateway.upstream)
            upstream->setDefault(Answer::json(200, goodAnswer()).startingAfter(400ms));
        EngineOptions options;
        options.commentAfter = 50ms;
        gateway.start(options);
        const Reply reply = gateway.chat(chatBody(true));
        QVERIFY(reply.isWhole);
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.contains(": OPENROUTER PROCESSING"));
        QVERIFY(reply.body.contains("\"finish_reason\":\"error\""));
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Failed);
    }

    void endpointThatIsOutIsAskedBeforeAnyClientIsRisked()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, R"({"data":[]})"));
        gateway.start();
        const std::int64_t nowUs = gateway.clock.nowUs();
        const EndpointHealthRecord out{.endpoint = {1},
                                       .circuit = Circuit::Open,
                                       .trips = 1,
                                       .failuresInARow = 3,
                                       .sinceUs = nowUs - 10'000'000,
                                       .untilUs = nowUs - 1,
                                       .lastFailure = FailureClass::Connect,
                                       .lastFailureUs = nowUs - 10'000'000};
        HealthBook &health = gateway.engine().health();
        health.restore({&out, 1}, gateway.clock.steadyNs(), nowUs);
        QTRY_COMPARE_WITH_TIMEOUT(gateway.upstream[0]->requestCount(), 1, 5'000);
        const Seen asked = gateway.upstream[0]->requests().constFirst();
        QCOMPARE(asked.method, QByteArray("GET"));
        QCOMPARE(asked.path, QByteArray("/v1/models"));
        QTRY_COMPARE(
            health.snapshot(gateway.clock.steadyNs(), gateway.clock.nowUs()).front().record.circuit,
            Circuit::Closed);
    }

    void endpointThatStaysOutIsNotTrusted()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(503, "{}"));
        gateway.start();
        const std::int64_t nowUs = gateway.clock.nowUs();
        const EndpointHealthRecord out{.endpoint = {1},
                                       .circuit = Circuit::Open,
                                       .trips = 1,
                                       .failuresInARow = 3,
                                       .sinceUs = nowUs - 10'000'000,
                                       .untilUs = nowUs - 1,
                                       .lastFailure = FailureClass::ServerError,
                                       .lastStatus = 503,
                                       .lastFailureUs = nowUs - 10'000'000};
        HealthBook &health = gateway.engine().health();
        health.restore({&out, 1}, gateway.clock.steadyNs(), nowUs);
        QTRY_COMPARE_WITH_TIMEOUT(gateway.upstream[0]->requestCount(), 1, 5'000);
        const auto record = [&] {
            return health.snapshot(gateway.clock.steadyNs(), gateway.clock.nowUs()).front().record;
        };
        QTRY_COMPARE(record().trips, 2U);
        QCOMPARE(record().circuit, Circuit::Open);
    }

    void routingIsToldToWhoeverAsks()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->enqueue(Answer::json(503, "{}"));
        gateway.upstream[1]->setDefault(Answer::sse(goodStream()));
        gateway.start();
        const QByteArray header = "X-OpenRouter-Metadata: Enabled\r\n";
        const QByteArray told
            = R"("openrouter_metadata":{"requested":"lab/m1","strategy":"direct")";
        TestClient stream(gateway.port());
        stream.sendChat(chatBody(true), header);
        const Reply streamed = stream.readReply();
        QVERIFY2(streamed.body.contains(told), streamed.body);
        QVERIFY(streamed.body.contains(R"("attempt":2)"));
        QVERIFY(streamed.body.contains(R"("status":503)"));
        QVERIFY(streamed.body.endsWith("data: [DONE]\n\n"));
        QVERIFY(!gateway.chat(chatBody(true)).body.contains("openrouter_metadata"));

        gateway.upstream[1]->setDefault(Answer::json(200, goodAnswer()));
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        TestClient whole(gateway.port());
        whole.sendChat(chatBody(false), header);
        const Reply body = whole.readReply();
        QVERIFY(body.body.contains(told));
        QVERIFY(body.body.endsWith("}"));

        gateway.upstream[0]->setDefault(Answer::json(503, "{}"));
        gateway.upstream[1]->setDefault(Answer::json(503, "{}"));
        TestClient failing(gateway.port());
        failing.sendChat(chatBody(false), header);
        const Reply failed = failing.readReply();
        QCOMPARE(failed.status, 503);
        QVERIFY(failed.body.contains(told));
    }

    void whatThisVersionDoesNotActOnIsRefused()
    {
        GatewayFixture gateway;
        gateway.start();
        for (const char *more : {",\"preset\":\"p\"", ",\"plugins\":[{\"id\":\"web\"}]"})
            QCOMPARE(gateway.chat(chatBody(false, more)).status, 400);
    }

    void attemptsThatAllWereLimitedSayWhenToComeBack()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(429, "{}").withHeader("Retry-After", "7"));
        gateway.upstream[1]->setDefault(Answer::json(429, "{}").withHeader("Retry-After", "3"));
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false));
        QCOMPARE(reply.status, 429);
        QCOMPARE(reply.header("Retry-After"), QByteArray("3"));
        QVERIFY(reply.body.contains("capacity_exhausted"));
    }

    void requestWaitsInTurnForHeldMoney()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()).startingAfter(300ms));
        gateway.limitKey({3'000'000}, BudgetMode::Hard);
        gateway.start();
        TestClient first(gateway.port());
        TestClient second(gateway.port());
        first.sendChat(chatBody(false, R"(,"max_tokens":600)"));
        second.sendChat(chatBody(false, R"(,"max_tokens":600)"));
        QCOMPARE(first.readReply().status, 200);
        QCOMPARE(second.readReply().status, 200);
        const QList<Settled> settled = gateway.settledAfter(2);
        QVERIFY(settled[0].record.waitedUs > 0 || settled[1].record.waitedUs > 0
                || settled[0].record.has(GenerationFlag::Clamped)
                || settled[1].record.has(GenerationFlag::Clamped));
    }

    void heldMoneyThatIsNotReleasedInTimeIs429WithRetryAfter()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::silence());
        gateway.limitKey({1'200'000}, BudgetMode::Hard);
        EngineOptions options;
        options.heldMoneyWait = 150ms;
        gateway.start(options);
        TestClient first(gateway.port());
        first.sendChat(chatBody(false, R"(,"max_tokens":280)"));
        QTRY_COMPARE(gateway.upstream[0]->requestCount(), 1);
        const Reply second = gateway.chat(chatBody(false, R"(,"max_tokens":280)"));
        QCOMPARE(second.status, 429);
        QVERIFY(!second.header("Retry-After").isEmpty());
    }

    void dearerFallbackThatDoesNotFitIsSkipped()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(503, "{}"));
        gateway.upstream[1]->setDefault(Answer::json(200, goodAnswer()));
        gateway.limitKey({5'000'000}, BudgetMode::Hard);
        gateway.start();
        const Reply reply = gateway.chat(chatBody(false, R"(,"max_tokens":1000)"));
        // At ten times the price the request fits only with a clamp, which must still be useful.
        if (reply.status == 200) {
            QVERIFY(gateway.settledAfter(1).value(0).record.has(GenerationFlag::Clamped));
        } else {
            QCOMPARE(gateway.upstream[1]->requestCount(), 0);
            const Settled row = gateway.settledAfter(1).value(0);
            QVERIFY(row.trail.contains("skipped_by_budget"));
            QCOMPARE(row.record.endpoint.value, 1);
            QCOMPARE(row.record.provider.value, 1);
        }
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd, 0);
    }

    void refusalsNameTheProblem_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("not json") << QByteArray("{") << 400 << QByteArray("JSON");
        QTest::newRow("no model") << QByteArray(R"({"messages":[{"role":"user","content":"x"}]})")
                                  << 400 << QByteArray("model");
        QTest::newRow("unknown model")
            << QByteArray(R"({"model":"no/such","messages":[{"role":"user","content":"x"}]})")
            << 400 << QByteArray("model_not_found");
        QTest::newRow("duplicate") << QByteArray(
            R"({"model":"lab/m1","model":"lab/m2","messages":[{"role":"user","content":"x"}]})")
                                   << 400 << QByteArray("model");
        QTest::newRow("privacy") << chatBody(false, R"(,"provider":{"zdr":true})") << 404
                                 << QByteArray("privacy_restricted");
        QTest::newRow("nobody left") << chatBody(false, R"(,"provider":{"only":["cedar"]})") << 404
                                     << QByteArray("constraint_filtered");
    }

    void refusalsNameTheProblem()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const int, status);
        QFETCH(const QByteArray, says);
        GatewayFixture gateway;
        gateway.start();
        const Reply reply = gateway.chat(body);
        QCOMPARE(reply.status, status);
        QVERIFY2(reply.body.contains(says), reply.body);
        QVERIFY(reply.body.contains("\"code\":" + QByteArray::number(status)));
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Refused);
    }

    void hostOriginAndCredentialsAreChecked()
    {
        GatewayFixture gateway;
        gateway.start();
        const auto status = [&gateway](const QByteArray &head) {
            TestClient client(gateway.port());
            client.send("GET /api/v1/key HTTP/1.1\r\n" + head + "\r\n");
            return client.readReply().status;
        };
        const QByteArray key = "x-api-key: " + QByteArray(GatewayFixture::secret) + "\r\n";
        QCOMPARE(status("Host: 127.0.0.1:4417\r\n" + key), 200);
        QCOMPARE(status("Host: [::1]\r\n" + key), 200);
        QCOMPARE(status("Host: evil.example\r\n" + key), 403);
        QCOMPARE(status("Host: 127.evil.example\r\n" + key), 403);
        QCOMPARE(status("Host: localhost\r\nOrigin: https://evil.example\r\n" + key), 403);
        QCOMPARE(status("Host: localhost\r\nOrigin: null\r\n" + key), 403);
        QCOMPARE(status("Host: localhost\r\n"), 401);
        QCOMPARE(status("Host: localhost\r\nAuthorization: Bearer sk-tp-v1-other\r\n"), 401);
    }

    void methodsAreComparedWholeAndRefusalsOfAKeyAreRows()
    {
        GatewayFixture gateway;
        gateway.start();
        TestClient client(gateway.port());
        client.send("PO /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nx-api-key: "
                    + QByteArray(GatewayFixture::secret) + "\r\nContent-Length: 0\r\n\r\n");
        QCOMPARE(client.readReply().status, 405);
        gateway.engine().setPaused(true);
        QCOMPARE(gateway.chat(chatBody(false)).status, 503);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Refused);
        QCOMPARE(row.record.httpStatus, std::uint16_t(503));
        QCOMPARE(row.record.key.value, 7);
    }

    void bannerAndCatalogueNeedNoKey()
    {
        GatewayFixture gateway;
        gateway.start();
        QCOMPARE(gateway.get("/api", false).status, 200);
        QCOMPARE(gateway.get("/api/v1/models", false).status, 200);
        QCOMPARE(gateway.get("/v1/models", false).status, 200);
        QCOMPARE(gateway.get("/api/v1/providers", false).status, 200);
        QCOMPARE(gateway.get("/api/v1/models/lab/m1/endpoints", false).status, 200);
        QCOMPARE(gateway.get("/nowhere", false).status, 404);
        QCOMPARE(gateway.get("/api/v1/chat/completions").status, 405);
    }

    void keysWorkAndDieAtOnce()
    {
        GatewayFixture gateway;
        gateway.start();
        QCOMPARE(gateway.get("/api/v1/key").status, 200);
        gateway.key.isDisabled = true;
        gateway.publish();
        QCOMPARE(gateway.get("/api/v1/key").status, 401);
        gateway.key.isDisabled = false;
        gateway.publish();
        QCOMPARE(gateway.get("/api/v1/key").status, 200);
    }

    void journalThatCannotTakeAHoldSendsNothing()
    {
        GatewayFixture gateway;
        gateway.journal.m_refusesHolds = true;
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QCOMPARE(reply.status, 503);
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd, 0);
    }

    void settlementThatCannotBeJournaledNeverEndsCleanly()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::sse(goodStream()));
        gateway.start();
        gateway.journal.m_refusesSettles = true;
        const Reply reply = gateway.chat(chatBody(true));
        QVERIFY(!reply.body.contains("[DONE]"));
        QVERIFY(reply.body.contains("\"finish_reason\":\"error\""));
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        QVERIFY(!gateway.chat(chatBody(false)).isWhole);
    }

    void pausedGatewayAnswers503()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        gateway.engine().setPaused(true);
        QCOMPARE(gateway.chat(chatBody(false)).status, 503);
        gateway.engine().setPaused(false);
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
    }

    void requestThatComesBackToUsIsALoop()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        gateway.start();
        QCOMPARE(gateway.chat(chatBody(false)).status, 200);
        const QByteArray mark = gateway.upstream[0]->requests().value(0).header("Turnpike-Hop");
        QVERIFY(!mark.isEmpty());
        QCOMPARE(gateway.chat(chatBody(false), "Turnpike-Hop: " + mark + "\r\n").status, 400);
        QCOMPARE(gateway.chat(chatBody(false), "Turnpike-Hop: another\r\n").status, 200);
    }

    void simulatorStandsInAndCostsNothing()
    {
        GatewayFixture gateway;
        ProviderPolicy simulator;
        simulator.id = {3};
        simulator.slug = "simulator";
        simulator.format = ProviderFormat::Simulator;
        gateway.policy.providers.push_back(simulator);
        ModelPolicy model;
        model.id = {2};
        model.slug = "turnpike/simulator";
        EndpointPolicy endpoint;
        endpoint.provider = 2;
        endpoint.upstreamModel = "simulator";
        model.endpoints.push_back(endpoint);
        gateway.policy.models.push_back(model);
        gateway.policy.modelBySlug.emplace(model.slug, 1);
        gateway.policy.usesSimulatorForUnknownModels = true;
        gateway.limitKey({1});
        gateway.start();
        const Reply reply = gateway.chat(
            R"({"model":"any/thing","stream":true,"messages":[{"role":"user","content":"x"}]})");
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.contains("simulated"));
        QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));
        const Settled settled = gateway.settledAfter(1).value(0);
        QVERIFY(settled.record.has(GenerationFlag::Simulated));
        QCOMPARE(settled.record.cost.nanoUsd, 0);
        QCOMPARE(settled.record.scopeCount, std::uint8_t(0));
    }

    void refusalsInALoopAreSummed()
    {
        GatewayFixture gateway;
        gateway.start();
        TestClient client(gateway.port());
        for (int i = 0; i < 200; ++i) {
            client.sendChat("{");
            QCOMPARE(client.readReply().status, 400);
        }
        const auto total = [&gateway] {
            std::uint32_t sum = 0;
            for (const Settled &row : gateway.journal.settled())
                sum += row.record.count;
            return sum;
        };
        QTRY_COMPARE(total(), 200U);
        QVERIFY(gateway.journal.settled().size() < 200);
    }

    void drainLetsRunningRequestsEnd()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(Answer::sse(goodStream()).pausing(40ms));
        gateway.start();
        TestClient client(gateway.port());
        client.sendChat(chatBody(true));
        QVERIFY(client.readUntil("Hello").contains("Hello"));
        gateway.engine().drain(5000ms);
        const Reply reply = client.readReply();
        QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));
        QCOMPARE(gateway.journal.settled().size(), 1);
    }

    void drainSettlesWhatDoesNotEndInTime()
    {
        GatewayFixture gateway;
        gateway.upstream[0]->setDefault(stuckStream());
        gateway.start();
        TestClient client(gateway.port());
        client.sendChat(chatBody(true));
        QVERIFY(client.readUntil("Hello").contains("Hello"));
        gateway.engine().drain(50ms);
        QCOMPARE(gateway.journal.settled().size(), 1);
        QCOMPARE(gateway.journal.settled().value(0).record.state, GenerationState::Cancelled);
        QCOMPARE(gateway.book.usage(gateway.key.slot, gateway.clock.nowUs()).held.nanoUsd, 0);
    }
};

QTEST_GUILESS_MAIN(GatewayTest)
#include "tst_Gateway.moc"
