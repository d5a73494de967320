// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that are slow, gone, too many or too greedy, and a server that shuts down.
#include <QTest>

#include "tests/http/HttpServerForTest.h"
#include "tests/support/RawClient.h"

using namespace std::chrono_literals;
using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;
using End = RawClient::End;

namespace {

const std::string get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string hold = "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n";

/// Small limits where memory is counted.
Limits tightLimits()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.highWater = 64 << 10;
    return limits;
}

/// Advances the clock and waits until the server acted upon it: a connection that never sent
/// anything was closed for it. `by` must be longer than the head's time-out.
void passTime(HttpServerForTest &server, std::chrono::seconds by)
{
    const int before = server.connections();
    RawClient silent(server.port());
    QTRY_COMPARE(server.connections(), before + 1);
    server.clock.advance(by);
    QCOMPARE(silent.readToEnd(), std::string());
    QCOMPARE(silent.end(), End::Closed);
}

/// Writes chunks until it is told to pause; returns the bytes queued at most.
class Flood
{
public:
    explicit Flood(int chunks)
        : m_left(chunks)
    {}

    void pour(Exchange &exchange)
    {
        while (m_left > 0) {
            --m_left;
            const Flow flow = exchange.write(m_chunk);
            m_most = std::max(m_most, exchange.unsentBytes());
            if (flow == Flow::Pause)
                return;
        }
        exchange.endStream();
    }

    std::size_t mostUnsent() const { return m_most; }
    std::size_t chunkBytes() const { return m_chunk.size(); }
    int left() const { return m_left; }

private:
    std::string m_chunk = std::string(10'000, '~');
    int m_left;
    std::size_t m_most = 0;
};

} // namespace

class HttpListenerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idleConnectionIsClosedWithoutAWord();
    void slowHeadIsTimedOutHoweverItDrips();
    void stalledBodyIsTimedOutHoweverItDrips();
    void bodyThatMakesProgressIsNotTimedOut();
    void waitingForTheApplicationHasNoTimeout();
    void goneClientIsNoticed_data();
    void goneClientIsNoticed();
    void goneClientInTheMiddleOfABodyIsForgotten();
    void writingToAGoneClientDoesNotCallBack();
    void answerInFlightSurvivesAHalfClose();
    void slowReaderPausesTheWriterAndGetsEveryByte();
    void readerThatTakesNothingIsCutOff();
    void clientsOverTheLimitAreTold();
    void workersShareOneSocket();
    void drainLetsRunningExchangesFinish();
    void drainCutsOffAtItsDeadline();
    void listeningOnATakenPortSaysWhy();
};

void HttpListenerTest::idleConnectionIsClosedWithoutAWord()
{
    HttpServerForTest server;
    RawClient fresh(server.port());
    RawClient used(server.port());
    QVERIFY(used.send(get));
    QVERIFY(used.readAnswer().starts_with("HTTP/1.1 200 "));
    QTRY_COMPARE(server.connections(), 2);
    server.clock.advance(31s);
    QCOMPARE(fresh.readToEnd(), std::string());
    QCOMPARE(fresh.end(), End::Closed);
    QCOMPARE(server.connections(), 1);
    server.clock.advance(45s);
    QCOMPARE(used.readToEnd(), std::string());
    QCOMPARE(used.end(), End::Closed);
    QTRY_COMPARE(server.connections(), 0);
}

void HttpListenerTest::slowHeadIsTimedOutHoweverItDrips()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(get));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
    for (int i = 0; i < 4; ++i) {
        QVERIFY(client.send("GET"));
        server.settle();
        server.clock.advance(8s);
    }
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 408 "), answer.c_str());
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(server.handler.requests.load(), 1);
}

void HttpListenerTest::stalledBodyIsTimedOutHoweverItDrips()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"));
    QTRY_COMPARE(server.handler.heads.load(), 1);
    QVERIFY(client.send("drip"));
    server.clock.advance(29s);
    QVERIFY(client.send("drop"));
    server.clock.advance(2s);
    const std::string answer = client.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 408 "), answer.c_str());
    QCOMPARE(server.handler.requests.load(), 0);
}

void HttpListenerTest::bodyThatMakesProgressIsNotTimedOut()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.headTimeout = 10s;
    HttpServerForTest server(limits);
    RawClient client(server.port());
    QVERIFY(client.send("POST /p HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                        "Content-Length: 10000\r\n\r\n"));
    QVERIFY(client.readThrough("\r\n\r\n").starts_with("HTTP/1.1 100 "));
    for (int i = 0; i < 4; ++i) {
        QVERIFY(client.send(std::string(2000, 'b')));
        server.settle();
        passTime(server, 20s);
    }
    QVERIFY(client.send(std::string(2000, 'b')));
    QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpListenerTest::waitingForTheApplicationHasNoTimeout()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    passTime(server, 1h);
    QCOMPARE(server.handler.gone.load(), 0);
    server.withHeld([](Exchange &exchange) { exchange.sendWhole(200, {}, "late"); });
    QVERIFY(client.readAnswer().ends_with("late"));
}

void HttpListenerTest::goneClientIsNoticed_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<bool>("midStream");
    for (const char *how : {"close", "reset", "half-close"}) {
        QTest::addRow("%s while waiting", how) << QString::fromLatin1(how) << false;
        QTest::addRow("%s in a stream", how) << QString::fromLatin1(how) << true;
    }
}

void HttpListenerTest::goneClientIsNoticed()
{
    QFETCH(const QString, how);
    QFETCH(const bool, midStream);
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    if (midStream) {
        server.withHeld([](Exchange &exchange) {
            exchange.beginStream(200, {});
            exchange.write("x");
        });
        QVERIFY(client.readThrough("x\r\n").ends_with("1\r\nx\r\n"));
    }
    if (how == QLatin1String("close"))
        client.close();
    else if (how == QLatin1String("reset"))
        client.reset();
    else
        client.shutdownSending();
    // The clock stands still: no deadline can have done it.
    QTRY_COMPARE_WITH_TIMEOUT(server.handler.gone.load(), 1, 1000);
    QTRY_COMPARE(server.connections(), 0);
    QTRY_COMPARE(server.handler.statesAlive.load(), 0);
    QCOMPARE(server.open.count(), 0);
}

void HttpListenerTest::goneClientInTheMiddleOfABodyIsForgotten()
{
    HttpServerForTest server;
    {
        RawClient client(server.port());
        QVERIFY(client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"));
        QTRY_COMPARE(server.handler.heads.load(), 1);
    }
    QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(server.handler.requests.load(), 0);
    QCOMPARE(server.handler.gone.load(), 0);
}

void HttpListenerTest::writingToAGoneClientDoesNotCallBack()
{
    HttpServerForTest server;
    RawClient client(server.port());
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([&](Exchange &exchange) {
        // The reset arrives while the application is writing, before the loop can see it.
        client.reset();
        exchange.beginStream(200, {});
        for (int i = 0; i < 100; ++i)
            exchange.write("x");
    });
    QTRY_COMPARE(server.handler.gone.load(), 1);
    QCOMPARE(server.handler.reentries.load(), 0);
    QTRY_COMPARE(server.connections(), 0);
}

void HttpListenerTest::answerInFlightSurvivesAHalfClose()
{
    HttpServerForTest server;
    RawClient client(server.port(), 4096);
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    const std::string body(8 << 20, 'y');
    server.withHeld([&](Exchange &exchange) { exchange.sendWhole(200, {}, body); });
    client.shutdownSending();
    const std::string answer = client.readAnswer();
    QVERIFY(answer.ends_with(body));
    QTRY_COMPARE(server.connections(), 0);
}

void HttpListenerTest::slowReaderPausesTheWriterAndGetsEveryByte()
{
    HttpServerForTest server(tightLimits());
    RawClient client(server.port(), 4096);
    Flood flood(1000); // 10 MB: far above what the two sockets hold.
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([&](Exchange &exchange) {
        server.handler.whenDrained = [&flood](Exchange &drained) { flood.pour(drained); };
        exchange.beginStream(200, {});
        flood.pour(exchange);
    });
    int left = 0;
    server.run([&](Listener &) { left = flood.left(); });
    QVERIFY(left > 0);
    QCOMPARE(server.handler.drained.load(), 0);
    const std::string answer = client.readThrough("0\r\n\r\n");
    QCOMPARE(std::count(answer.begin(), answer.end(), '~'), 10'000'000);
    QVERIFY(server.handler.drained > 0);
    QCOMPARE(server.handler.reentries.load(), 0);
    server.run([&](Listener &) {
        QVERIFY(flood.mostUnsent() > tightLimits().highWater);
        QVERIFY(flood.mostUnsent() <= tightLimits().highWater + flood.chunkBytes() + 300);
    });
}

void HttpListenerTest::readerThatTakesNothingIsCutOff()
{
    HttpServerForTest server(tightLimits());
    RawClient client(server.port(), 4096);
    Flood flood(1000);
    QVERIFY(client.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([&](Exchange &exchange) {
        exchange.beginStream(200, {});
        flood.pour(exchange);
    });
    QCOMPARE(server.handler.gone.load(), 0);
    server.clock.advance(61s);
    QTRY_COMPARE(server.handler.gone.load(), 1);
    QTRY_COMPARE(server.connections(), 0);
    client.readToEnd();
    QCOMPARE(client.end(), End::Reset);
}

void HttpListenerTest::clientsOverTheLimitAreTold()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.maxConnections = 2;
    HttpServerForTest server(limits);
    RawClient one(server.port());
    RawClient two(server.port());
    QTRY_COMPARE(server.connections(), 2);
    RawClient three(server.port());
    QVERIFY(three.send(get));
    const std::string answer = three.readAnswer();
    QVERIFY2(answer.starts_with("HTTP/1.1 503 "), answer.c_str());
    QCOMPARE(three.readToEnd(), std::string());
    three.close();
    QTRY_COMPARE(server.connections(), 2);
    one.close();
    QTRY_COMPARE(server.connections(), 1);
    RawClient four(server.port());
    QVERIFY(four.send(get));
    QVERIFY(four.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpListenerTest::workersShareOneSocket()
{
    HttpServerForTest server(HttpServerForTest::quickLimits(), 2);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        QVERIFY(clients.back()->send(get));
        QVERIFY(clients.back()->readAnswer().starts_with("HTTP/1.1 200 "));
    }
    QCOMPARE(server.connections(0) + server.connections(1), 20);
    QCOMPARE(server.open.count(), 20);
}

void HttpListenerTest::drainLetsRunningExchangesFinish()
{
    HttpServerForTest server;
    RawClient idle(server.port());
    QVERIFY(idle.send(get));
    QVERIFY(idle.readAnswer().starts_with("HTTP/1.1 200 "));
    RawClient running(server.port());
    QVERIFY(running.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    std::atomic<bool> isDone = false;
    server.run([&](Listener &listener) { listener.drain(1h, [&] { isDone = true; }); });
    QCOMPARE(idle.readToEnd(), std::string());
    QVERIFY(!RawClient(server.port()).isConnected());
    QVERIFY(!isDone);
    server.withHeld([](Exchange &exchange) { exchange.sendWhole(200, {}, "last"); });
    const std::string answer = running.readAnswer();
    QVERIFY2(answer.ends_with("last"), answer.c_str());
    QVERIFY(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    QCOMPARE(running.readToEnd(), std::string());
    running.close();
    QTRY_VERIFY(isDone);
    QCOMPARE(server.handler.gone.load(), 0);
}

void HttpListenerTest::drainCutsOffAtItsDeadline()
{
    HttpServerForTest server;
    RawClient running(server.port());
    QVERIFY(running.send(hold));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    std::atomic<bool> isDone = false;
    server.run([&](Listener &listener) { listener.drain(10ms, [&] { isDone = true; }); });
    QTRY_VERIFY(isDone);
    QCOMPARE(server.handler.gone.load(), 1);
    QCOMPARE(running.readToEnd(), std::string());
    QCOMPARE(running.end(), End::Reset);
    QCOMPARE(server.open.count(), 0);
}

void HttpListenerTest::listeningOnATakenPortSaysWhy()
{
    HttpServerForTest server;
    std::error_code error;
    QCOMPARE(openListeningSocket("127.0.0.1", server.port(), error), -1);
    QVERIFY(error == std::errc::address_in_use);
    QCOMPARE(openListeningSocket("localhost", 0, error), -1);
    QVERIFY(error == std::errc::invalid_argument);
    const int six = openListeningSocket("::1", 0, error);
    if (six < 0)
        QSKIP("no IPv6 here");
    QVERIFY(boundPort(six) != 0);
    ::close(six);
}

QTEST_GUILESS_MAIN(HttpListenerTest)
#include "tst_HttpListener.moc"
