// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a client's request and of a provider's answer the engine takes in, in every format,
// and that it holds the provider back when its client does not read.
#include <QTest>

#include <algorithm>
#include <utility>

#include "tests/engine/ChatAnswerCheck.h"
#include "tests/engine/HostileGateway.h"
#include "tests/support/RawClient.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

using End = Answer::End;

constexpr qsizetype mebibyte = qsizetype{1} << 20;

/// A schema with so many objects inside each other.
QByteArray nestedSchema(int depth)
{
    return QByteArray(R"({"type":"object","properties":{"a":)").repeated(depth)
        + R"({"type":"string"})" + QByteArray("}}").repeated(depth);
}

} // namespace

class LargeAnswersTest final : public QObject
{
    Q_OBJECT

private:
    static void addPairs()
    {
        QTest::addColumn<int>("client");
        QTest::addColumn<int>("provider");
        for (int client = 0; client < int(clientDialects().size()); ++client)
            for (int provider = 0; provider < int(providerDialects().size()); ++provider)
                QTest::addRow("%s to %s", clientDialects()[client].name,
                              providerDialects()[provider].name)
                    << client << provider;
    }

private Q_SLOTS:
    void eventOfTenMegabytesComesWhole_data()
    {
        QTest::addColumn<Answer>("answer");
        const QByteArray large(10'000'000, 'x');
        QTest::newRow("in one event") << Answer::sse(goodStream(large));
        QByteArrayList pieces;
        const QByteArray bytes = goodStream(large).join();
        for (qsizetype at = 0; at < bytes.size(); at += 1'000)
            pieces.append(bytes.mid(at, 1'000));
        QTest::newRow("in ten thousand chunks") << Answer::sse(pieces);
    }

    void eventOfTenMegabytesComesWhole()
    {
        QFETCH(const Answer, answer);
        HostileGateway gateway;
        gateway.upstream[0]->setDefault(answer);
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        const ReadStream stream = readChatStream(reply.body);
        QVERIFY2(stream.problem.isEmpty(), qPrintable(stream.problem));
        QVERIFY(stream.isDone);
        QCOMPARE(stream.text.size(), 10'000'001);
        QCOMPARE(gateway.settledAfter(1).value(0).record.cost.nanoUsd, 30'000);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    /// What the engine may take from a provider before it knows that nothing good comes of it.
    void endlessAnswerIsCutAtItsLimit_data()
    {
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<qlonglong>("limit");
        const QByteArrayList endless(256, QByteArray(mebibyte, 'x'));
        const auto row = [&](const char *name, const QByteArray &type, const QByteArrayList &begin,
                             qsizetype limit) {
            Answer answer = untilClose(Answer::sse(begin + endless)).endingWith(End::Hang);
            answer.headers = {{"Content-Type", type}};
            QTest::newRow(name) << answer << qlonglong(limit);
        };
        row("an event without an end", "text/event-stream", {"data: "}, 16 * mebibyte);
        row("a comment without an end", "text/event-stream", {": "}, 16 * mebibyte);
        row("a body without an end", "application/json", {}, 64 * mebibyte);
        Answer error = untilClose(Answer::json(500, {})).endingWith(End::Hang);
        error.body = endless;
        QTest::newRow("an error without an end") << error << qlonglong(64 << 10);
    }

    void endlessAnswerIsCutAtItsLimit()
    {
        QFETCH(const Answer, answer);
        QFETCH(const qlonglong, limit);
        HostileGateway gateway;
        gateway.upstream[0]->setDefault(answer);
        gateway.start();
        const Reply reply = gateway.chat(chatBody(true));
        QVERIFY2(reply.status == 502 || reply.status == 503, reply.body.constData());
        QTRY_COMPARE(gateway.upstream[0]->openConnections(), 0);
        // Besides the limit: what sockets, and the write under way, hold.
        QVERIFY2(gateway.upstream[0]->bytesSent() < limit + 12 * mebibyte,
                 QByteArray::number(gateway.upstream[0]->bytesSent()).constData());
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void largeToolsReachTheProviderOrAreRefused_data() { addPairs(); }

    void largeToolsReachTheProviderOrAreRefused()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway;
        gateway.policy.models[0].endpoints[0].contextLength = 100'000'000;
        gateway.speak(dialect);
        gateway.upstream[0]->setDefault(Answer::json(200, dialect.whole));
        gateway.start();
        const auto ask = [&](const QByteArray &schema, int count) {
            return gateway.ask(spoken, spoken.body(false, spoken.tools(schema, count)));
        };
        const Reply many = ask(nestedSchema(1), 10'000);
        QVERIFY2(many.status == 200, many.body.left(500).constData());
        QCOMPARE(gateway.upstream[0]->requests().last().body.count("\"a\""), 10'000);
        QVERIFY(gateway.upstream[0]->requests().last().body.contains("\"t9999\""));
        const Reply deep = ask(nestedSchema(50), 1);
        QVERIFY2(deep.status == 200, deep.body.constData());
        QCOMPARE(gateway.upstream[0]->requests().last().body.count("\"a\""), 50);
        const Reply tooDeep = ask(nestedSchema(100'000), 1);
        QCOMPARE(tooDeep.status, 400);
        QVERIFY(problemOfPlainError(spoken, tooDeep).isEmpty());
        QCOMPARE(gateway.upstream[0]->requestCount(), 2);
        QCOMPARE(gateway.settledAfter(3).last().record.state, GenerationState::Refused);
    }

    void argumentsOfTwoMegabytesInOneEventComeWhole_data() { addPairs(); }

    void argumentsOfTwoMegabytesInOneEventComeWhole()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway;
        gateway.speak(dialect);
        const QByteArray large(2'000'000, '~');
        gateway.upstream[0]->setDefault(
            Answer::sse(dialect.call(R"({\"a\":\")" + large + R"(\"})")));
        gateway.start();
        const Reply reply = gateway.ask(
            spoken, spoken.body(true, spoken.tools(nestedSchema(1), 1).replace("t0", "look")));
        const ReadStream stream = spoken.read(reply.body);
        QVERIFY2(stream.problem.isEmpty(), qPrintable(stream.problem));
        QVERIFY2(stream.isDone, reply.body.left(2'000).constData());
        QVERIFY(reply.body.contains(large));
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.finishReason, QByteArray("tool_calls"));
        QCOMPARE(row.record.cost.nanoUsd, 30'000);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    /// One for each API, with another provider each: the body is what is large.
    void bodyAtTheLimitPassesAndOneByteMoreDoesNot_data()
    {
        QTest::addColumn<int>("client");
        QTest::addColumn<int>("provider");
        QTest::newRow("chat to openai") << 0 << 0;
        QTest::newRow("messages to gemini") << 1 << 3;
        QTest::newRow("responses to anthropic") << 2 << 2;
    }

    void bodyAtTheLimitPassesAndOneByteMoreDoesNot()
    {
        QFETCH(const int, client);
        QFETCH(const int, provider);
        const ClientDialect &spoken = clientDialects()[client];
        const ProviderDialect &dialect = providerDialects()[provider];
        HostileGateway gateway;
        gateway.policy.models[0].endpoints[0].contextLength = 100'000'000;
        gateway.speak(dialect);
        gateway.upstream[0]->setDefault(Answer::json(200, dialect.whole));
        gateway.start();
        QByteArray body = spoken.body(false, {});
        const qsizetype room = 64 * mebibyte - body.size();
        body.replace("Say hello", "Say hello" + QByteArray(room, 'z'));
        QCOMPARE(body.size(), 64 * mebibyte);
        const Reply reply = gateway.ask(spoken, body);
        QVERIFY2(reply.status == 200, reply.body.left(500).constData());
        QVERIFY(gateway.upstream[0]->requests().last().body.count('z') >= room);
        QCOMPARE(gateway.settledAfter(1).value(0).record.cost.nanoUsd, 30'000);
        QCOMPARE(gateway.ask(spoken, body + " ").status, 413);
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
        QCOMPARE(gateway.held().nanoUsd, 0);
    }

    void clientThatReadsNothingHoldsTheProviderOfLargeEvents()
    {
        HostileGateway gateway;
        QByteArrayList events = goodStream().mid(0, 1);
        for (int i = 0; i < 12; ++i)
            events += dataEvent(contentOf(QByteArray(10'000'000, 'x')));
        gateway.upstream[0]->setDefault(Answer::sse(events + goodStream().mid(3)));
        gateway.start();
        RawClient client(gateway.port()); // A QTcpSocket would read whenever its loop runs.
        const QByteArray body = chatBody(true);
        const QByteArray request = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                                   "Authorization: Bearer "
            + QByteArray(GatewayFixture::secret)
            + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        QVERIFY(client.send({request.constData(), static_cast<std::size_t>(request.size())}));
        QTRY_VERIFY_WITH_TIMEOUT(gateway.upstream[0]->bytesSent() > 10'000'000, 60'000);
        qint64 before = -1;
        const auto hasStopped
            = [&] { return std::exchange(before, gateway.upstream[0]->bytesSent()) == before; };
        while (!hasStopped())
            QTest::qWait(200);
        QVERIFY2(gateway.upstream[0]->bytesSent() < 30'000'000,
                 QByteArray::number(gateway.upstream[0]->bytesSent()).constData());
        const std::string received = client.readThrough("data: [DONE]\n\n");
        QVERIFY(received.ends_with("data: [DONE]\n\n"));
        QVERIFY(std::count(received.begin(), received.end(), 'x') >= 120'000'000);
        client.close();
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }
};

QTEST_GUILESS_MAIN(LargeAnswersTest)
#include "tst_LargeAnswers.moc"
