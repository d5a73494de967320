// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>

#include "tests/upstream/UpstreamRig.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(turnpike::test::Answer)

class tst_Http1Upstream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answerArrivesWhole();
    void requestIsWrittenInOrder();
    void getHasNoBody();
    void streamArrivesAsItComes();
    void everyFramingIsRead_data();
    void everyFramingIsRead();
    void failureIsNamed_data();
    void failureIsNamed();
    void refusedPortIsConnectFailure();
    void connectTimeoutPasses();
    void totalTimeoutPasses();
    void clientPauseIsNoStall();
    void unsendableHeaderFailsUnsent();
    void redirectIsJustAStatus();
    void connectionIsReused();
    void connectionsAreSharedByConcurrentCalls();
    void staleConnectionIsRetriedOnce();
    void freshConnectionIsNotRetried();
    void answerThatHasBegunIsNotRetried();
    void closingAnswerIsNotReused();
    void idleConnectionExpires();
    void oldConnectionIsNotReused();
    void abortClosesAtOnce();
    void abortWhileConnectingIsSilent();
    void abortInsideEachCallbackIsSafe_data();
    void abortInsideEachCallbackIsSafe();
    void pausedCallHoldsTheProvider();
    void largeBodyIsSentWhole();
    void earlyAnswerDoesNotCutTheUpload();
    void ownListenerIsRefused();
    void metadataAddressIsRefused();
    void proxyIsAskedToConnect();
    void refusingProxyFails();
    void callStartedAtTheEndReusesTheConnection();
    void drainedPoolClosesItsConnections();
    void poolMayDieBeforeItsCalls();
};

void tst_Http1Upstream::answerArrivesWhole()
{
    const auto fake
        = FakeUpstream::start(Answer::json(201, "{\"id\":1}").withHeader("X-Request-Id", "r1"));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto done = rig.finish(provider);
    QVERIFY(!done->handler.failure);
    QCOMPARE(done->handler.status, 201);
    QCOMPARE(done->handler.body, std::string("{\"id\":1}"));
    QCOMPARE(done->handler.events, std::string("HBE"));
    QVERIFY(std::find(done->handler.headers.begin(), done->handler.headers.end(),
                      std::pair<std::string, std::string>("X-Request-Id", "r1"))
            != done->handler.headers.end());
    QVERIFY(!done->call->timing().wasReused);
    QVERIFY(done->call->timing().sentUs >= done->call->timing().connectedUs);
}

void tst_Http1Upstream::requestIsWrittenInOrder()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    rig.finish(provider, {"{\"model\":", "", "\"m\"", "}"});
    QCOMPARE(fake->requestCount(), 1);
    const Seen seen = fake->requests().constFirst();
    QCOMPARE(seen.head,
             "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:"
                 + QByteArray::number(fake->port())
                 + "\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-canary\r\n"
                   "Accept-Encoding: identity\r\nContent-Length: 13\r\n\r\n");
    QCOMPARE(seen.body, QByteArray("{\"model\":\"m\"}"));
}

void tst_Http1Upstream::getHasNoBody()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto done = rig.finish(provider, {});
    QCOMPARE(done->handler.events, std::string("HBE"));
    QCOMPARE(fake->requests().constFirst().method, QByteArray("GET"));
    QVERIFY(fake->requests().constFirst().header("Content-Length").isNull());
}

void tst_Http1Upstream::streamArrivesAsItComes()
{
    const auto fake = FakeUpstream::start(
        Answer::sse({"data: 1\n\n", "data: 2\n\n", "data: [DONE]\n\n"}).pausing(30ms));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto running = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return running->handler.reads == 1; }));
    QCOMPARE(running->handler.body, std::string("data: 1\n\n"));
    QVERIFY(!running->handler.isOver());
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QCOMPARE(running->handler.events, std::string("HBBBE"));
    QCOMPARE(running->handler.body, std::string("data: 1\n\ndata: 2\n\ndata: [DONE]\n\n"));
}

void tst_Http1Upstream::everyFramingIsRead_data()
{
    QTest::addColumn<Answer>("answer");
    Answer untilClose = Answer::json(200, "whole");
    untilClose.framing = Answer::Framing::UntilClose;
    QTest::newRow("length") << Answer::json(200, "whole");
    QTest::newRow("length byte by byte") << Answer::json(200, "whole").byteByByte();
    QTest::newRow("chunked") << Answer::sse({"wh", "ole"});
    QTest::newRow("chunked byte by byte") << Answer::sse({"wh", "ole"}).byteByByte();
    QTest::newRow("until close") << untilClose;
    QTest::newRow("after 103") << Answer::raw(
        {"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n",
         "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole"});
}

void tst_Http1Upstream::everyFramingIsRead()
{
    QFETCH(Answer, answer);
    const auto fake = FakeUpstream::start(answer);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto done = rig.finish(provider);
    QVERIFY(!done->handler.failure);
    QCOMPARE(done->handler.status, 200);
    QCOMPARE(done->handler.body, std::string("whole"));
    QCOMPARE(done->handler.ends, 1);
}

void tst_Http1Upstream::failureIsNamed_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<int>("failure");
    const auto row = [](const char *name, const Answer &answer, UpstreamFailure failure) {
        QTest::newRow(name) << answer << static_cast<int>(failure);
    };
    using End = Answer::End;
    const Answer stream = Answer::sse({"data: 1\n\n", "data: 2\n\n"});
    row("closed without a byte", Answer::raw({}, End::Close), UpstreamFailure::Cut);
    row("reset without a byte", Answer::raw({}, End::Reset), UpstreamFailure::Cut);
    row("cut in the head", stream.cutAfter(20), UpstreamFailure::Cut);
    row("cut in the body", stream.cutAfter(100), UpstreamFailure::Cut);
    row("reset in the body", stream.cutAfter(100, End::Reset), UpstreamFailure::Cut);
    row("short body", Answer::json(200, "0123456789").cutAfter(80), UpstreamFailure::Cut);
    row("never answers", Answer::silence(), UpstreamFailure::FirstByteTimeout);
    row("stalls in the head", stream.cutAfter(20, End::Hang), UpstreamFailure::FirstByteTimeout);
    row("stalls in the body", stream.cutAfter(100, End::Hang), UpstreamFailure::StallTimeout);
    row("is not HTTP", Answer::raw({"220 smtp ready\r\n"}), UpstreamFailure::Garbage);
    row("has both framings",
        Answer::raw({"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}),
        UpstreamFailure::Garbage);
    row("has a broken chunk",
        Answer::raw({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}),
        UpstreamFailure::Garbage);
    row("is compressed", Answer::json(200, "x").withHeader("Content-Encoding", "gzip"),
        UpstreamFailure::Garbage);
}

void tst_Http1Upstream::failureIsNamed()
{
    QFETCH(Answer, answer);
    QFETCH(int, failure);
    const auto fake = FakeUpstream::start(answer);
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(fake->port());
    provider.timeouts.firstByte = 120ms;
    provider.timeouts.stall = 100ms;
    const auto done = rig.finish(provider);
    QVERIFY(done->handler.failure);
    QCOMPARE(static_cast<int>(*done->handler.failure), failure);
    QVERIFY(done->handler.maybeSent);
    rig.runFor(30ms);
    QCOMPARE(done->handler.ends, 1);
    QCOMPARE(fake->requestCount(), 1);
    QTRY_COMPARE(fake->openConnections(), 0);
}

void tst_Http1Upstream::refusedPortIsConnectFailure()
{
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(refusingPort());
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Connect);
    QVERIFY(!done->handler.maybeSent);
    QVERIFY(!done->call->timing().hasConnected);
}

void tst_Http1Upstream::connectTimeoutPasses()
{
    // The proxy takes the connection and never answers.
    const auto proxy = FakeUpstream::start(Answer::silence());
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(443);
    provider.proxy = Origin{false, "127.0.0.1", proxy->port()};
    provider.timeouts.connect = 100ms;
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::ConnectTimeout);
    QVERIFY(!done->handler.maybeSent);
    QTRY_COMPARE(proxy->openConnections(), 0);
}

void tst_Http1Upstream::totalTimeoutPasses()
{
    QByteArrayList events;
    for (int i = 0; i < 200; ++i)
        events.append("data: x\n\n");
    const auto fake = FakeUpstream::start(Answer::sse(events).pausing(10ms));
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(fake->port());
    provider.timeouts.total = 150ms;
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::TotalTimeout);
    QVERIFY(done->handler.status == 200);
}

void tst_Http1Upstream::clientPauseIsNoStall()
{
    const auto fake
        = FakeUpstream::start(Answer::sse({"data: 1\n\n", "data: 2\n\n"}).pausing(20ms));
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(fake->port());
    provider.timeouts.stall = 80ms;
    const auto running = rig.start(provider);
    running->handler.atHead = [&] { running->call->pauseReading(); };
    QVERIFY(rig.runUntil([&] { return running->handler.status == 200; }));
    rig.runFor(200ms);
    QVERIFY(!running->handler.isOver());
    running->call->resumeReading();
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QVERIFY(!running->handler.failure);
    QCOMPARE(running->handler.body, std::string("data: 1\n\ndata: 2\n\n"));
}

void tst_Http1Upstream::unsendableHeaderFailsUnsent()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto running = rig.start(provider, {"{}"}, "/v1/x HTTP/1.1\r\nEvil: 1");
    QVERIFY(!running->handler.isOver());
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QCOMPARE(running->handler.failure, UpstreamFailure::Garbage);
    QVERIFY(!running->handler.maybeSent);
    QCOMPARE(fake->acceptedConnections(), 0);
}

void tst_Http1Upstream::redirectIsJustAStatus()
{
    const auto elsewhere = FakeUpstream::start();
    const auto fake = FakeUpstream::start(
        Answer::json(307, "").withHeader("Location", elsewhere->url().toLatin1()));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.status, 307);
    rig.runFor(30ms);
    QCOMPARE(elsewhere->acceptedConnections(), 0);
}

void tst_Http1Upstream::connectionIsReused()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    for (int i = 0; i < 5; ++i) {
        const auto done = rig.finish(provider);
        QCOMPARE(done->handler.status, 200);
        QCOMPARE(done->call->timing().wasReused, i > 0);
    }
    QCOMPARE(fake->acceptedConnections(), 1);
}

void tst_Http1Upstream::connectionsAreSharedByConcurrentCalls()
{
    const auto fake = FakeUpstream::start(Answer::json(200, "{}").startingAfter(30ms));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    for (int round = 0; round < 2; ++round) {
        std::vector<std::unique_ptr<RunningCall>> calls;
        for (int i = 0; i < 20; ++i)
            calls.push_back(rig.start(provider));
        QVERIFY(rig.runUntil([&] {
            return std::all_of(calls.begin(), calls.end(), [](const auto &each) {
                return each->handler.isOver() && !each->handler.failure;
            });
        }));
    }
    QCOMPARE(fake->requestCount(), 40);
    QCOMPARE(fake->acceptedConnections(), 20);
}

void tst_Http1Upstream::staleConnectionIsRetriedOnce()
{
    FakeUpstreamOptions options;
    options.resetsAfter = 1;
    const auto fake = FakeUpstream::start(Answer::json(200, "{}"), options);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    QCOMPARE(rig.finish(provider)->handler.status, 200);
    const auto second = rig.finish(provider, {"{\"n\":", "2}"});
    QVERIFY(!second->handler.failure);
    QCOMPARE(second->handler.status, 200);
    QVERIFY(!second->call->timing().wasReused);
    QCOMPARE(fake->acceptedConnections(), 2);
    QCOMPARE(fake->requests().constLast().body, QByteArray("{\"n\":2}"));
}

void tst_Http1Upstream::freshConnectionIsNotRetried()
{
    const auto fake = FakeUpstream::start(Answer::raw({}, Answer::End::Reset));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Cut);
    QCOMPARE(fake->acceptedConnections(), 1);
}

void tst_Http1Upstream::answerThatHasBegunIsNotRetried()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    rig.finish(provider);
    fake->enqueue(Answer::json(200, "{}").cutAfter(1));
    const auto done = rig.finish(provider);
    QVERIFY(done->call->timing().wasReused);
    QCOMPARE(done->handler.failure, UpstreamFailure::Cut);
    QCOMPARE(fake->requestCount(), 2);
}

void tst_Http1Upstream::closingAnswerIsNotReused()
{
    const auto fake
        = FakeUpstream::start(Answer::json(200, "{}").withHeader("Connection", "close"));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    rig.finish(provider);
    QVERIFY(!rig.finish(provider)->call->timing().wasReused);
    QCOMPARE(fake->acceptedConnections(), 2);
}

void tst_Http1Upstream::idleConnectionExpires()
{
    const auto fake = FakeUpstream::start();
    UpstreamOptions options = UpstreamRig::fastOptions();
    options.idleTimeout = 60ms;
    UpstreamRig rig(options);
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    rig.finish(provider);
    QCOMPARE(fake->openConnections(), 1);
    QVERIFY(rig.runUntil([&] { return fake->openConnections() == 0; }));
}

void tst_Http1Upstream::oldConnectionIsNotReused()
{
    const auto fake = FakeUpstream::start();
    UpstreamOptions options = UpstreamRig::fastOptions();
    options.maxAge = 50ms;
    UpstreamRig rig(options);
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    rig.finish(provider);
    rig.runFor(70ms);
    QVERIFY(!rig.finish(provider)->call->timing().wasReused);
    QCOMPARE(fake->acceptedConnections(), 2);
}

void tst_Http1Upstream::abortClosesAtOnce()
{
    const auto fake = FakeUpstream::start(
        Answer::sse({"data: 1\n\n", "data: 2\n\n"}).cutAfter(110, Answer::End::Hang));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto running = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return running->handler.reads > 0; }));
    QCOMPARE(fake->openConnections(), 1);
    running->call.reset();
    QVERIFY(rig.runUntil([&] { return fake->openConnections() == 0; }, 100ms));
    QCOMPARE(running->handler.ends, 0);
    QCOMPARE(rig.pool->callCount(), std::size_t(0));
}

void tst_Http1Upstream::abortWhileConnectingIsSilent()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto given = rig.start(provider);
    given->call.reset();
    rig.runFor(50ms);
    QCOMPARE(given->handler.ends, 0);
    QCOMPARE(fake->requestCount(), 0);
    QVERIFY(rig.runUntil([&] { return fake->openConnections() == 0; }));
}

void tst_Http1Upstream::abortInsideEachCallbackIsSafe_data()
{
    QTest::addColumn<char>("where");
    QTest::addColumn<Answer>("answer");
    const Answer stream = Answer::sse({"data: 1\n\n", "data: 2\n\n"});
    QTest::newRow("head") << 'H' << stream;
    QTest::newRow("body") << 'B' << stream;
    QTest::newRow("read done") << 'R' << stream.pausing(10ms);
    QTest::newRow("end") << 'E' << stream;
    QTest::newRow("failure") << 'E' << stream.cutAfter(110);
    QTest::newRow("refused") << 'E' << Answer::raw({"junk\r\n\r\n"});
}

void tst_Http1Upstream::abortInsideEachCallbackIsSafe()
{
    QFETCH(char, where);
    QFETCH(Answer, answer);
    const auto fake = FakeUpstream::start(answer);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto running = rig.start(provider);
    bool wasThere = false;
    const auto abort = [&] {
        wasThere = true;
        running->call.reset();
    };
    RecordingHandler &handler = running->handler;
    (where == 'H'       ? handler.atHead
         : where == 'B' ? handler.atBody
         : where == 'R' ? handler.atReadDone
                        : handler.atEnd)
        = abort;
    QVERIFY(rig.runUntil([&] { return wasThere; }));
    const std::string events = handler.events;
    rig.runFor(40ms);
    QCOMPARE(handler.events, events);
    QCOMPARE(rig.pool->callCount(), std::size_t(0));
}

void tst_Http1Upstream::pausedCallHoldsTheProvider()
{
    FakeUpstreamOptions options;
    options.sendBuffer = 64 << 10;
    Answer answer = Answer::sse({});
    for (int i = 0; i < 500; ++i)
        answer.body.append(QByteArray(64 << 10, 'x'));
    const auto fake = FakeUpstream::start(answer, options);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto running = rig.start(provider);
    running->handler.atBody = [&] { running->call->pauseReading(); };
    QVERIFY(rig.runUntil([&] { return !running->handler.body.empty(); }));
    qint64 before = -1;
    QVERIFY(rig.runUntil([&] { // Until the kernel's buffers are full.
        rig.runFor(50ms);
        return std::exchange(before, fake->bytesSent()) == fake->bytesSent();
    }));
    const std::size_t got = running->handler.body.size();
    QVERIFY(got <= 65'536);
    QVERIFY2(fake->bytesSent() < 20 << 20, qPrintable(QString::number(fake->bytesSent())));
    running->handler.atBody = nullptr;
    running->call->resumeReading();
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QCOMPARE(running->handler.body.size(), std::size_t(500) << 16);
}

void tst_Http1Upstream::largeBodyIsSentWhole()
{
    FakeUpstreamOptions options;
    options.receiveBuffer = 16 << 10;
    const auto fake = FakeUpstream::start(Answer::json(200, "{}"), options);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    std::string big(9'000'000, 'a');
    for (std::size_t i = 0; i < big.size(); i += 1'000)
        big[i] = static_cast<char>('b' + i / 1'000 % 20);
    const std::string_view view = big;
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at < view.size(); at += 70'001)
        parts.push_back(view.substr(at, 70'001));
    const auto done = rig.finish(provider, parts); // More parts than one sendmsg takes.
    QVERIFY(parts.size() > 64);
    QCOMPARE(done->handler.status, 200);
    QVERIFY(fake->requests().constFirst().body == QByteArray::fromStdString(big));
}

void tst_Http1Upstream::earlyAnswerDoesNotCutTheUpload()
{
    // The provider answers by the request's head alone, takes the rest, and goes on.
    UpstreamRig rig;
    using boost::asio::ip::tcp;
    boost::asio::io_context serverContext;
    tcp::acceptor acceptor(serverContext, {boost::asio::ip::address_v4::loopback(), 0});
    tcp::socket peer(rig.context);
    acceptor.non_blocking(true);
    const ProviderPolicy provider = UpstreamRig::provider(acceptor.local_endpoint().port());
    auto big = std::make_unique<std::string>(20'000'000, 'a');
    const auto running = rig.start(provider, {*big});
    running->handler.atHead = [&] { big.reset(); }; // The views end here.
    QVERIFY(rig.runUntil([&] {
        boost::system::error_code error;
        acceptor.accept(peer, error);
        return !error;
    }));
    peer.non_blocking(true);
    peer.write_some(boost::asio::buffer(
        std::string_view("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{")));
    QVERIFY(rig.runUntil([&] { return running->handler.body == "{"; }));
    QVERIFY(!big);
    std::vector<char> buffer(1 << 20);
    std::size_t taken = 0;
    bool isIntact = true;
    QVERIFY(rig.runUntil([&] {
        boost::system::error_code error;
        const std::size_t count = peer.read_some(boost::asio::buffer(buffer), error);
        isIntact = isIntact
            && (taken == 0
                || std::count(buffer.begin(), buffer.begin() + std::ptrdiff_t(count), 'a')
                    == std::ptrdiff_t(count));
        taken += count;
        return taken > 20'000'000;
    }));
    QVERIFY(isIntact);
    peer.write_some(boost::asio::buffer(std::string_view("}")));
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QVERIFY(!running->handler.failure);
    QCOMPARE(running->handler.status, 413);
    QCOMPARE(running->handler.body, std::string("{}"));
}

void tst_Http1Upstream::ownListenerIsRefused()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    rig.pool->setOwnListeners({{boost::asio::ip::make_address("127.0.0.1"), fake->port()}});
    for (const char *host : {"127.0.0.1", "localhost", "::ffff:127.0.0.1", "127.1.2.3"}) {
        ProviderPolicy provider = UpstreamRig::provider(fake->port());
        provider.origin.host = host;
        const auto done = rig.finish(provider);
        QCOMPARE(done->handler.failure, UpstreamFailure::Loop);
        QVERIFY(!done->handler.maybeSent);
    }
    QCOMPARE(fake->acceptedConnections(), 0);
}

void tst_Http1Upstream::metadataAddressIsRefused()
{
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(80);
    provider.origin.host = "169.254.169.254";
    QCOMPARE(rig.finish(provider)->handler.failure, UpstreamFailure::ForbiddenAddress);
    provider.proxy = Origin{false, "127.0.0.1", refusingPort()};
    QCOMPARE(rig.finish(provider)->handler.failure, UpstreamFailure::ForbiddenAddress);
}

void tst_Http1Upstream::proxyIsAskedToConnect()
{
    // What follows the tunnel's opening is, for this fake, the next request of its connection.
    const auto proxy = FakeUpstream::start(Answer::json(200, "{\"via\":1}"));
    proxy->enqueue(Answer::raw({"HTTP/1.1 200 Established\r\n\r\n"}));
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(80);
    provider.origin.host = "provider.invalid"; // Resolved by the proxy, never by us.
    provider.proxy = Origin{false, "127.0.0.1", proxy->port()};
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.body, std::string("{\"via\":1}"));
    QCOMPARE(proxy->requests().size(), 2);
    QCOMPARE(
        proxy->requests().at(0).head,
        QByteArray("CONNECT provider.invalid:80 HTTP/1.1\r\nHost: provider.invalid:80\r\n\r\n"));
    QCOMPARE(proxy->requests().at(1).header("Host"), QByteArray("provider.invalid"));
}

void tst_Http1Upstream::refusingProxyFails()
{
    const auto proxy = FakeUpstream::start(Answer::json(407, "{}"));
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(443, true);
    provider.proxy = Origin{false, "127.0.0.1", proxy->port()};
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Proxy);
    QVERIFY(!done->handler.maybeSent);
}

void tst_Http1Upstream::callStartedAtTheEndReusesTheConnection()
{
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto first = rig.start(provider);
    std::unique_ptr<RunningCall> second;
    first->handler.atEnd = [&] { second = rig.start(provider); };
    QVERIFY(rig.runUntil([&] { return second && second->handler.isOver(); }));
    QVERIFY(second->call->timing().wasReused);
    QCOMPARE(second->handler.status, 200);
}

void tst_Http1Upstream::drainedPoolClosesItsConnections()
{
    const auto fake = FakeUpstream::start(Answer::json(200, "{}").startingAfter(50ms));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    rig.finish(provider);
    const auto running = rig.start(provider);
    rig.pool->drain();
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QCOMPARE(running->handler.status, 200);
    QVERIFY(rig.runUntil([&] { return fake->openConnections() == 0; }));
}

void tst_Http1Upstream::poolMayDieBeforeItsCalls()
{
    const auto fake = FakeUpstream::start(Answer::silence());
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port());
    const auto asking = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return fake->requestCount() == 1; }));
    const auto waiting = rig.start(provider);
    rig.pool.reset();
    rig.runFor(20ms);
    asking->call->pauseReading();
    asking->call->resumeReading();
    asking->call.reset();
    QCOMPARE(asking->handler.ends + waiting->handler.ends, 0);
}

QTEST_GUILESS_MAIN(tst_Http1Upstream)
#include "tst_Http1Upstream.moc"
