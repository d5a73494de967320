// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/TestCertificate.h"
#include "tests/upstream/UpstreamRig.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(turnpike::test::Answer)

class tst_Http2Upstream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsShareOneConnection();
    void requestArrivesWhole();
    void streamArrivesAsItComes();
    void fullSessionGetsASibling();
    void pausedStreamHoldsItselfOnly();
    void pausedWholeAnswerIsKept();
    void goAwayMovesTheCall();
    void secondGoAwayFailsUnsent();
    void failureIsNamed_data();
    void failureIsNamed();
    void abortResetsTheStreamOnly();
    void abortInsideEachCallbackIsSafe_data();
    void abortInsideEachCallbackIsSafe();
    void closedConnectionFailsAllStreams();
    void staleSessionIsRetriedOnce();
    void idleSessionExpires();
    void largeBodiesPassBothWays();

private:
    std::unique_ptr<FakeUpstream> serve(Answer answer = Answer::json(200, "{}"),
                                        FakeUpstreamOptions options = {})
    {
        options.certificateFile = m_certificate.certificateFile();
        options.keyFile = m_certificate.keyFile();
        options.offersHttp2 = true;
        return FakeUpstream::start(std::move(answer), options);
    }
    ProviderPolicy providerOf(const FakeUpstream &fake)
    {
        return UpstreamRig::provider(fake.port(), true, m_certificate.caFile());
    }
    TestCertificate m_certificate{{QStringLiteral("localhost")}};
};

void tst_Http2Upstream::callsShareOneConnection()
{
    const auto fake = serve(Answer::json(200, "{\"x\":1}").startingAfter(50ms));
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    std::vector<std::unique_ptr<RunningCall>> calls;
    for (int i = 0; i < 50; ++i)
        calls.push_back(rig.start(provider));
    QVERIFY(rig.runUntil([&] {
        return std::all_of(calls.begin(), calls.end(),
                           [](const auto &each) { return each->handler.isOver(); });
    }));
    for (const auto &each : calls) {
        QVERIFY(!each->handler.failure);
        QCOMPARE(each->handler.body, std::string("{\"x\":1}"));
        QCOMPARE(each->handler.events, std::string("HBE"));
    }
    QCOMPARE(fake->acceptedConnections(), 1);
    QCOMPARE(fake->requestCount(), 50);
    QVERIFY(rig.finish(provider)->call->timing().wasReused);
}

void tst_Http2Upstream::requestArrivesWhole()
{
    const auto fake = serve();
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto done = rig.finish(provider, {"{\"a\":", "", "1}"});
    QCOMPARE(done->handler.status, 200);
    const Seen seen = fake->requests().constFirst();
    QVERIFY(seen.isHttp2);
    QCOMPARE(seen.method, QByteArray("POST"));
    QCOMPARE(seen.path, QByteArray("/v1/chat/completions"));
    QCOMPARE(seen.body, QByteArray("{\"a\":1}"));
    QCOMPARE(seen.header("authorization"), QByteArray("Bearer sk-canary"));
    QCOMPARE(seen.header("content-length"), QByteArray("7"));
    QCOMPARE(seen.header("Host"), "localhost:" + QByteArray::number(fake->port()));
    QVERIFY(done->call->timing().sentUs > 0);
}

void tst_Http2Upstream::streamArrivesAsItComes()
{
    const auto fake = serve(Answer::sse({"data: 1\n\n", "data: 2\n\n"}).pausing(30ms));
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto running = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return running->handler.reads == 1; }));
    QCOMPARE(running->handler.body, std::string("data: 1\n\n"));
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QCOMPARE(running->handler.body, std::string("data: 1\n\ndata: 2\n\n"));
    QCOMPARE(running->handler.events, std::string("HBBE"));
}

void tst_Http2Upstream::fullSessionGetsASibling()
{
    FakeUpstreamOptions options;
    options.maxConcurrentStreams = 3;
    const auto fake = serve(Answer::json(200, "{}").startingAfter(150ms), options);
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    std::vector<std::unique_ptr<RunningCall>> calls;
    for (int i = 0; i < 6; ++i)
        calls.push_back(rig.start(provider));
    QVERIFY(rig.runUntil([&] { return fake->requestCount() == 6; }));
    QVERIFY(std::none_of(calls.begin(), calls.end(),
                         [](const auto &each) { return each->handler.isOver(); }));
    QCOMPARE(fake->acceptedConnections(), 2);
    QVERIFY(rig.runUntil([&] {
        return std::all_of(calls.begin(), calls.end(),
                           [](const auto &each) { return each->handler.status == 200; });
    }));
}

void tst_Http2Upstream::pausedStreamHoldsItselfOnly()
{
    Answer big = Answer::sse({});
    for (int i = 0; i < 100; ++i)
        big.body.append(QByteArray(64 << 10, 'x'));
    const auto fake = serve();
    fake->enqueue(big);
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto paused = rig.start(provider);
    paused->handler.atHead = [&] { paused->call->pauseReading(); };
    QVERIFY(rig.runUntil([&] { return paused->handler.status == 200; }));
    rig.runFor(100ms);
    QVERIFY(paused->handler.body.empty());
    QCOMPARE(fake->bytesSent(), qint64(256) << 10); // The stream's window, exactly.
    const auto other = rig.finish(provider);
    QCOMPARE(other->handler.status, 200);
    QCOMPARE(fake->acceptedConnections(), 1);
    paused->call->resumeReading();
    QVERIFY(paused->handler.body.empty()); // Never inside a call of ours.
    QVERIFY(rig.runUntil([&] { return paused->handler.isOver(); }));
    QVERIFY(!paused->handler.failure);
    QCOMPARE(paused->handler.body.size(), std::size_t(100) << 16);
}

void tst_Http2Upstream::pausedWholeAnswerIsKept()
{
    const auto fake = serve(Answer::sse({"data: 1\n\n", "data: 2\n\n"}));
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto paused = rig.start(provider);
    paused->handler.atHead = [&] { paused->call->pauseReading(); };
    QVERIFY(rig.runUntil([&] { return paused->handler.status == 200; }));
    rig.runFor(50ms);
    QCOMPARE(paused->handler.events, std::string("H"));
    paused->call->resumeReading();
    QVERIFY(rig.runUntil([&] { return paused->handler.isOver(); }));
    QCOMPARE(paused->handler.events, std::string("HBE"));
    QCOMPARE(paused->handler.body, std::string("data: 1\n\ndata: 2\n\n"));
}

void tst_Http2Upstream::goAwayMovesTheCall()
{
    const auto fake = serve();
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    fake->enqueue(Answer::sse({"data: 1\n\n", "data: 2\n\n"}).pausing(60ms));
    const auto running = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return running->handler.reads > 0; }));
    fake->enqueue(Answer().endingWith(Answer::End::GoAway));
    const auto moved = rig.finish(provider);
    QVERIFY(!moved->handler.failure);
    QCOMPARE(moved->handler.status, 200);
    QCOMPARE(fake->acceptedConnections(), 2);
    QVERIFY(rig.runUntil([&] { return running->handler.isOver(); }));
    QVERIFY(!running->handler.failure); // Streams below the last id go on.
}

void tst_Http2Upstream::secondGoAwayFailsUnsent()
{
    const auto fake = serve(Answer().endingWith(Answer::End::GoAway));
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Cut);
    QVERIFY(!done->handler.maybeSent);
    QCOMPARE(fake->requestCount(), 2);
}

void tst_Http2Upstream::failureIsNamed_data()
{
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<int>("failure");
    const auto row = [](const char *name, const Answer &answer, UpstreamFailure failure) {
        QTest::newRow(name) << answer << static_cast<int>(failure);
    };
    using End = Answer::End;
    const Answer stream = Answer::sse({"data: 1\n\n", "data: 2\n\n"});
    row("reset in the body", stream.cutAfter(5, End::Reset), UpstreamFailure::Cut);
    row("closed in the body", stream.cutAfter(5, End::Close), UpstreamFailure::Cut);
    row("never answers", Answer::silence(), UpstreamFailure::FirstByteTimeout);
    row("stalls", stream.cutAfter(5, End::Hang), UpstreamFailure::StallTimeout);
    row("is compressed", stream.withHeader("content-encoding", "br"), UpstreamFailure::Garbage);
    Answer wordy = stream;
    for (int i = 0; i < 150; ++i)
        wordy.headers.append({"x-" + QByteArray::number(i), "v"});
    row("has too many fields", wordy, UpstreamFailure::Garbage);
    row("lies about its length", stream.withHeader("content-length", "3"),
        UpstreamFailure::Garbage);
}

void tst_Http2Upstream::failureIsNamed()
{
    QFETCH(Answer, answer);
    QFETCH(int, failure);
    const auto fake = serve(answer);
    UpstreamRig rig;
    ProviderPolicy provider = providerOf(*fake);
    provider.timeouts.firstByte = 120ms;
    provider.timeouts.stall = 100ms;
    const auto done = rig.finish(provider);
    QVERIFY(done->handler.failure);
    QCOMPARE(static_cast<int>(*done->handler.failure), failure);
    QVERIFY(done->handler.maybeSent);
    rig.runFor(30ms);
    QCOMPARE(done->handler.ends, 1);
    fake->setDefault(Answer::json(200, "{}"));
    QCOMPARE(rig.finish(provider)->handler.status, 200);
}

void tst_Http2Upstream::abortResetsTheStreamOnly()
{
    const Answer endless = Answer::sse({"data: 1\n\n"}).cutAfter(9, Answer::End::Hang);
    const auto fake = serve(endless);
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto kept = rig.start(provider);
    const auto given = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return given->handler.reads > 0 && kept->handler.reads > 0; }));
    given->call.reset();
    QVERIFY(rig.runUntil([&] { return fake->resetStreams() == 1; }, 100ms));
    QCOMPARE(given->handler.ends, 0);
    QCOMPARE(kept->handler.ends, 0);
    QCOMPARE(fake->openConnections(), 1);
}

void tst_Http2Upstream::abortInsideEachCallbackIsSafe_data()
{
    QTest::addColumn<char>("where");
    QTest::addColumn<Answer>("answer");
    const Answer stream = Answer::sse({"data: 1\n\n", "data: 2\n\n"});
    QTest::newRow("head") << 'H' << stream;
    QTest::newRow("body") << 'B' << stream;
    QTest::newRow("read done") << 'R' << stream.pausing(10ms);
    QTest::newRow("end") << 'E' << stream;
    QTest::newRow("reset") << 'E' << stream.cutAfter(5, Answer::End::Reset);
    QTest::newRow("closed") << 'E' << stream.cutAfter(5, Answer::End::Close);
}

void tst_Http2Upstream::abortInsideEachCallbackIsSafe()
{
    QFETCH(char, where);
    QFETCH(Answer, answer);
    const auto fake = serve(answer);
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    // Each ends both, so that one dies inside the other's callback.
    const auto one = rig.start(provider);
    const auto two = rig.start(provider);
    bool wasThere = false;
    const auto abort = [&] {
        wasThere = true;
        one->call.reset();
        two->call.reset();
    };
    for (RecordingHandler *handler : {&one->handler, &two->handler})
        (where == 'H'       ? handler->atHead
             : where == 'B' ? handler->atBody
             : where == 'R' ? handler->atReadDone
                            : handler->atEnd)
            = abort;
    QVERIFY(rig.runUntil([&] { return wasThere; }));
    const std::string events = one->handler.events + two->handler.events;
    rig.runFor(40ms);
    QCOMPARE(one->handler.events + two->handler.events, events);
    QCOMPARE(rig.pool->callCount(), std::size_t(0));
}

void tst_Http2Upstream::closedConnectionFailsAllStreams()
{
    const auto fake = serve(Answer::sse({"data: 1\n\n"}).cutAfter(9, Answer::End::Hang));
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    const auto reading = rig.start(provider);
    const auto paused = rig.start(provider);
    paused->handler.atHead = [&] { paused->call->pauseReading(); };
    QVERIFY(
        rig.runUntil([&] { return reading->handler.reads > 0 && paused->handler.status == 200; }));
    rig.runFor(20ms);
    fake->closeConnections();
    QVERIFY(rig.runUntil([&] { return reading->handler.isOver() && paused->handler.isOver(); }));
    QCOMPARE(reading->handler.failure, UpstreamFailure::Cut);
    QCOMPARE(paused->handler.failure, UpstreamFailure::Cut);
    QCOMPARE(paused->handler.body, std::string("data: 1\n\n"));
}

void tst_Http2Upstream::staleSessionIsRetriedOnce()
{
    const auto fake = serve();
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    rig.finish(provider);
    rig.runFor(20ms);
    fake->closeConnections();
    QTRY_COMPARE(fake->openConnections(), 0);
    const auto done = rig.finish(provider); // The loop has not seen the end yet.
    QVERIFY(!done->handler.failure);
    QCOMPARE(done->handler.status, 200);
    QCOMPARE(fake->acceptedConnections(), 2);
}

void tst_Http2Upstream::idleSessionExpires()
{
    const auto fake = serve();
    UpstreamOptions options = UpstreamRig::fastOptions();
    options.idleTimeout = 60ms;
    UpstreamRig rig(options);
    const ProviderPolicy provider = providerOf(*fake);
    rig.finish(provider);
    QCOMPARE(fake->openConnections(), 1);
    QVERIFY(rig.runUntil([&] { return fake->openConnections() == 0; }));
}

void tst_Http2Upstream::largeBodiesPassBothWays()
{
    Answer answer = Answer::sse({});
    for (int i = 0; i < 50; ++i)
        answer.body.append(QByteArray(100'000, char('a' + i % 26)));
    const auto fake = serve(answer);
    UpstreamRig rig;
    const ProviderPolicy provider = providerOf(*fake);
    std::string big(60'000, 'a'); // Within the server's default window.
    for (std::size_t i = 0; i < big.size(); i += 777)
        big[i] = static_cast<char>('b' + i % 23);
    const auto done = rig.finish(
        provider, {std::string_view(big).substr(0, 12'345), std::string_view(big).substr(12'345)});
    QVERIFY(!done->handler.failure);
    QVERIFY(done->handler.body == answer.body.join().toStdString());
    QVERIFY(fake->requests().constFirst().body == QByteArray::fromStdString(big));
    std::string bigger;
    for (int i = 0; i < 50; ++i)
        bigger += big; // Beyond it: the server must open the window.
    const auto more = rig.finish(provider, {bigger});
    QVERIFY(!more->handler.failure);
    QVERIFY(fake->requests().constLast().body == QByteArray::fromStdString(bigger));
}

QTEST_GUILESS_MAIN(tst_Http2Upstream)
#include "tst_Http2Upstream.moc"
