// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/TestCertificate.h"
#include "tests/upstream/UpstreamRig.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;

class tst_TlsUpstream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void extraAuthorityIsTrusted();
    void unknownAuthorityIsRefused();
    void otherHostIsRefused();
    void addressInTheCertificateIsAccepted();
    void missingAuthorityFileIsRefused();
    void serverWithoutTlsTimesOut();
    void sessionIsResumed();
    void sessionSurvivesAnAbort();
    void cutBodyUntilCloseIsNoEnd();
    void largeBodiesPassBothWays();
    void pausedCallGoesOnFromBufferedBytes();
    void tunnelCarriesTls();

private:
    std::unique_ptr<FakeUpstream> serve(const TestCertificate &certificate,
                                        Answer answer = Answer::json(200, "{}"))
    {
        FakeUpstreamOptions options;
        options.certificateFile = certificate.certificateFile();
        options.keyFile = certificate.keyFile();
        return FakeUpstream::start(std::move(answer), options);
    }
    TestCertificate m_localhost{{QStringLiteral("localhost")}};
};

void tst_TlsUpstream::extraAuthorityIsTrusted()
{
    const auto fake = serve(m_localhost);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, m_localhost.caFile());
    for (int i = 0; i < 3; ++i) {
        const auto done = rig.finish(provider, {"{\"a\":", "1}"});
        QVERIFY(!done->handler.failure);
        QCOMPARE(done->handler.status, 200);
        QCOMPARE(done->call->timing().wasReused, i > 0);
    }
    QCOMPARE(fake->acceptedConnections(), 1);
    QCOMPARE(fake->requests().constFirst().body, QByteArray("{\"a\":1}"));
    QCOMPARE(fake->requests().constFirst().header("Host"),
             "localhost:" + QByteArray::number(fake->port()));
}

void tst_TlsUpstream::unknownAuthorityIsRefused()
{
    const auto fake = serve(m_localhost);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true);
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Tls);
    QVERIFY(!done->handler.maybeSent);
    QCOMPARE(fake->requestCount(), 0);
}

void tst_TlsUpstream::otherHostIsRefused()
{
    const TestCertificate elsewhere({QStringLiteral("provider.example")});
    const auto fake = serve(elsewhere);
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, elsewhere.caFile());
    QCOMPARE(rig.finish(provider)->handler.failure, UpstreamFailure::Tls);
    provider.origin.host = "127.0.0.1";
    QCOMPARE(rig.finish(provider)->handler.failure, UpstreamFailure::Tls);
    QCOMPARE(fake->requestCount(), 0);
}

void tst_TlsUpstream::addressInTheCertificateIsAccepted()
{
    const TestCertificate certificate({QStringLiteral("127.0.0.1")});
    const auto fake = serve(certificate);
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, certificate.caFile());
    provider.origin.host = "127.0.0.1";
    QCOMPARE(rig.finish(provider)->handler.status, 200);
}

void tst_TlsUpstream::missingAuthorityFileIsRefused()
{
    const auto fake = serve(m_localhost);
    UpstreamRig rig;
    const ProviderPolicy provider
        = UpstreamRig::provider(fake->port(), true, QStringLiteral("/nonexistent/ca.pem"));
    QCOMPARE(rig.finish(provider)->handler.failure, UpstreamFailure::Tls);
}

void tst_TlsUpstream::serverWithoutTlsTimesOut()
{
    const auto fake = FakeUpstream::start(); // Waits for the end of a head.
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(fake->port(), true);
    provider.timeouts.connect = 300ms;
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::ConnectTimeout);
    QVERIFY(!done->handler.maybeSent);
}

void tst_TlsUpstream::sessionIsResumed()
{
    const auto fake = serve(m_localhost, Answer::json(200, "{}").withHeader("Connection", "close"));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, m_localhost.caFile());
    for (int i = 0; i < 3; ++i)
        QCOMPARE(rig.finish(provider)->handler.status, 200);
    QCOMPARE(fake->acceptedConnections(), 3);
    QCOMPARE(fake->resumedHandshakes(), 2);
}

void tst_TlsUpstream::sessionSurvivesAnAbort()
{
    const auto fake = serve(m_localhost, Answer::sse({"data: 1\n\n", "data: 2\n\n"}).pausing(40ms));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, m_localhost.caFile());
    const auto given = rig.start(provider);
    QVERIFY(rig.runUntil([&] { return given->handler.reads > 0; }));
    given->call.reset();
    QVERIFY(rig.runUntil([&] { return fake->openConnections() == 0; }, 200ms));
    QCOMPARE(rig.finish(provider)->handler.status, 200);
    QCOMPARE(fake->resumedHandshakes(), 1);
}

void tst_TlsUpstream::cutBodyUntilCloseIsNoEnd()
{
    Answer answer = Answer::json(200, "half");
    answer.framing = Answer::Framing::UntilClose;
    const auto fake = serve(m_localhost, answer);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, m_localhost.caFile());
    QVERIFY(!rig.finish(provider)->handler.failure); // Closed with close_notify.
    fake->setDefault(answer.endingWith(Answer::End::Reset)); // Closed without.
    QCOMPARE(rig.finish(provider)->handler.failure, UpstreamFailure::Cut);
}

void tst_TlsUpstream::largeBodiesPassBothWays()
{
    Answer answer = Answer::sse({});
    for (int i = 0; i < 50; ++i)
        answer.body.append(QByteArray(100'000, char('a' + i % 26)));
    const auto fake = serve(m_localhost, answer);
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, m_localhost.caFile());
    std::string big(5'000'000, 'a');
    for (std::size_t i = 0; i < big.size(); i += 777)
        big[i] = static_cast<char>('b' + i % 23);
    const auto done = rig.finish(
        provider,
        {std::string_view(big).substr(0, 1'234'567), std::string_view(big).substr(1'234'567)});
    QVERIFY(!done->handler.failure);
    QVERIFY(done->handler.body == answer.body.join().toStdString());
    QVERIFY(fake->requests().constFirst().body == QByteArray::fromStdString(big));
}

void tst_TlsUpstream::pausedCallGoesOnFromBufferedBytes()
{
    // Everything comes at once: what TLS has decoded is never told by the socket again.
    const auto fake = serve(m_localhost, Answer::sse({QByteArray(200'000, 'x')}));
    UpstreamRig rig;
    const ProviderPolicy provider = UpstreamRig::provider(fake->port(), true, m_localhost.caFile());
    const auto running = rig.start(provider);
    int pauses = 0;
    running->handler.atReadDone = [&] {
        ++pauses;
        running->call->pauseReading();
    };
    QVERIFY(rig.runUntil([&] {
        rig.runFor(5ms);
        running->call->resumeReading();
        return running->handler.isOver();
    }));
    QVERIFY(!running->handler.failure);
    QVERIFY(pauses > 3);
    QCOMPARE(running->handler.body.size(), std::size_t(200'000));
}

void tst_TlsUpstream::tunnelCarriesTls()
{
    // The proxy answers and falls silent: the client hello has gone through its connection.
    const auto proxy = FakeUpstream::start(Answer::silence());
    proxy->enqueue(Answer::raw({"HTTP/1.1 200 Established\r\n\r\n"}));
    UpstreamRig rig;
    ProviderPolicy provider = UpstreamRig::provider(443, true);
    provider.proxy = Origin{false, "127.0.0.1", proxy->port()};
    provider.timeouts.connect = 200ms;
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::ConnectTimeout);
    QCOMPARE(proxy->requests().constFirst().path, QByteArray("localhost:443"));
    QCOMPARE(proxy->acceptedConnections(), 1);
}

QTEST_GUILESS_MAIN(tst_TlsUpstream)
#include "tst_TlsUpstream.moc"
