// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a provider's answer the engine takes in, and that it holds the provider back when its
// client does not read.
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

} // namespace

class LargeAnswersTest final : public QObject
{
    Q_OBJECT

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
