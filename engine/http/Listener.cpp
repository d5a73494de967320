// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/Listener.h"

#include "engine/http/Connection.h"
#include "engine/http/ConnectionPool.h"

#include <arpa/inet.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike::http {

namespace {

constexpr int acceptsPerTurn = 16; ///< So that a rush of clients does not starve running streams.
constexpr std::chrono::milliseconds retryAfterShortage{100};
constexpr int backlog = 1024;

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

bool parseAddress(std::string_view text, std::uint16_t port, SocketAddress &address)
{
    const std::string copy(text);
    auto *four = reinterpret_cast<sockaddr_in *>(&address.storage);
    auto *six = reinterpret_cast<sockaddr_in6 *>(&address.storage);
    if (::inet_pton(AF_INET, copy.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        address.size = sizeof *four;
        return true;
    }
    if (::inet_pton(AF_INET6, copy.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        address.size = sizeof *six;
        return true;
    }
    return false;
}

} // namespace

/// Waits on one listening socket and hands its clients to the pool.
class Acceptor : public std::enable_shared_from_this<Acceptor>
{
public:
    Acceptor(const std::shared_ptr<ConnectionPool> &pool, int descriptor)
        : m_pool(pool)
        , m_descriptor(pool->context(), descriptor)
        , m_retry(pool->context())
    {}

    void await()
    {
        m_descriptor.async_wait(boost::asio::posix::descriptor_base::wait_read,
                                [weak = weak_from_this()](const auto &error) {
                                    if (const auto self = weak.lock(); self && !error)
                                        self->acceptSome();
                                });
    }

    void close()
    {
        boost::system::error_code ignored; // The descriptor is released whatever close() says.
        m_descriptor.close(ignored);
        m_retry.cancel();
    }

private:
    void acceptSome()
    {
        const auto pool = m_pool.lock();
        if (!pool || !m_descriptor.is_open())
            return;
        for (int i = 0; i < acceptsPerTurn; ++i) {
            const int client = ::accept4(m_descriptor.native_handle(), nullptr, nullptr,
                                         SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (client >= 0) {
                pool->adopt(client);
                continue;
            }
            if (errno == EAGAIN || errno == EWOULDBLOCK)
                break;
            // Out of descriptors or memory: the socket stays readable, so asking again at once
            // would spin. Other errors belong to a client that left while it waited.
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                return awaitLater();
        }
        await();
    }

    void awaitLater()
    {
        m_retry.expires_after(retryAfterShortage);
        m_retry.async_wait([weak = weak_from_this()](const auto &error) {
            if (const auto self = weak.lock(); self && !error && self->m_descriptor.is_open())
                self->await();
        });
    }

    std::weak_ptr<ConnectionPool> m_pool;
    boost::asio::posix::stream_descriptor m_descriptor;
    boost::asio::steady_timer m_retry;
};

Listener::Listener(boost::asio::io_context &context, const Limits &limits, Handler &handler,
                   const Clock &clock, OpenConnections &open)
    : m_pool(std::make_shared<ConnectionPool>(context, limits, handler, clock, open))
{}

Listener::~Listener() = default;

void Listener::setTls(std::shared_ptr<const ServerTls> tls)
{
    m_pool->setTls(std::move(tls));
}

void Listener::listen(int descriptor)
{
    m_acceptors.push_back(std::make_shared<Acceptor>(m_pool, descriptor));
    m_acceptors.back()->await();
}

void Listener::adopt(int descriptor)
{
    m_pool->adopt(descriptor);
}

void Listener::drain(std::chrono::milliseconds grace, std::function<void()> done)
{
    for (const auto &acceptor : m_acceptors)
        acceptor->close();
    m_acceptors.clear();
    m_pool->drain(grace, std::move(done));
}

std::size_t Listener::connectionCount() const
{
    return m_pool->size();
}

int openListeningSocket(std::string_view address, std::uint16_t port, std::error_code &error)
{
    SocketAddress bound;
    if (!parseAddress(address, port, bound)) {
        error = std::make_error_code(std::errc::invalid_argument);
        return -1;
    }
    const int descriptor
        = ::socket(bound.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        error = {errno, std::generic_category()};
        return -1;
    }
    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bound.storage.ss_family == AF_INET6)
        ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&bound.storage), bound.size) != 0
        || ::listen(descriptor, backlog) != 0) {
        error = {errno, std::generic_category()};
        ::close(descriptor);
        return -1;
    }
    error.clear();
    return descriptor;
}

std::uint16_t boundPort(int descriptor)
{
    SocketAddress bound;
    bound.size = sizeof bound.storage;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&bound.storage), &bound.size) != 0)
        return 0;
    if (bound.storage.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in *>(&bound.storage)->sin_port);
    if (bound.storage.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 *>(&bound.storage)->sin6_port);
    return 0;
}

} // namespace turnpike::http
