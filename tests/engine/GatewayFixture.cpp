// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/GatewayFixture.h"

#include "engine/admission/KeyCheck.h"

#include <QElapsedTimer>
#include <QTest>

#include <sys/socket.h>

namespace turnpike::test {

namespace {

/// Takes the first whole chunked body off `bytes`; false while it is incomplete.
bool unchunk(const QByteArray &bytes, QByteArray &body)
{
    qsizetype at = 0;
    body.clear();
    for (;;) {
        const qsizetype line = bytes.indexOf("\r\n", at);
        if (line < 0)
            return false;
        const qsizetype size = bytes.mid(at, line - at).toLongLong(nullptr, 16);
        at = line + 2;
        if (size == 0)
            return bytes.mid(at).startsWith("\r\n");
        body += bytes.mid(at, size);
        at += size + 2;
        if (at > bytes.size())
            return false;
    }
}

} // namespace

QByteArray Reply::header(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (line.left(colon).toLower() == name.toLower())
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

TestClient::TestClient(quint16 port)
{
    m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    m_socket.waitForConnected(5000);
}

void TestClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
    while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(5000)) {}
}

void TestClient::sendChat(const QByteArray &body, const QByteArray &moreHeaders)
{
    post("/api/v1/chat/completions", body, moreHeaders);
}

void TestClient::post(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders)
{
    send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
         + QByteArray(GatewayFixture::secret) + "\r\nContent-Type: application/json\r\n"
         + moreHeaders + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

Reply TestClient::readReply(int timeoutMs)
{
    QElapsedTimer timer;
    timer.start();
    Reply reply;
    for (;;) {
        m_buffer += m_socket.readAll(); // An event loop that ran meanwhile has read for us.
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end >= 0) {
            reply.head = m_buffer.left(end);
            reply.status = reply.head.mid(9, 3).toInt();
            const QByteArray rest = m_buffer.mid(end + 4);
            if (reply.header("Transfer-Encoding") == "chunked") {
                reply.isWhole = unchunk(rest, reply.body);
            } else {
                const qsizetype length = reply.header("Content-Length").toLongLong();
                reply.body = rest.left(length);
                reply.isWhole = rest.size() >= length;
            }
            if (reply.isWhole) {
                m_buffer.clear();
                return reply;
            }
        }
        const int left = timeoutMs - static_cast<int>(timer.elapsed());
        if (left <= 0 || !m_socket.waitForReadyRead(left))
            return reply;
    }
}

QByteArray TestClient::readUntil(const QByteArray &mark, int timeoutMs)
{
    m_buffer += m_socket.readAll();
    while (!m_buffer.contains(mark) && m_socket.waitForReadyRead(timeoutMs))
        m_buffer += m_socket.readAll();
    return m_buffer;
}

void TestClient::close()
{
    m_socket.disconnectFromHost();
    if (m_socket.state() != QAbstractSocket::UnconnectedState)
        m_socket.waitForDisconnected(5000);
}

void TestClient::reset()
{
    const linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard,
                 sizeof hard);
    m_socket.abort();
}

GatewayFixture::GatewayFixture()
{
    const std::array<const char *, 2> names{"alder", "birch"};
    ModelPolicy model;
    model.id = {1};
    model.slug = model.canonicalSlug = "lab/m1";
    model.outputModalities = {"text"};
    for (std::uint32_t i = 0; i < 2; ++i) {
        upstream[i] = FakeUpstream::start();
        ProviderPolicy provider;
        provider.id = {i + 1};
        provider.slug = names[i];
        provider.name = names[i];
        provider.origin = {.isTls = false, .host = "127.0.0.1", .port = upstream[i]->port()};
        provider.basePath = "/v1";
        provider.credential = Secret("upstream-credential-" + std::to_string(i));
        provider.onCancel = OnCancel::StopsBilling;
        policy.providers.push_back(provider);

        EndpointPolicy endpoint;
        endpoint.id = {i + 1};
        endpoint.provider = i;
        endpoint.upstreamModel = "upstream-m1";
        endpoint.tag = names[i];
        endpoint.maxOutput = 8192;
        endpoint.contextLength = 128'000;
        endpoint.priceSheet = {i + 1};
        const FemtoUsd factor = i == 0 ? 1 : 10;
        endpoint.prices.prices[static_cast<std::size_t>(PriceUnit::Prompt)]
            = 1'000'000'000 * factor;
        endpoint.prices.prices[static_cast<std::size_t>(PriceUnit::Completion)]
            = 4'000'000'000 * factor;
        model.endpoints.push_back(endpoint);
    }
    policy.models.push_back(model);
    policy.modelBySlug.emplace(model.slug, 0);

    key.id = {7};
    key.name = "test key";
    key.hash = hashKey(secret);
    key.organization = {1};
    key.slot = book.slotFor({ScopeKind::KeyLimit, 7});
    key.scopes.resize(1);
    key.scopes.front().ref = {ScopeKind::KeyLimit, 7};
    key.scopes.front().slot = key.slot;
}

GatewayFixture::~GatewayFixture() = default;

void GatewayFixture::limitKey(Money limit, BudgetMode mode)
{
    key.limit = limit;
    key.scopes.front().isLimited = true;
    key.scopes.front().limit = limit;
    key.scopes.front().mode = mode;
}

void GatewayFixture::publish()
{
    ++policy.version;
    auto snapshot = std::make_shared<PolicySnapshot>(policy);
    snapshot->keys.emplace(key.hash, key);
    m_engine->publish(std::move(snapshot));
}

void GatewayFixture::start(EngineOptions options)
{
    options.port = 0;
    const std::vector<Journal *> journals(options.threads, &journal);
    m_engine = std::make_unique<Engine>(options, clock, book, journals, nullptr);
    publish();
    const Result<> started = m_engine->start();
    if (!started)
        qFatal("%s", qPrintable(started.error().message));
}

Reply GatewayFixture::chat(const QByteArray &body, const QByteArray &moreHeaders)
{
    TestClient client(port());
    client.sendChat(body, moreHeaders);
    return client.readReply();
}

Reply GatewayFixture::get(const QByteArray &path, bool withKey)
{
    TestClient client(port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: localhost:4417\r\n"
                + (withKey ? "x-api-key: " + QByteArray(secret) + "\r\n" : QByteArray()) + "\r\n");
    return client.readReply();
}

QList<Settled> GatewayFixture::settledAfter(int count)
{
    QElapsedTimer timer;
    timer.start();
    while (journal.settled().size() < count && timer.elapsed() < 10'000)
        QTest::qWait(2);
    return journal.settled();
}

QByteArrayList goodStream(const QByteArray &text)
{
    const auto chunk = [](const QByteArray &choices, const QByteArray &more = {}) {
        return "data: "
               "{\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":"
               "\"upstream-m1\",\"choices\":["
            + choices + "]" + more + "}\n\n";
    };
    return {chunk(R"({"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null})"),
            chunk(R"({"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null})"),
            chunk(R"({"index":0,"delta":{"content":"!"},"finish_reason":null})"),
            chunk(R"({"index":0,"delta":{},"finish_reason":"stop"})"),
            chunk({}, R"(,"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15})"),
            "data: [DONE]\n\n"};
}

QByteArray goodAnswer()
{
    return R"({"id":"up-2","object":"chat.completion","created":1,"model":"upstream-m1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";
}

QByteArray chatBody(bool isStream, const QByteArray &more)
{
    return R"({"model":"lab/m1","messages":[{"role":"user","content":"Say hello"}])"
        + QByteArray(isStream ? ",\"stream\":true" : "") + more + '}';
}

} // namespace turnpike::test
