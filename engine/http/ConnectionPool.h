// SPDX-License-Identifier: GPL-3.0-or-later
// The connections of one worker thread, and what they share: buffers, tick, Date.
#pragma once

#include "engine/http/Limits.h"
#include "engine/http/Reactor.h"
#include "engine/http/ResponseHead.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {
class Clock;
}

namespace turnpike::http {

class Connection;
class ExchangeState;
class Handler;
class OpenConnections;
class ServerTls;

/// Lives on its worker's thread. One coarse tick looks at every connection's deadline, and only
/// while there are connections; no connection has a timer of its own.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool>
{
public:
    ConnectionPool(boost::asio::io_context &context, const Limits &limits, Handler &handler,
                   const Clock &clock, OpenConnections &open);
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool &) = delete;
    ConnectionPool &operator=(const ConnectionPool &) = delete;

    /// Connections that come from now on speak TLS with it; null: plain HTTP.
    void setTls(std::shared_ptr<const ServerTls> tls) { m_tls = std::move(tls); }
    /// Takes over a connected socket; refuses with 503 above the limit, without a word where that
    /// would take a handshake.
    void adopt(int descriptor);
    void drain(std::chrono::milliseconds grace, std::function<void()> done);
    std::size_t size() const { return m_connections.size(); }

    boost::asio::io_context &context() { return m_context; }
    Reactor &reactor() { return m_reactor; }
    const Limits &limits() const { return m_limits; }
    Handler &handler() { return m_handler; }
    bool isDraining() const { return m_isDraining; }
    std::int64_t steadyNs() const;
    std::int64_t deadlineIn(std::chrono::milliseconds time) const;
    std::string_view dateText();

    /// One read at a time fits here; used up before the next connection reads.
    std::span<char> readBuffer() { return m_readBuffer; }
    /// Cleared scratch for a head or a chunk's frame.
    std::string &scratch();
    std::vector<std::string_view> &parts(); ///< Cleared scratch for a gathered write.

    /// Destroys what was retired. Called at the top of every event of a connection, where no call
    /// of the application can be underneath; a post for each would cost a system call a request.
    void bury();
    /// Destroys later, from the event loop, at the next event or tick.
    void retire(std::unique_ptr<ExchangeState> state);
    /// Forgets a closed connection; its object stays alive until the event loop turns.
    void remove(std::list<std::shared_ptr<Connection>>::iterator place);

private:
    void onTick();
    void armTick();
    void endGrace();
    void reportDrainLater();

    boost::asio::io_context &m_context;
    Reactor &m_reactor;
    Limits m_limits;
    Handler &m_handler;
    const Clock &m_clock;
    OpenConnections &m_open;
    std::shared_ptr<const ServerTls> m_tls;
    boost::asio::steady_timer m_tick;
    boost::asio::steady_timer m_grace;
    std::chrono::milliseconds m_interval;
    std::vector<char> m_readBuffer;
    std::string m_scratch;
    std::vector<std::string_view> m_parts;
    DateText m_date;
    std::list<std::shared_ptr<Connection>> m_connections;
    std::vector<std::shared_ptr<Connection>> m_buriedConnections;
    std::vector<std::unique_ptr<ExchangeState>> m_buriedStates;
    std::function<void()> m_drained;
    bool m_isTicking = false;
    bool m_isDraining = false;
};

} // namespace turnpike::http
