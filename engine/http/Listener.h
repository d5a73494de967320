// SPDX-License-Identifier: GPL-3.0-or-later
// Accepts clients on one worker thread and owns their connections.
#pragma once

#include "engine/http/Limits.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace turnpike {
class Clock;
}

namespace turnpike::http {

class Acceptor;
class ConnectionPool;
class Handler;
class ServerTls;

/// How many connections are open, over all listeners that were given the same one. Thread-safe.
class OpenConnections
{
public:
    /// Counts one more and returns how many there are now.
    int add() { return m_count.fetch_add(1, std::memory_order_relaxed) + 1; }
    void remove() { m_count.fetch_sub(1, std::memory_order_relaxed); }
    int count() const { return m_count.load(std::memory_order_relaxed); }

private:
    std::atomic<int> m_count{0};
};

/// Opens a listening socket (non-blocking, close-on-exec, SO_REUSEADDR) on a numeric IPv4 or IPv6
/// address; port 0 lets the system choose. Returns the descriptor, or -1 with `error` set.
int openListeningSocket(std::string_view address, std::uint16_t port, std::error_code &error);
/// The port that a listening socket is bound to, 0 when that cannot be told.
std::uint16_t boundPort(int descriptor);

/// One per worker thread. Several workers share a port by each listening on a dup() of one
/// descriptor: whoever is free accepts, and a connection stays with its worker for life.
///
/// Everything but the constructor and destructor is called on the thread that runs `context`; the
/// destructor, only when that thread no longer runs it. Borrows everything it is given.
///
/// Construct `context` with a concurrency hint of 1, which saves a system call a post.
///
/// A client that sends a second request before the first is answered (pipelining) gets the answer
/// to the first, with `Connection: close` if its head was still to be sent, and then a close; what
/// it sent early is dropped unread.
class Listener
{
public:
    Listener(boost::asio::io_context &context, const Limits &limits, Handler &handler,
             const Clock &clock, OpenConnections &open);
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /// Whoever connects from now on speaks TLS with it; null: plain HTTP.
    void setTls(std::shared_ptr<const ServerTls> tls);
    /// Accepts on a listening socket, any number of times; takes ownership of the descriptor.
    void listen(int descriptor);
    /// Takes over a connected stream socket, as if it had been accepted here.
    void adopt(int descriptor);
    /// Stops accepting, closes idle connections, lets running exchanges finish (their connections
    /// close), and resets those still there after `grace`. Calls `done` once nothing is left, from
    /// the event loop.
    void drain(std::chrono::milliseconds grace, std::function<void()> done);

    std::size_t connectionCount() const;

private:
    std::shared_ptr<ConnectionPool> m_pool;
    std::vector<std::shared_ptr<Acceptor>> m_acceptors;
};

} // namespace turnpike::http
