// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/ConnectionPool.h"

#include "core/Clock.h"
#include "engine/http/Connection.h"
#include "engine/http/Exchange.h"
#include "engine/http/Listener.h"
#include "engine/http/ServerTls.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace turnpike::http {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t readBufferBytes = 128 << 10;
// So many clients above the limit are told so; the next ones are just closed.
constexpr int politeRefusals = 64;

// A deadline is met within a quarter of the shortest one, or a second.
milliseconds tickInterval(const Limits &limits)
{
    const milliseconds shortest
        = std::min({limits.handshakeTimeout, limits.headTimeout, limits.bodyStall,
                    limits.writeStall, limits.idle, limits.linger});
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(1000));
}

} // namespace

ConnectionPool::ConnectionPool(boost::asio::io_context &context, const Limits &limits,
                               Handler &handler, const Clock &clock, OpenConnections &open)
    : m_context(context)
    , m_reactor(Reactor::of(context))
    , m_limits(limits)
    , m_handler(handler)
    , m_clock(clock)
    , m_open(open)
    , m_tick(context)
    , m_grace(context)
    , m_interval(tickInterval(limits))
    , m_readBuffer(readBufferBytes)
{}

ConnectionPool::~ConnectionPool()
{
    for (const auto &connection : m_connections) {
        connection->leave();
        m_open.remove();
    }
}

void ConnectionPool::adopt(int descriptor)
{
    const int open = m_open.add();
    const int most = m_limits.maxConnections + (m_tls ? 0 : politeRefusals);
    std::unique_ptr<TlsSocket> tls;
    if (m_tls && open <= most)
        tls = m_tls->open(descriptor);
    if (m_isDraining || open > most || (m_tls && !tls)) {
        ::close(descriptor);
        m_open.remove();
        return;
    }
    const int on = 1; // Fails on a Unix socket, which has no delay to turn off.
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = std::make_shared<Connection>(*this, descriptor, std::move(tls));
    m_connections.push_front(connection);
    armTick();
    connection->start(m_connections.begin());
    if (open > m_limits.maxConnections)
        connection->refuse(503, "There are too many connections.", {});
}

std::int64_t ConnectionPool::steadyNs() const
{
    return m_clock.steadyNs();
}

std::int64_t ConnectionPool::deadlineIn(milliseconds time) const
{
    return m_clock.steadyNs() + std::chrono::nanoseconds(time).count();
}

std::string_view ConnectionPool::dateText()
{
    return m_date.at(m_clock.nowUs() / 1'000'000);
}

std::string &ConnectionPool::scratch()
{
    m_scratch.clear();
    return m_scratch;
}

std::vector<std::string_view> &ConnectionPool::parts()
{
    m_parts.clear();
    return m_parts;
}

void ConnectionPool::retire(std::unique_ptr<ExchangeState> state)
{
    if (!state)
        return;
    m_buriedStates.push_back(std::move(state));
    armTick();
}

void ConnectionPool::remove(std::list<std::shared_ptr<Connection>>::iterator place)
{
    m_buriedConnections.push_back(std::move(*place));
    m_connections.erase(place);
    m_open.remove();
    armTick();
    if (m_isDraining && m_connections.empty())
        reportDrainLater();
}

void ConnectionPool::bury()
{
    if (m_buriedStates.empty() && m_buriedConnections.empty())
        return;
    // The destructors are the application's and may retire more: they get lists of their own.
    std::vector<std::unique_ptr<ExchangeState>> states;
    std::vector<std::shared_ptr<Connection>> connections;
    states.swap(m_buriedStates);
    connections.swap(m_buriedConnections);
}

void ConnectionPool::armTick()
{
    const bool isIdle
        = m_connections.empty() && m_buriedStates.empty() && m_buriedConnections.empty();
    if (m_isTicking || isIdle)
        return;
    m_isTicking = true;
    m_tick.expires_after(m_interval);
    m_tick.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        if (const auto self = weak.lock(); self && !error)
            self->onTick();
    });
}

void ConnectionPool::onTick()
{
    m_isTicking = false;
    bury();
    const std::int64_t now = steadyNs();
    // Telling one client's end may make the application end others, so the late are listed first.
    std::vector<std::shared_ptr<Connection>> late;
    for (const auto &connection : m_connections) {
        if (connection->isLate(now))
            late.push_back(connection);
    }
    for (const auto &connection : late) {
        if (connection->isLate(now))
            connection->onTimeout();
    }
    armTick();
}

void ConnectionPool::drain(milliseconds grace, std::function<void()> done)
{
    m_isDraining = true;
    m_drained = std::move(done);
    for (auto next = m_connections.begin(); next != m_connections.end();) {
        const std::shared_ptr<Connection> connection = *next++;
        connection->leaveWhenIdle();
    }
    m_grace.expires_after(grace);
    m_grace.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        if (const auto self = weak.lock(); self && !error)
            self->endGrace();
    });
    if (m_connections.empty())
        reportDrainLater();
}

void ConnectionPool::endGrace()
{
    while (!m_connections.empty()) {
        const std::shared_ptr<Connection> connection = m_connections.front();
        connection->cutOff();
    }
}

void ConnectionPool::reportDrainLater()
{
    boost::asio::post(m_context, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self || !self->m_drained)
            return;
        self->bury();
        self->m_grace.cancel();
        self->m_tick.cancel();
        const auto drained = std::exchange(self->m_drained, nullptr);
        drained();
    });
}

} // namespace turnpike::http
