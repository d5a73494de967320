// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and answers over real sockets.
#include <QTest>

#include <array>

#include "tests/http/HttpServerForTest.h"
#include "tests/support/RawClient.h"

using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;
using End = RawClient::End;

namespace {

const std::string get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string hold = "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(const std::string &body, const std::string &headers = {})
{
    return "POST /p HTTP/1.1\r\nHost: x\r\n" + headers
        + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

bool saysClose(const std::string &answer)
{
    return answer.find("\r\nConnection: close\r\n") != std::string::npos;
}

} // namespace

class HttpConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionServesRequestAfterRequest();
    void requestMayComeByteByByte();
    void chunkedBodyArrivesWhole();
    void largeBodyArrivesWholeAndPadded();
    void pipelinedRequestIsNotServed();
    void pipeliningDuringAnAnswerClosesAfterIt();
    void continueIsSentOnceTheHeadIsAccepted();
    void refusedHeadGetsNoContinue();
    void refusalWithoutBodyKeepsTheConnection();
    void headIsAnsweredWithoutBody();
    void noContentHasNoLength();
    void streamIsChunked();
    void streamToHttp10EndsByClose();
    void streamEndsWithItsLastChunkInOneWrite();
    void abortIsSeenAsReset();
    void malformedRequestIsRefusedAndClosed();
    void declaredLengthOverTheLimitIsRefusedBeforeTheBody();
    void chunkedBodyOverTheLimitIsRefused();
    void refusalReachesAClientThatStillSends();
    void stateOutlivesTheCallThatEndsItsExchange();
    void detachedStateIsKept();
    void bodyCanBeTakenWhileTheAnswerRuns();
};

void HttpConnectionTest::connectionServesRequestAfterRequest()
{
    HttpServerForTest server;
    RawClient client(server.port());
    for (int i = 0; i < 5; ++i) {
        QVERIFY(client.send(post("body" + std::to_string(i))));
        const std::string answer = client.readAnswer();
        QVERIFY2(answer.starts_with("HTTP/1.1 200 OK\r\nDate: Thu, 02 Jul 2026 00:00:00 GMT\r\n"),
                 answer.c_str());
        QVERIFY2(answer.ends_with("\r\n\r\nPOST /p body" + std::to_string(i)), answer.c_str());
        QVERIFY(!saysClose(answer));
    }
    QCOMPARE(server.connections(), 1);
    QVERIFY(client.send("GET /bye HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    QVERIFY(saysClose(client.readAnswer()));
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), End::Closed);
    client.close();
    QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(server.open.count(), 0);
}

void HttpConnectionTest::requestMayComeByteByByte()
{
    HttpServerForTest server;
    RawClient client(server.port());
    for (const char c : post("hello"))
        QVERIFY(client.send({&c, 1}));
    QVERIFY(client.readAnswer().ends_with("POST /p hello"));
    QCOMPARE(server.handler.requests.load(), 1);
}

void HttpConnectionTest::chunkedBodyArrivesWhole()
{
    HttpServerForTest server;
    RawClient client(server.port());
    const std::string head = "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    QVERIFY(client.send(head + "5\r\nhel"));
    QVERIFY(client.send("lo\r\n6;x=y\r\n world\r\n0\r\nTrailer: t\r\n\r\n"));
    QVERIFY(client.readAnswer().ends_with("POST /c hello world"));
    QVERIFY(client.send(head + "1\r\nz\r\n0\r\n\r\n"));
    QVERIFY(client.readAnswer().ends_with("POST /c z"));
    QVERIFY(client.send(head + "zz\r\n"));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 400 "));
    QCOMPARE(server.handler.unpaddedBodies.load(), 0);
}

void HttpConnectionTest::largeBodyArrivesWholeAndPadded()
{
    HttpServerForTest server;
    RawClient client(server.port());
    std::string body(5 << 20, 'x');
    for (std::size_t i = 0; i < body.size(); i += 997)
        body[i] = static_cast<char>('a' + i % 23);
    QVERIFY(client.send(post(body)));
    const std::string answer = client.readAnswer();
    QVERIFY(answer.ends_with("POST /p " + body));
    QVERIFY(client.send(get));
    QVERIFY(client.readAnswer().ends_with("GET /a "));
    QCOMPARE(server.handler.unpaddedBodies.load(), 0);
}

void HttpConnectionTest::pipelinedRequestIsNotServed()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(post("one") + get));
    const std::string answer = client.readAnswer();
    QVERIFY(answer.ends_with("POST /p one"));
    QVERIFY(saysClose(answer));
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), End::Closed);
    QCOMPARE(server.handler.requests.load(), 1);
}

void HttpConnectionTest::pipeliningDuringAnAnswerClosesAfterIt()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([](Exchange &exchange) {
        exchange.beginStream(200, {});
        exchange.write("a");
    });
    QVERIFY(client.readThrough("a\r\n").ends_with("\r\n\r\n1\r\na\r\n"));
    QVERIFY(client.send(get));
    // The early bytes must have been read before the answer ends, or they count as the next
    // request.
    QTest::qWait(0);
    server.run([](Listener &) {});
    server.withHeld([](Exchange &exchange) { exchange.endStream(); });
    QCOMPARE(client.readToEnd(), std::string("0\r\n\r\n"));
    QCOMPARE(client.end(), End::Closed);
    QCOMPARE(server.handler.requests.load(), 1);
}

void HttpConnectionTest::continueIsSentOnceTheHeadIsAccepted()
{
    HttpServerForTest server;
    RawClient client(server.port());
    const std::string head
        = "POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    QVERIFY(client.send(head));
    QCOMPARE(client.readThrough("\r\n\r\n"), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    QCOMPARE(server.handler.heads.load(), 1);
    QCOMPARE(server.handler.requests.load(), 0);
    QVERIFY(client.send("hi"));
    QVERIFY(client.readAnswer().ends_with("POST /p hi"));
    // A client that does not wait is not told to go on.
    QVERIFY(client.send(head + "ho"));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpConnectionTest::refusedHeadGetsNoContinue()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send("POST /p HTTP/1.1\r\nHost: x\r\nX-Refuse: 1\r\nExpect: 100-continue\r\n"
                        "Content-Length: 2\r\n\r\n"));
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 401 "), answer.c_str());
    QVERIFY(answer.find("\r\nWWW-Authenticate: Bearer\r\n") != std::string::npos);
    QVERIFY(answer.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
    QVERIFY(saysClose(answer));
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(server.handler.requests.load(), 0);
}

void HttpConnectionTest::refusalWithoutBodyKeepsTheConnection()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Refuse: 1\r\n\r\n"));
    const std::string answer = client.readAnswer();
    QVERIFY(answer.starts_with("HTTP/1.1 401 ") && !saysClose(answer));
    QVERIFY(client.send(get));
    QVERIFY(client.readAnswer().ends_with("GET /a "));
}

void HttpConnectionTest::headIsAnsweredWithoutBody()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send("HEAD /api HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string answer = client.readThrough("\r\n\r\n");
    QVERIFY2(answer.find("\r\nContent-Length: 10\r\n") != std::string::npos, answer.c_str());
    QVERIFY(client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string stream = client.readThrough("\r\n\r\n");
    QVERIFY2(stream.starts_with("HTTP/1.1 200 "), stream.c_str());
    QVERIFY(client.send(get));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpConnectionTest::noContentHasNoLength()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send("GET /none HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string answer = client.readThrough("\r\n\r\n");
    QVERIFY(answer.starts_with("HTTP/1.1 204 "));
    QVERIFY(answer.find("Content-Length") == std::string::npos);
    QVERIFY(client.send(get));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpConnectionTest::streamIsChunked()
{
    HttpServerForTest server;
    RawClient client(server.port());
    for (int i = 0; i < 2; ++i) {
        QVERIFY(client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
        const std::string answer = client.readThrough("0\r\n\r\n");
        QVERIFY2(answer.find("\r\nTransfer-Encoding: chunked\r\n\r\n") != std::string::npos,
                 answer.c_str());
        QVERIFY2(answer.ends_with("\r\n\r\n3\r\none\r\n9\r\ndata: two\r\n0\r\n\r\n"),
                 answer.c_str());
    }
}

void HttpConnectionTest::streamToHttp10EndsByClose()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send("GET /stream HTTP/1.0\r\n\r\n"));
    const std::string answer = client.readToEnd();
    QCOMPARE(client.end(), End::Closed);
    QVERIFY(answer.find("Transfer-Encoding") == std::string::npos);
    QVERIFY2(answer.ends_with("\r\n\r\nonedata: two") && saysClose(answer), answer.c_str());
}

void HttpConnectionTest::streamEndsWithItsLastChunkInOneWrite()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([](Exchange &exchange) {
        const std::array<Header, 1> headers{Header{"Content-Type", "text/event-stream"}};
        exchange.beginStream(200, headers);
        exchange.flush();
    });
    QVERIFY(client.readThrough("\r\n\r\n").find("text/event-stream") != std::string::npos);
    server.withHeld([](Exchange &exchange) {
        // More parts than one gathered write takes.
        const std::vector<std::string_view> parts(100, "ab");
        exchange.endStream(parts);
    });
    std::string expected = "c8\r\n";
    for (int i = 0; i < 100; ++i)
        expected += "ab";
    QCOMPARE(client.readThrough("0\r\n\r\n"), expected + "\r\n0\r\n\r\n");
}

void HttpConnectionTest::abortIsSeenAsReset()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([](Exchange &exchange) {
        exchange.beginStream(200, {});
        exchange.write("part");
    });
    QVERIFY(client.readThrough("part\r\n").ends_with("4\r\npart\r\n"));
    server.withHeld([](Exchange &exchange) { exchange.abort(); });
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), End::Reset);
    QCOMPARE(server.handler.gone.load(), 0);
    QTRY_COMPARE(server.handler.statesAlive.load(), 0);
    QCOMPARE(server.connections(), 0);
}

void HttpConnectionTest::malformedRequestIsRefusedAndClosed()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(get));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
    QVERIFY(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 400 ") && saysClose(answer), answer.c_str());
    QVERIFY(answer.ends_with(
        R"({"error":{"code":400,"message":"Content-Length and Transfer-Encoding together."}})"));
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), End::Closed);
    QCOMPARE(server.handler.requests.load(), 1);
}

void HttpConnectionTest::declaredLengthOverTheLimitIsRefusedBeforeTheBody()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.bodyBytes = 10;
    HttpServerForTest server(limits);
    RawClient fits(server.port());
    QVERIFY(fits.send(post("0123456789")));
    QVERIFY(fits.readAnswer().starts_with("HTTP/1.1 200 "));
    RawClient client(server.port());
    QVERIFY(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n"));
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 413 ") && saysClose(answer), answer.c_str());
}

void HttpConnectionTest::chunkedBodyOverTheLimitIsRefused()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.bodyBytes = 10;
    HttpServerForTest server(limits);
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    RawClient fits(server.port());
    QVERIFY(fits.send(head + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"));
    QVERIFY(fits.readAnswer().starts_with("HTTP/1.1 200 "));
    RawClient client(server.port());
    QVERIFY(client.send(head + "5\r\n01234\r\n6\r\n567890\r\n0\r\n\r\n"));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 413 "));
}

void HttpConnectionTest::refusalReachesAClientThatStillSends()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.bodyBytes = 1000;
    HttpServerForTest server(limits);
    RawClient client(server.port());
    // Far more than the sockets' buffers hold: the server has to read it, or a reset eats the
    // answer.
    const std::string body(16 << 20, 'x');
    QVERIFY(client.send(post(body)));
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 413 "), answer.c_str());
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), End::Closed);
}

void HttpConnectionTest::stateOutlivesTheCallThatEndsItsExchange()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    int aliveAfterEnd = 0;
    server.withHeld([&](Exchange &exchange) {
        exchange.sendWhole(200, {}, "x");
        aliveAfterEnd = server.handler.statesAlive;
    });
    QCOMPARE(aliveAfterEnd, 1);
    QTRY_COMPARE(server.handler.statesAlive.load(), 0);
}

void HttpConnectionTest::detachedStateIsKept()
{
    HttpServerForTest server;
    std::unique_ptr<ExchangeState> kept;
    {
        RawClient client(server.port());
        QVERIFY(client.send(hold));
        QTRY_COMPARE(server.handler.heldCount.load(), 1);
        server.withHeld([&](Exchange &exchange) { kept = exchange.detach(); });
    }
    QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(server.handler.statesAlive.load(), 1);
}

void HttpConnectionTest::bodyCanBeTakenWhileTheAnswerRuns()
{
    HttpServerForTest server;
    RawClient client(server.port());
    const std::string body(100'000, 'b');
    QVERIFY(client.send("POST /hold HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + body));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    std::string taken;
    server.withHeld([&](Exchange &exchange) {
        taken = exchange.takeBody();
        if (exchange.request().body.empty() && exchange.request().method == "POST")
            exchange.sendWhole(200, {{"X-Kind", "kept"}}, "done");
    });
    QVERIFY(taken == body);
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.ends_with("\r\nX-Kind: kept\r\n\r\ndone"), answer.c_str());
}

QTEST_GUILESS_MAIN(HttpConnectionTest)
#include "tst_HttpConnection.moc"
