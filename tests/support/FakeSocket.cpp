// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeSocket.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike::test {

namespace {

constexpr int sliceMs = 20; ///< How late a stop may be noticed.

} // namespace

FakeSocket::FakeSocket(int descriptor, const std::atomic<bool> &isStopping)
    : m_descriptor(descriptor)
    , m_isStopping(isStopping)
    , m_ssl(nullptr, &SSL_free)
{
    ::fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
    const int on = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

FakeSocket::~FakeSocket()
{
    close();
}

bool FakeSocket::startTls(ssl_ctx_st *context)
{
    m_ssl.reset(SSL_new(context));
    SSL_set_fd(m_ssl.get(), m_descriptor);
    for (;;) {
        const int result = SSL_accept(m_ssl.get());
        if (result == 1)
            return true;
        if (!waitFor(SSL_get_error(m_ssl.get(), result)))
            return false;
    }
}

bool FakeSocket::isResumed() const
{
    return m_ssl && SSL_session_reused(m_ssl.get()) != 0;
}

bool FakeSocket::hasAgreedOnHttp2() const
{
    if (!m_ssl)
        return false;
    const unsigned char *protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &protocol, &length);
    return length == 2 && protocol[0] == 'h' && protocol[1] == '2';
}

FakeSocket::Ready FakeSocket::waitReadable(std::chrono::milliseconds limit)
{
    if (m_ssl && SSL_pending(m_ssl.get()) > 0)
        return Ready::Bytes;
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!m_isStopping && m_descriptor >= 0) {
        int slice = sliceMs;
        if (limit.count() >= 0) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                until - std::chrono::steady_clock::now());
            if (left.count() <= 0)
                return Ready::Timeout;
            slice = static_cast<int>(std::min<std::int64_t>(left.count(), sliceMs));
        }
        short seen = 0;
        if (poll(POLLIN, slice, &seen))
            return Ready::Bytes;
    }
    return Ready::Ended;
}

QByteArray FakeSocket::read()
{
    QByteArray bytes(65'536, Qt::Uninitialized);
    while (waitReadable(std::chrono::milliseconds(-1)) == Ready::Bytes) {
        if (!m_ssl) {
            const auto count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
            if (count > 0)
                return bytes.left(count);
            if (count == 0 || (errno != EAGAIN && errno != EINTR))
                return {};
            continue;
        }
        const int count = SSL_read(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (count > 0)
            return bytes.left(count);
        if (!waitFor(SSL_get_error(m_ssl.get(), count)))
            return {};
    }
    return {};
}

bool FakeSocket::write(const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        if (m_isStopping || m_descriptor < 0)
            return false;
        if (m_ssl) {
            const int count = SSL_write(m_ssl.get(), bytes.constData() + done,
                                        static_cast<int>(bytes.size() - done));
            if (count > 0)
                done += count;
            else if (!waitFor(SSL_get_error(m_ssl.get(), count)))
                return false;
            continue;
        }
        const auto count
            = ::send(m_descriptor, bytes.constData() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (count > 0) {
            done += count;
        } else if (errno == EAGAIN || errno == EINTR) {
            short seen = 0;
            poll(POLLOUT, sliceMs, &seen);
        } else {
            return false;
        }
    }
    return true;
}

bool FakeSocket::pause(std::chrono::milliseconds time)
{
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until) {
        if (m_isStopping || hasPeerClosed())
            return false;
        const auto left = until - std::chrono::steady_clock::now();
        const auto slice = std::min<std::chrono::nanoseconds>(left, std::chrono::milliseconds(5));
        short seen = 0;
        // Only the end is of interest: readable bytes would make this a busy loop.
        poll(POLLRDHUP, static_cast<int>(std::max<std::int64_t>(slice.count() / 1'000'000, 1)),
             &seen);
    }
    return !hasPeerClosed();
}

void FakeSocket::close()
{
    if (m_descriptor < 0)
        return;
    if (m_ssl)
        SSL_shutdown(m_ssl.get());
    m_ssl.reset();
    ::close(m_descriptor);
    m_descriptor = -1;
}

void FakeSocket::reset()
{
    if (m_descriptor < 0)
        return;
    const linger now{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_ssl.reset();
    ::close(m_descriptor);
    m_descriptor = -1;
}

void FakeSocket::shutdown()
{
    ::shutdown(m_descriptor, SHUT_RDWR);
}

bool FakeSocket::poll(short events, int milliseconds, short *seen) const
{
    pollfd entry{m_descriptor, events, 0};
    const int count = ::poll(&entry, 1, milliseconds);
    *seen = entry.revents;
    return count > 0;
}

bool FakeSocket::waitFor(int sslError) const
{
    if (m_isStopping)
        return false;
    short seen = 0;
    if (sslError == SSL_ERROR_WANT_READ)
        poll(POLLIN, sliceMs, &seen);
    else if (sslError == SSL_ERROR_WANT_WRITE)
        poll(POLLOUT, sliceMs, &seen);
    else
        return false;
    return true;
}

bool FakeSocket::hasPeerClosed() const
{
    short seen = 0;
    return poll(POLLRDHUP, 0, &seen) && (seen & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

} // namespace turnpike::test
