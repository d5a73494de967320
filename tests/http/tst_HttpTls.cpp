// SPDX-License-Identifier: GPL-3.0-or-later
// A listener that speaks TLS: clients that do as well, that stall, that babble, and that do not
// know.
#include "engine/http/ServerTls.h"

#include <QFile>
#include <QTest>

#include "tests/http/HttpServerForTest.h"
#include "tests/support/RawClient.h"
#include "tests/support/TestCertificate.h"
#include "tests/support/TlsClient.h"

using namespace std::chrono_literals;
using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;

namespace {

const std::string get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

std::shared_ptr<const ServerTls> tlsOf(const TestCertificate &certificate)
{
    return ServerTls::load(certificate.certificateFile().toStdString(),
                           certificate.keyFile().toStdString())
        .value_or(nullptr);
}

/// The start of a handshake, of which `size` bytes are sent.
std::string helloCutAfter(std::size_t size)
{
    const std::string hello("\x16\x03\x01\x00\xf0\x01\x00\x00\xec\x03\x03", 11);
    return hello.substr(0, size);
}

} // namespace

class HttpTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsAreServed_data();
    void requestsAreServed();
    void closingAnswerEndsInOrder();
    void sessionsAreResumed_data();
    void sessionsAreResumed();
    void largeBodiesPassBothWays();
    void slowReaderGetsEveryByteAndTheGoodbye();
    void cutAnswerHasNoGoodbye();
    void clientThatStallsInTheHandshakeIsTimedOut_data();
    void clientThatStallsInTheHandshakeIsTimedOut();
    void silentHeadAfterTheHandshakeIsTimedOut();
    void handshakesCountAsConnections();
    void babbleGetsAClearEnd_data();
    void babbleGetsAClearEnd();
    void plainHttpIsToldSo_data();
    void plainHttpIsToldSo();
    void otherProtocolsAreRefused();
    void oldVersionsAreRefused();
    void renegotiationIsRefused();
    void certificateIsReplacedWhileAnAnswerRuns();
    void filesThatCannotBeUsedAreNamed_data();
    void filesThatCannotBeUsedAreNamed();
    void drainClosesIdleClientsInOrder();

private:
    TlsClientOptions client(int version = 0) const
    {
        TlsClientOptions options;
        options.caFile = m_certificate.caFile().toStdString();
        options.version = version;
        return options;
    }
    /// Has the listener speak TLS.
    void secure(HttpServerForTest &server) const
    {
        server.run([this](Listener &listener) { listener.setTls(tlsOf(m_certificate)); });
    }
    static void addVersions()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }

    TestCertificate m_certificate{{QStringLiteral("localhost")}};
};

void HttpTlsTest::requestsAreServed_data()
{
    addVersions();
}

void HttpTlsTest::requestsAreServed()
{
    QFETCH(const int, version);
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client(version));
    QVERIFY(client.isConnected());
    QCOMPARE(client.protocol(), std::string("http/1.1"));
    for (int i = 0; i < 3; ++i) {
        QVERIFY(client.send(get));
        const std::string answer = client.readAnswer();
        QVERIFY(answer.starts_with("HTTP/1.1 200 "));
        QVERIFY(answer.ends_with("GET /a "));
    }
    QVERIFY(client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
    QVERIFY(client.readThrough("0\r\n\r\n").ends_with("3\r\none\r\n9\r\ndata: two\r\n0\r\n\r\n"));
    QCOMPARE(server.connections(), 1);
    client.close();
    QTRY_COMPARE(server.connections(), 0);
    QTRY_COMPARE(server.handler.statesAlive.load(), 0);
}

void HttpTlsTest::closingAnswerEndsInOrder()
{
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client());
    QVERIFY(client.send("GET /stream HTTP/1.0\r\n\r\n")); // Ends with the connection.
    QVERIFY(client.readToEnd().ends_with("onedata: two"));
    QCOMPARE(client.end(), TlsClient::End::Closed);
}

void HttpTlsTest::sessionsAreResumed_data()
{
    addVersions();
}

void HttpTlsTest::sessionsAreResumed()
{
    QFETCH(const int, version);
    HttpServerForTest server;
    secure(server);
    TlsClientOptions options = client(version);
    for (const bool isResumed : {false, true, true}) {
        TlsClient client(server.port(), options);
        QVERIFY(client.isConnected());
        QCOMPARE(client.isResumed(), isResumed);
        QVERIFY(client.send(get));
        QVERIFY(client.readAnswer().starts_with("HTTP/1.1 200 "));
        options.session = client.session();
    }
}

void HttpTlsTest::largeBodiesPassBothWays()
{
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client());
    std::string body(std::size_t{6} << 20, 'b');
    for (std::size_t i = 0; i < body.size(); ++i)
        body[i] = static_cast<char>('a' + i % 23);
    for (int i = 0; i < 2; ++i) {
        QVERIFY(client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: "
                            + std::to_string(body.size()) + "\r\n\r\n"));
        QVERIFY(client.send(body));
        const std::string answer = client.readAnswer();
        QVERIFY(answer.ends_with("\r\n\r\nPOST /echo " + body));
    }
}

void HttpTlsTest::slowReaderGetsEveryByteAndTheGoodbye()
{
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client());
    QVERIFY(client.send("GET /hold HTTP/1.0\r\n\r\n"));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    const std::string piece(100'000, '~');
    std::size_t unsent = 0;
    server.withHeld([&](Exchange &exchange) {
        exchange.beginStream(200, {});
        for (int i = 0; i < 200; ++i)
            exchange.write(piece);
        unsent = exchange.unsentBytes();
        exchange.endStream();
    });
    QVERIFY(unsent > 0); // More than the sockets take.
    const std::string answer = client.readToEnd();
    const std::size_t start = answer.find("\r\n\r\n") + 4;
    QCOMPARE(answer.size() - start, 200 * piece.size());
    QCOMPARE(answer.find_first_not_of('~', start), std::string::npos);
    QCOMPARE(client.end(), TlsClient::End::Closed);
}

void HttpTlsTest::cutAnswerHasNoGoodbye()
{
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client());
    QVERIFY(client.send("GET /hold HTTP/1.0\r\n\r\n"));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([&](Exchange &exchange) {
        exchange.beginStream(200, {});
        exchange.write("half");
    });
    QVERIFY(client.readThrough("half").ends_with("half"));
    server.withHeld([](Exchange &exchange) { exchange.abort(); });
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), TlsClient::End::Cut);
}

void HttpTlsTest::clientThatStallsInTheHandshakeIsTimedOut_data()
{
    QTest::addColumn<int>("bytes");
    QTest::newRow("says nothing") << 0;
    QTest::newRow("half a record's head") << 3;
    QTest::newRow("half a hello") << 11;
}

void HttpTlsTest::clientThatStallsInTheHandshakeIsTimedOut()
{
    QFETCH(const int, bytes);
    HttpServerForTest server;
    secure(server);
    RawClient stalled(server.port());
    QVERIFY(stalled.send(helloCutAfter(static_cast<std::size_t>(bytes))));
    QTRY_COMPARE(server.connections(), 1);
    server.settle();
    server.clock.advance(9s);
    server.settle();
    QCOMPARE(server.connections(), 1);
    server.clock.advance(2s);
    QCOMPARE(stalled.readToEnd(), std::string());
    QVERIFY(stalled.end() != RawClient::End::Open);
    QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(server.open.count(), 0);
    QCOMPARE(server.handler.requests.load(), 0);
}

void HttpTlsTest::silentHeadAfterTheHandshakeIsTimedOut()
{
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client());
    QVERIFY(client.isConnected());
    server.settle();
    server.clock.advance(29s);
    server.settle();
    QCOMPARE(server.connections(), 1);
    server.clock.advance(2s);
    QCOMPARE(client.readToEnd(), std::string());
    QCOMPARE(client.end(), TlsClient::End::Closed);
    QTRY_COMPARE(server.connections(), 0);
}

void HttpTlsTest::handshakesCountAsConnections()
{
    Limits limits = HttpServerForTest::quickLimits();
    limits.maxConnections = 2;
    HttpServerForTest server(limits);
    secure(server);
    RawClient first(server.port());
    RawClient second(server.port());
    QTRY_COMPARE(server.connections(), 2);
    TlsClient third(server.port(), client());
    QVERIFY(!third.isConnected());
    first.close();
    QTRY_COMPARE(server.connections(), 1);
    TlsClient fourth(server.port(), client());
    QVERIFY(fourth.isConnected());
}

void HttpTlsTest::babbleGetsAClearEnd_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("noise") << QByteArray(300, '\xa5');
    QTest::newRow("zeros") << QByteArray(300, '\0');
    QTest::newRow("another protocol") << QByteArray("SSH-2.0-client\r\n");
    QTest::newRow("a hello of nonsense")
        << QByteArray("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10);
    QTest::newRow("a lot") << QByteArray(1'000'000, '\xa5');
}

void HttpTlsTest::babbleGetsAClearEnd()
{
    QFETCH(const QByteArray, bytes);
    HttpServerForTest server;
    secure(server);
    RawClient client(server.port());
    client.send(bytes.toStdString());
    const std::string answer = client.readToEnd();
    QVERIFY(answer.empty() || answer.starts_with('\x15')); // An alert.
    QCOMPARE(client.end(), RawClient::End::Closed);
    client.close();
    QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(server.handler.requests.load(), 0);
}

void HttpTlsTest::plainHttpIsToldSo_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("GET") << QByteArray::fromStdString(get);
    QTest::newRow("POST") << QByteArray(
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
}

void HttpTlsTest::plainHttpIsToldSo()
{
    QFETCH(const QByteArray, request);
    HttpServerForTest server;
    secure(server);
    RawClient client(server.port());
    QVERIFY(client.send(request.toStdString()));
    const std::string answer = client.readToEnd();
    QVERIFY(answer.starts_with("HTTP/1.1 400 "));
    QVERIFY(answer.find("https://") != std::string::npos);
    QCOMPARE(client.end(), RawClient::End::Closed);
    client.close();
    QTRY_COMPARE(server.connections(), 0);
    QCOMPARE(server.handler.requests.load(), 0);
}

void HttpTlsTest::otherProtocolsAreRefused()
{
    HttpServerForTest server;
    secure(server);
    TlsClientOptions options = client();
    options.protocols = "\x02h2";
    QVERIFY(!TlsClient(server.port(), options).isConnected());
    options.protocols = "\x02h2\x08http/1.1";
    QCOMPARE(TlsClient(server.port(), options).protocol(), std::string("http/1.1"));
    options.protocols = {};
    TlsClient silent(server.port(), options);
    QVERIFY(silent.isConnected() && silent.send(get));
    QVERIFY(silent.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpTlsTest::oldVersionsAreRefused()
{
    HttpServerForTest server;
    secure(server);
    QVERIFY(!TlsClient(server.port(), client(TLS1_1_VERSION)).isConnected());
    QTRY_COMPARE(server.connections(), 0);
}

void HttpTlsTest::renegotiationIsRefused()
{
    HttpServerForTest server;
    secure(server);
    TlsClient client(server.port(), this->client(TLS1_2_VERSION));
    QVERIFY(client.isConnected());
    QVERIFY(!client.renegotiate());
}

void HttpTlsTest::certificateIsReplacedWhileAnAnswerRuns()
{
    HttpServerForTest server;
    secure(server);
    TlsClient running(server.port(), client());
    QVERIFY(running.send("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n"));
    QTRY_COMPARE(server.handler.heldCount.load(), 1);
    server.withHeld([](Exchange &exchange) {
        exchange.beginStream(200, {});
        exchange.write("before");
    });
    QVERIFY(running.readThrough("before\r\n").ends_with("before\r\n"));

    const TestCertificate next({QStringLiteral("localhost")});
    server.run([&](Listener &listener) { listener.setTls(tlsOf(next)); });
    QVERIFY(!TlsClient(server.port(), client()).isConnected());
    TlsClientOptions options;
    options.caFile = next.caFile().toStdString();
    TlsClient later(server.port(), options);
    QVERIFY(later.isConnected() && later.send(get));
    QVERIFY(later.readAnswer().starts_with("HTTP/1.1 200 "));

    server.withHeld([](Exchange &exchange) {
        exchange.write("after");
        exchange.endStream();
    });
    QVERIFY(running.readThrough("0\r\n\r\n").starts_with("5\r\nafter\r\n"));
    QVERIFY(running.send(get)); // And it is kept alive.
    QVERIFY(running.readAnswer().starts_with("HTTP/1.1 200 "));
}

void HttpTlsTest::filesThatCannotBeUsedAreNamed_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("blamed");
    const QString good = m_certificate.certificateFile();
    const QString key = m_certificate.keyFile();
    const QString ca = m_certificate.caFile();
    const QString nowhere = QStringLiteral("/nonexistent/server.pem");
    QTest::newRow("no certificate") << nowhere << key << nowhere;
    QTest::newRow("no key") << good << nowhere << nowhere;
    QTest::newRow("a key for a certificate") << key << key << key;
    QTest::newRow("a certificate for a key") << good << ca << ca;
    QTest::newRow("the key of another") << ca << key << key;
}

void HttpTlsTest::filesThatCannotBeUsedAreNamed()
{
    QFETCH(const QString, certificate);
    QFETCH(const QString, key);
    QFETCH(const QString, blamed);
    const auto loaded = ServerTls::load(certificate.toStdString(), key.toStdString());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(loaded.error().message.contains(blamed), qPrintable(loaded.error().message));
}

void HttpTlsTest::drainClosesIdleClientsInOrder()
{
    HttpServerForTest server;
    secure(server);
    TlsClient idle(server.port(), client());
    QVERIFY(idle.send(get));
    QVERIFY(idle.readAnswer().starts_with("HTTP/1.1 200 "));
    RawClient stalled(server.port());
    QTRY_COMPARE(server.connections(), 2);
    std::atomic<bool> isDrained = false;
    server.run([&](Listener &listener) { listener.drain(60s, [&] { isDrained = true; }); });
    QCOMPARE(idle.readToEnd(), std::string());
    QCOMPARE(idle.end(), TlsClient::End::Closed);
    QTRY_VERIFY(isDrained);
}

QTEST_GUILESS_MAIN(HttpTlsTest)
#include "tst_HttpTls.moc"
