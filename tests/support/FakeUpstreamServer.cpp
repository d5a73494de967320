// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeUpstreamServer.h"

#include <QtGlobal>

#include <arpa/inet.h>
#include <csignal>
#include <cstring>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike::test {

namespace {

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

quint16 boundPort(int descriptor)
{
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &length);
    return ntohs(address.sin_port);
}

int bindLoopback()
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(0);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        qFatal("FakeUpstream: cannot bind a port on 127.0.0.1");
    return descriptor;
}

int selectProtocol(SSL *, const unsigned char **chosen, unsigned char *length,
                   const unsigned char *offered, unsigned offeredLength, void *offersHttp2)
{
    static constexpr unsigned char both[] = "\x02h2\x08http/1.1";
    static constexpr unsigned char one[] = "\x08http/1.1";
    const bool h2 = *static_cast<const bool *>(offersHttp2);
    const int result = SSL_select_next_proto(
        const_cast<unsigned char **>(chosen), length, h2 ? both : one,
        static_cast<unsigned>((h2 ? sizeof both : sizeof one) - 1), offered, offeredLength);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

} // namespace

quint16 refusingPort()
{
    const int descriptor = bindLoopback();
    const quint16 port = boundPort(descriptor);
    ::close(descriptor);
    return port;
}

FakeUpstream::Server::Server(Answer answer, FakeUpstreamOptions given)
    : options(std::move(given))
    , defaultAnswer(std::move(answer))
    , m_tls(nullptr, &SSL_CTX_free)
{
    if (!options.certificateFile.isEmpty())
        makeTlsContext();
    listen();
    m_acceptor = std::thread([this] { acceptAll(); });
}

FakeUpstream::Server::~Server()
{
    isStopping = true;
    m_acceptor.join();
    for (const auto &connection : connections)
        connection->thread.join();
}

void FakeUpstream::Server::makeTlsContext()
{
    m_tls.reset(SSL_CTX_new(TLS_server_method()));
    const QByteArray certificate = options.certificateFile.toLocal8Bit();
    const QByteArray key = options.keyFile.toLocal8Bit();
    if (SSL_CTX_use_certificate_chain_file(m_tls.get(), certificate.constData()) != 1
        || SSL_CTX_use_PrivateKey_file(m_tls.get(), key.constData(), SSL_FILETYPE_PEM) != 1)
        qFatal("FakeUpstream: cannot use the certificate");
    SSL_CTX_set_mode(m_tls.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(m_tls.get(), &selectProtocol,
                               const_cast<bool *>(&options.offersHttp2));
}

void FakeUpstream::Server::listen()
{
    m_listener = bindLoopback();
    if (options.receiveBuffer > 0)
        ::setsockopt(m_listener, SOL_SOCKET, SO_RCVBUF, &options.receiveBuffer, sizeof(int));
    if (options.sendBuffer > 0)
        ::setsockopt(m_listener, SOL_SOCKET, SO_SNDBUF, &options.sendBuffer, sizeof(int));
    if (::listen(m_listener, 1'024) != 0)
        qFatal("FakeUpstream: cannot listen");
    port = boundPort(m_listener);
}

void FakeUpstream::Server::acceptAll()
{
    while (!isStopping) {
        pollfd entry{m_listener, POLLIN, 0};
        if (::poll(&entry, 1, 10) <= 0)
            continue;
        const int descriptor = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0)
            continue;
        const std::lock_guard lock(mutex);
        connections.push_back(std::make_unique<Connection>(descriptor, ++accepted, isStopping));
        Connection &connection = *connections.back();
        connection.thread = std::thread([this, &connection] { serve(connection); });
    }
    ::close(m_listener);
}

void FakeUpstream::Server::serve(Connection &connection)
{
    // OpenSSL writes by write(); a client that is gone is no reason to die.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    bool isUsable = true;
    if (m_tls) {
        isUsable = connection.socket.startTls(m_tls.get());
        if (isUsable && connection.socket.isResumed())
            ++resumed;
    }
    if (isUsable && connection.socket.hasAgreedOnHttp2())
        serveHttp2(connection);
    else if (isUsable)
        serveHttp1(connection);
    const std::lock_guard lock(mutex);
    connection.isOpen = false;
    connection.socket.close();
}

Answer FakeUpstream::Server::answerTo(const Seen &request)
{
    Responder asked;
    {
        const std::lock_guard lock(mutex);
        seen.append(request);
        if (!queue.empty()) {
            Answer answer = std::move(queue.front());
            queue.pop_front();
            return answer;
        }
        if (!responder)
            return defaultAnswer;
        asked = responder;
    }
    return asked(request);
}

bool FakeUpstream::Server::readRequest(Connection &connection, QByteArray *buffer, Seen *request)
{
    qsizetype headEnd = -1;
    while ((headEnd = buffer->indexOf("\r\n\r\n")) < 0) {
        const QByteArray more = connection.socket.read();
        if (more.isEmpty())
            return false;
        buffer->append(more);
    }
    request->head = buffer->left(headEnd + 4);
    request->connection = connection.number;
    QByteArrayList lines;
    for (qsizetype from = 0; from < headEnd;) {
        const qsizetype to = buffer->indexOf("\r\n", from);
        lines.append(buffer->mid(from, to - from));
        from = to + 2;
    }
    const QByteArrayList words = lines.takeFirst().split(' ');
    request->method = words.value(0);
    request->path = words.value(1);
    for (const QByteArray &line : std::as_const(lines)) {
        const qsizetype colon = line.indexOf(':');
        request->headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    buffer->remove(0, headEnd + 4);
    const qsizetype length = request->header("Content-Length").toLongLong();
    while (buffer->size() < length) {
        const QByteArray more = connection.socket.read();
        if (more.isEmpty())
            return false;
        buffer->append(more);
    }
    request->body = buffer->left(length);
    buffer->remove(0, length);
    return true;
}

void FakeUpstream::Server::serveHttp1(Connection &connection)
{
    QByteArray buffer;
    for (int served = 0;; ++served) {
        if (options.resetsAfter > 0 && served == options.resetsAfter) {
            if (connection.socket.waitReadable(std::chrono::milliseconds(-1))
                == FakeSocket::Ready::Bytes)
                connection.socket.reset();
            return;
        }
        Seen request;
        if (!readRequest(connection, &buffer, &request))
            return;
        const Answer answer = answerTo(request);
        if (!send(connection, answer, request.method == "HEAD"))
            return;
        if (options.closesAfter > 0 && served + 1 == options.closesAfter)
            return;
    }
}

QByteArrayList FakeUpstream::Server::wirePieces(const Answer &answer, bool isHead)
{
    if (answer.framing == Answer::Framing::Raw)
        return answer.body;
    const bool isChunked = answer.framing == Answer::Framing::Chunked;
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + " Test\r\n";
    for (const auto &[name, value] : answer.headers)
        head += name + ": " + value + "\r\n";
    if (isChunked)
        head += "Transfer-Encoding: chunked\r\n";
    else if (answer.framing == Answer::Framing::Length)
        head += "Content-Length: " + QByteArray::number(answer.body.join().size()) + "\r\n";
    QByteArrayList pieces{head + "\r\n"};
    if (isHead)
        return pieces;
    for (const QByteArray &piece : answer.body) {
        if (!isChunked)
            pieces.append(piece);
        else if (!piece.isEmpty())
            pieces.append(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
    }
    if (isChunked)
        pieces.append("0\r\n\r\n");
    return pieces;
}

bool FakeUpstream::Server::send(Connection &connection, const Answer &answer, bool isHead)
{
    FakeSocket &socket = connection.socket;
    if (!socket.pause(answer.pauseBefore))
        return false;
    qsizetype left = answer.cut;
    bool isFirst = true;
    for (QByteArray piece : wirePieces(answer, isHead)) {
        if (!isFirst && !socket.pause(answer.pauseBetween))
            return false;
        isFirst = false;
        if (answer.cut >= 0)
            piece.truncate(left);
        left -= piece.size();
        const qsizetype step = answer.inSingleBytes ? 1 : std::max<qsizetype>(piece.size(), 1);
        for (qsizetype at = 0; at < piece.size(); at += step) {
            if (!socket.write(piece.mid(at, step)))
                return false;
            sent += std::min(step, piece.size() - at);
        }
        if (answer.cut >= 0 && left == 0)
            break;
    }
    switch (answer.end) {
    case Answer::End::KeepAlive: return answer.framing != Answer::Framing::UntilClose;
    case Answer::End::Close:
    case Answer::End::GoAway: return false;
    case Answer::End::Reset: socket.reset(); return false;
    case Answer::End::Hang: break;
    }
    while (socket.pause(std::chrono::milliseconds(50)))
        continue;
    return false;
}

} // namespace turnpike::test
