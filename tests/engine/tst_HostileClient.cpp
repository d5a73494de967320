// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that misbehave, against a running engine over real sockets: what is refused reaches no
// provider, whoever leaves gives back what was held, and the next client is served.
#include <QDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

#include "tests/engine/ChatAnswerCheck.h"
#include "tests/support/RawClient.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

namespace {

using End = Answer::End;

constexpr qsizetype mebibyte = qsizetype{1} << 20;
const QByteArray keyLine = "Authorization: Bearer " + QByteArray(GatewayFixture::secret) + "\r\n";
const QByteArray startLines
    = "POST /api/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n" + keyLine;

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray withLength(const QByteArray &body, qsizetype told = -1)
{
    return startLines + "Content-Length: " + QByteArray::number(told < 0 ? body.size() : told)
        + "\r\n\r\n" + body;
}

QByteArray chunked(const QByteArray &body, qsizetype step)
{
    QByteArray bytes;
    for (qsizetype at = 0; at < body.size(); at += step) {
        const QByteArray piece = body.mid(at, step);
        bytes += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
    }
    return startLines + "Transfer-Encoding: chunked\r\n\r\n" + bytes + "0\r\n\r\n";
}

/// What a request smuggled behind another would be: it would reach the provider if it were served.
const QByteArray smuggled = withLength(chatBody(false));

qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

/// A stream that stops after its first content and stays open.
Answer stuckStream()
{
    Answer answer = Answer::sse(goodStream().mid(0, 3)).endingWith(End::Hang);
    answer.framing = Answer::Framing::UntilClose;
    return answer;
}

EngineOptions shortLimits()
{
    EngineOptions options;
    options.limits.headTimeout = 300ms;
    options.limits.bodyStall = 300ms;
    options.limits.writeStall = 300ms;
    options.limits.linger = 20ms;
    options.limits.bodyBytes = std::size_t{4} << 20U;
    return options;
}

class PatientGateway : public GatewayFixture
{
public:
    PatientGateway()
    {
        policy.models[0].endpoints.resize(1);
        upstream[0]->setDefault(Answer::json(200, goodAnswer()));
    }

    Money held() { return book.usage(key.slot, clock.nowUs()).held; }

    /// Empty when there are `rows` records, nothing is held, no connection leaks, and a sound
    /// request is served.
    QByteArray problemAfterwards(int rows)
    {
        const QList<Settled> settled = settledAfter(rows);
        if (settled.size() != rows)
            return QByteArray::number(settled.size()) + " records";
        upstream[0]->setDefault(Answer::json(200, goodAnswer()));
        if (!QTest::qWaitFor([this] { return held().nanoUsd == 0; }, 5'000))
            return "money stays held";
        if (chat(chatBody(false)).status != 200)
            return "the next request is not served";
        if (settledAfter(rows + 1).size() != rows + 1)
            return "the next request is not recorded";
        if (!QTest::qWaitFor([this] { return engine().status().openConnections == 0; }, 10'000))
            return "connections of clients leak";
        if (!QTest::qWaitFor([this] { return engine().status().activeRequests == 0; }, 5'000))
            return "a request is still counted as running";
        return {};
    }
};

} // namespace

class HostileClientTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// One request, refused as a whole, and nothing that is hidden behind it is served.
    void ambiguousRequestIsRefusedAndTheConnectionClosed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
            QTest::newRow(name) << bytes << status;
        };
        const QByteArray body = chatBody(false);
        const QByteArray length = "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        const QByteArray coding = "Transfer-Encoding: chunked\r\n";
        const auto with = [&](const QByteArray &lines, const QByteArray &rest = {}) {
            return startLines + lines + "\r\n" + (rest.isNull() ? body + smuggled : rest);
        };
        row("length and coding", with("Content-Length: 4\r\n" + coding, "0\r\n\r\n" + smuggled));
        row("coding and length", with(coding + "Content-Length: 4\r\n", "0\r\n\r\n" + smuggled));
        row("two lengths", with(length + "Content-Length: 0\r\n"));
        row("the same length twice", with(length + length));
        row("lengths in a list", with("Content-Length: 4, 4\r\n"));
        row("signed length", with("Content-Length: +4\r\n"));
        row("length that overflows", with("Content-Length: 18446744073709551620\r\n"));
        row("blank before the colon", with("Content-Length : 4\r\n"));
        row("bare LF behind a header", with("Content-Length: 4\nX: y\r\n"));
        row("bare LF for the blank line", startLines + length + "\n" + body + smuggled);
        row("bare CR in a value", with("X: a\rContent-Length: 0\r\n" + length));
        row("folded value", with("X: a\r\n " + coding + length));
        row("folded coding", with("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" + smuggled));
        row("NUL in a value", with("X: a" + QByteArray(1, '\0') + "b\r\n" + length));
        row("coding twice", with(coding + coding, "0\r\n\r\n" + smuggled));
        row("coding that is not ours", with("Transfer-Encoding: gzip, chunked\r\n", smuggled), 501);
        row("coding spelled with a tab",
            with("Transfer-Encoding: \x0b"
                 "chunked\r\n"
                     + length,
                 "0\r\n\r\n" + smuggled));
        row("coding in HTTP/1.0",
            QByteArray(startLines).replace("HTTP/1.1", "HTTP/1.0") + coding + "\r\n0\r\n\r\n"
                + smuggled);
        row("chunk size without digits", with(coding, "\r\n" + body + "\r\n0\r\n\r\n" + smuggled));
        row("chunk size in bare LF", with(coding, "2\n{}\r\n0\r\n\r\n" + smuggled));
        row("chunk size with a sign", with(coding, "+2\r\n{}\r\n0\r\n\r\n" + smuggled));
        row("chunk size with 0x", with(coding, "0x2\r\n{}\r\n0\r\n\r\n" + smuggled));
        row("chunk size that overflows",
            with(coding, "10000000000000002\r\n{}\r\n0\r\n\r\n" + smuggled));
        row("chunk longer than it says", with(coding, "2\r\n{}}\r\n0\r\n\r\n" + smuggled));
        row("two Hosts", with("Host: 127.0.0.1\r\n" + length));
        row("no Host",
            "POST /api/v1/chat/completions HTTP/1.1\r\n" + keyLine + length + "\r\n" + body
                + smuggled);
        row("another Host in the target",
            QByteArray(startLines).replace(" /api", " http://evil.example/api") + length + "\r\n"
                + body + smuggled);
        row("HTTP/2 by force", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + smuggled, 505);
        row("TLS on a plain port", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
        row("no request at all", QByteArray(9'000, 'A'), 414);
        row("request line without an end", "GET /" + QByteArray(9'000, 'a'), 414);
        row("header without an end", startLines + "X: " + QByteArray(70'000, 'a'), 431);
        row("too many headers", startLines + QByteArray("X: y\r\n").repeated(101) + "\r\n", 431);
        row("length over the limit", withLength("{", 5 * mebibyte), 413);
        row("chunks over the limit", with(coding, "500000\r\n" + QByteArray(5 * mebibyte, ' ')),
            413);
        row("an expectation that nobody meets", with("Expect: a miracle\r\n" + length), 417);
    }

    void ambiguousRequestIsRefusedAndTheConnectionClosed()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, status);
        PatientGateway gateway;
        gateway.start(shortLimits());
        for (const bool isDripped : {false, true}) {
            if (isDripped && bytes.size() > 20'000)
                continue;
            RawClient client(gateway.port());
            if (isDripped) {
                for (const char byte : bytes)
                    if (!client.send(std::string_view(&byte, 1)))
                        break; // Refused already.
            } else {
                client.send(view(bytes));
            }
            const QByteArray answer = QByteArray::fromStdString(client.readAnswer());
            const qsizetype blank = answer.indexOf("\r\n\r\n");
            Reply reply;
            reply.head = answer.left(blank);
            reply.body = answer.mid(blank + 4);
            QCOMPARE(reply.head.mid(9, 3).toInt(), status);
            QCOMPARE(reply.header("Connection"), QByteArray("close"));
            QVERIFY2(reply.body.contains("\"code\":" + QByteArray::number(status)),
                     reply.body.constData());
            QCOMPARE(client.readToEnd(), std::string()); // No second answer.
            QVERIFY(client.end() != RawClient::End::Open);
        }
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
        QCOMPARE(gateway.journal.holds(), 0);
        QCOMPARE(gateway.problemAfterwards(0), QByteArray());
    }

    void bodyBeyondItsLengthIsNotTakenForARequest()
    {
        PatientGateway gateway;
        gateway.start(shortLimits());
        RawClient client(gateway.port());
        QVERIFY(client.send(view(withLength(chatBody(false)) + smuggled)));
        QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200"));
        QCOMPARE(client.readToEnd(), std::string());
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void bodyShorterThanItsLengthReachesNobody_data()
    {
        QTest::addColumn<int>("howItEnds");
        QTest::newRow("waits") << 0;
        QTest::newRow("closes") << 1;
        QTest::newRow("resets") << 2;
        QTest::newRow("stops sending") << 3;
    }

    void bodyShorterThanItsLengthReachesNobody()
    {
        QFETCH(const int, howItEnds);
        PatientGateway gateway;
        gateway.start(shortLimits());
        RawClient client(gateway.port());
        QVERIFY(client.send(view(withLength(chatBody(false), chatBody(false).size() + 10))));
        switch (howItEnds) {
        case 0: QVERIFY(client.readAnswer().starts_with("HTTP/1.1 408")); break;
        case 1: client.close(); break;
        case 2: client.reset(); break;
        case 3:
            client.shutdownSending();
            QCOMPARE(client.readToEnd(), std::string());
            break;
        }
        client.close();
        QTRY_COMPARE(gateway.engine().status().openConnections, 0U);
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
        QCOMPARE(gateway.problemAfterwards(0), QByteArray());
    }

    void chunksOfOneByteAreARequestLikeAnother()
    {
        PatientGateway gateway;
        gateway.upstream[0]->setDefault(Answer::sse(goodStream()));
        gateway.start(shortLimits());
        TestClient whole(gateway.port());
        whole.send(chunked(chatBody(true), 1));
        QVERIFY(readChatStream(whole.readReply().body).isDone);
        RawClient dripping(gateway.port());
        for (const char byte : chunked(chatBody(true), 1))
            QVERIFY(dripping.send(std::string_view(&byte, 1)));
        QVERIFY(dripping.readThrough("0\r\n\r\n").find("[DONE]") != std::string::npos);
        dripping.close();
        whole.close();
        const QList<Seen> seen = gateway.upstream[0]->requests();
        QCOMPARE(seen.size(), 2);
        QCOMPARE(seen[0].body, seen[1].body);
        QVERIFY(seen[0].body.contains("Say hello"));
        QCOMPARE(gateway.problemAfterwards(2), QByteArray());
    }

    void slowHeadAndSlowBodyAreTimedOut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("in the request line") << startLines.left(20);
        QTest::newRow("in a header") << startLines.left(60);
        QTest::newRow("in the body") << withLength(chatBody(false)).chopped(5);
        QTest::newRow("in a chunk") << chunked(chatBody(false), 50).chopped(30);
    }

    void slowHeadAndSlowBodyAreTimedOut()
    {
        QFETCH(const QByteArray, bytes);
        PatientGateway gateway;
        gateway.start(shortLimits());
        RawClient client(gateway.port());
        QVERIFY(client.send(view(bytes)));
        const std::string answer = client.readAnswer();
        QVERIFY2(answer.starts_with("HTTP/1.1 408"), answer.c_str());
        QCOMPARE(client.readToEnd(), std::string());
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
        QCOMPARE(gateway.problemAfterwards(0), QByteArray());
    }

    /// Names that the gateway reads, told twice or in another spelling: one reader of the body
    /// would see what another does not.
    void doubledOrDisguisedMemberIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("pointer");
        const QByteArray say = R"("messages":[{"role":"user","content":"x"}])";
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &pointer) {
            QTest::newRow(name) << body << pointer;
        };
        row("model twice", R"({"model":"lab/m1","model":"lab/m1",)" + say + '}', "/model");
        row("model escaped", R"({"mod\u0065l":"lab/m1",)" + say + '}', "/model");
        row("model escaped besides", R"({"model":"lab/m1","\u006dodel":"lab/m2",)" + say + '}',
            "/model");
        row("messages twice", R"({"model":"lab/m1",)" + say + ',' + say + '}', "/messages");
        row("stream twice", R"({"model":"lab/m1","stream":false,"stream":true,)" + say + '}',
            "/stream");
        row("max_tokens twice",
            R"({"model":"lab/m1","max_tokens":1,"max_tokens":9000,)" + say + '}', "/max_tokens");
        row("max_tokens escaped",
            R"({"model":"lab/m1","max_tokens":1,"max\u005ftokens":9000,)" + say + '}',
            "/max_tokens");
        row("role twice",
            R"({"model":"lab/m1","messages":[{"role":"user","role":"system","content":"x"}]})",
            "/messages/0/role");
        row("content escaped",
            R"({"model":"lab/m1","messages":[{"role":"user","content":"x","c\u006fntent":"y"}]})",
            "/messages/0/content");
        row("provider.only twice",
            R"({"model":"lab/m1","provider":{"only":["alder"],"only":["birch"]},)" + say + '}',
            "/provider/only");
        row("provider.only escaped",
            R"({"model":"lab/m1","provider":{"\u006fnly":["birch"]},)" + say + '}',
            "/provider/only");
    }

    void doubledOrDisguisedMemberIsRefusedByName()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, pointer);
        PatientGateway gateway;
        gateway.start();
        const Reply reply = gateway.chat(body);
        const QString problem = problemOfError(reply, 400, "invalid_request");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY2(reply.body.contains("\"pointer\":\"" + pointer + '"'), reply.body.constData());
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Refused);
        QCOMPARE(row.record.cost.nanoUsd, 0);
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void bodyThatIsNoJsonIsRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray good = chatBody(false);
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("cut") << good.chopped(1);
        QTest::newRow("twice") << good + good;
        QTest::newRow("no UTF-8") << QByteArray(good).replace("hello", "h\xc3\x28llo");
        QTest::newRow("an overlong character") << QByteArray(good).replace("hello", "h\xc0\xaf");
        QTest::newRow("a surrogate in UTF-8") << QByteArray(good).replace("hello", "\xed\xa0\x80");
        QTest::newRow("UTF-16") << QByteArray("{\0\"\0m\0", 6);
        QTest::newRow("a byte order mark") << "\xef\xbb\xbf" + good;
        QTest::newRow("a line end in a string") << QByteArray(good).replace("hello", "a\nb");
        QTest::newRow("a NUL") << good + QByteArray(1, '\0');
        QTest::newRow("single quotes") << QByteArray(good).replace('"', '\'');
        QTest::newRow("as deep as a well")
            << QByteArray(good).chopped(1) + ",\"x\":" + QByteArray(200'000, '[');
    }

    void bodyThatIsNoJsonIsRefused()
    {
        QFETCH(const QByteArray, body);
        PatientGateway gateway;
        gateway.start();
        const QString problem = problemOfError(gateway.chat(body), 400, "invalid_request");
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Refused);
        QCOMPARE(gateway.upstream[0]->requestCount(), 0);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void clientThatVanishesGivesBackWhatItHeld_data()
    {
        QTest::addColumn<QByteArray>("waitsFor"); ///< Seen by the client before it leaves.
        QTest::addColumn<Answer>("answer");
        QTest::addColumn<bool>("isReset");
        for (const bool isReset : {false, true}) {
            const char *how = isReset ? "reset" : "close";
            QTest::addRow("before the head, by %s", how)
                << QByteArray() << Answer::silence() << isReset;
            QTest::addRow("in the stream, by %s", how)
                << QByteArray("Hello") << stuckStream() << isReset;
            QTest::addRow("in an event, by %s", how)
                << QByteArray("Hello")
                << Answer::sse(goodStream().mid(0, 3) + QByteArrayList{"data: {\"id\":"})
                       .endingWith(End::Hang)
                << isReset;
        }
    }

    void clientThatVanishesGivesBackWhatItHeld()
    {
        QFETCH(const QByteArray, waitsFor);
        QFETCH(Answer, answer);
        QFETCH(const bool, isReset);
        PatientGateway gateway;
        if (answer.framing == Answer::Framing::Chunked)
            answer.framing = Answer::Framing::UntilClose;
        gateway.upstream[0]->setDefault(answer);
        gateway.start();
        TestClient client(gateway.port());
        client.sendChat(chatBody(true));
        QTRY_COMPARE(gateway.upstream[0]->requestCount(), 1);
        if (!waitsFor.isEmpty())
            QVERIFY(client.readUntil(waitsFor).contains(waitsFor));
        QVERIFY(gateway.held().nanoUsd > 0);
        if (isReset)
            client.reset();
        else
            client.close();
        // A provider that stops billing is told at once.
        QTRY_COMPARE(gateway.upstream[0]->openConnections(), 0);
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Cancelled);
        QCOMPARE(int(row.record.httpStatus), waitsFor.isEmpty() ? 499 : 200);
        QVERIFY(row.record.cost.nanoUsd > 0);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void hundredClientsThatVanishAtOnceLeaveNothingBehind()
    {
        PatientGateway gateway;
        gateway.upstream[0]->setDefault(stuckStream());
        gateway.start();
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 100; ++i) {
            clients.push_back(std::make_unique<RawClient>(gateway.port()));
            QVERIFY(clients.back()->send(view(withLength(chatBody(true)))));
        }
        QTRY_COMPARE(gateway.upstream[0]->requestCount(), 100);
        for (std::size_t i = 0; i < clients.size(); ++i)
            i % 2 == 0 ? clients[i]->reset() : clients[i]->close();
        QTRY_COMPARE(gateway.upstream[0]->openConnections(), 0);
        QCOMPARE(gateway.problemAfterwards(100), QByteArray());
    }

    void tenThousandCancelsLeaveNothingBehind()
    {
        constexpr int perRound = 200;
        constexpr int rounds = 50;
        PatientGateway gateway;
        gateway.upstream[0]->setDefault(stuckStream());
        gateway.start();
        const QByteArray request = withLength(chatBody(true));
        qsizetype descriptors = 0;
        for (int round = 1; round <= rounds; ++round) {
            const int before = gateway.upstream[0]->requestCount();
            std::vector<std::unique_ptr<RawClient>> clients;
            for (int i = 0; i < perRound; ++i) {
                clients.push_back(std::make_unique<RawClient>(gateway.port()));
                QVERIFY(clients.back()->send(view(request)));
            }
            // Some leave while the request goes out, some in the stream.
            if (round % 2 == 0)
                QTRY_COMPARE(gateway.upstream[0]->requestCount(), before + perRound);
            for (std::size_t i = 0; i < clients.size(); ++i) {
                if (round % 4 == 0)
                    QVERIFY(!clients[i]->readThrough("Hello").empty());
                i % 2 == 0 ? clients[i]->reset() : clients[i]->close();
            }
            QTRY_COMPARE(gateway.engine().status().openConnections, 0U);
            QTRY_COMPARE(gateway.engine().status().activeRequests, 0U);
            QTRY_COMPARE(gateway.upstream[0]->openConnections(), 0);
            QCOMPARE(gateway.held().nanoUsd, 0);
            if (round == 2)
                descriptors = openDescriptors();
        }
        QVERIFY2(openDescriptors() <= descriptors + 2,
                 QByteArray::number(openDescriptors()).constData());
        // A client that left before it had sent its whole request never made one.
        const int rows = int(gateway.journal.settled().size());
        QVERIFY2(rows > perRound * rounds / 2, QByteArray::number(rows).constData());
        QCOMPARE(gateway.journal.holds(), rows);
        QCOMPARE(gateway.problemAfterwards(rows), QByteArray());
    }

    void clientThatReadsSlowlyGetsEveryByteAndHoldsTheProvider()
    {
        PatientGateway gateway;
        QByteArrayList events = goodStream().mid(0, 1);
        const QByteArray filler(64'000, 'Z');
        for (int i = 0; i < 400; ++i)
            events += QByteArray(goodStream()[1]).replace("Hello", filler);
        gateway.upstream[0]->setDefault(Answer::sse(events + goodStream().mid(3)));
        gateway.start();
        RawClient client(gateway.port(), 4096);
        QVERIFY(client.send(view(withLength(chatBody(true)))));
        QTRY_COMPARE(gateway.upstream[0]->requestCount(), 1);
        std::string received = client.read(1'000'000);
        // 25 MB are to be had; what was taken from the provider is what sockets and queue hold.
        QTest::qWait(300);
        QVERIFY2(gateway.upstream[0]->bytesSent() < 15'000'000,
                 QByteArray::number(gateway.upstream[0]->bytesSent()).constData());
        received += client.readThrough("data: [DONE]\n\n");
        const auto body = received.begin() + static_cast<std::ptrdiff_t>(received.find("\r\n\r\n"));
        QCOMPARE(std::count(body, received.end(), 'Z'), 400 * 64'000);
        client.close();
        QCOMPARE(gateway.settledAfter(1).value(0).record.state, GenerationState::Complete);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void clientThatReadsNothingIsCutOff()
    {
        PatientGateway gateway;
        QByteArrayList events = goodStream().mid(0, 1);
        for (int i = 0; i < 400; ++i)
            events += QByteArray(goodStream()[1]).replace("Hello", QByteArray(64'000, 'x'));
        gateway.upstream[0]->setDefault(Answer::sse(events + goodStream().mid(3)));
        gateway.start(shortLimits());
        RawClient client(gateway.port(), 4096);
        QVERIFY(client.send(view(withLength(chatBody(true)))));
        const Settled row = gateway.settledAfter(1).value(0);
        QCOMPARE(row.record.state, GenerationState::Cancelled);
        QVERIFY(row.record.cost.nanoUsd > 0);
        QTRY_COMPARE(gateway.upstream[0]->openConnections(), 0);
        QVERIFY(client.readToEnd().find("[DONE]") == std::string::npos);
        QCOMPARE(client.end(), RawClient::End::Reset); // Never a clean end.
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }

    void requestSentInTheMiddleOfAStreamIsNotServed()
    {
        PatientGateway gateway;
        gateway.upstream[0]->setDefault(Answer::sse(goodStream()).pausing(30ms));
        gateway.start(shortLimits());
        RawClient client(gateway.port());
        QVERIFY(client.send(view(withLength(chatBody(true)))));
        QVERIFY(!client.readThrough("Hello").empty());
        QVERIFY(client.send(view(smuggled)));
        const std::string rest = client.readToEnd();
        QVERIFY(rest.find("[DONE]") != std::string::npos);
        QVERIFY(rest.find("HTTP/1.1") == std::string::npos);
        QCOMPARE(gateway.upstream[0]->requestCount(), 1);
        QCOMPARE(gateway.problemAfterwards(1), QByteArray());
    }
};

QTEST_GUILESS_MAIN(HostileClientTest)
#include "tst_HostileClient.moc"
