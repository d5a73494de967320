// SPDX-License-Identifier: GPL-3.0-or-later
// Tells connections that their sockets are ready, and sends what a turn of theirs made together.
#pragma once

#include <array>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <sys/epoll.h>
#include <vector>

namespace turnpike::http {

/// A service of the loop, one a thread, found by `Reactor::of(context)`. A socket is registered
/// with the kernel once for as long as it is waited for, where asio registers it for each wait; the
/// loop itself waits for this reactor's epoll descriptor.
///
/// A turn is one look at the sockets: every one that is ready is told, and after that those that
/// asked by sendLater(). Waking a peer that sleeps is the dearest part of a send, and peers that
/// are sent to one right after the other find their processor awake. docs/adr has the figures.
class Reactor final : public boost::asio::execution_context::service
{
public:
    /// What a connection is told. It may destroy any watch, its own as well.
    class Client
    {
    public:
        /// The socket has bytes or an end to read, or room to write, as it was asked for. Errors
        /// read and write as themselves.
        virtual void onReady(bool isReadable, bool isWritable) = 0;
        /// After sendLater(), at the end of the same turn.
        virtual void onSendTurn() = 0;

    protected:
        ~Client() = default;
    };

    /// The reactor's interest in one socket. Waits for nothing at first.
    class Watch
    {
    public:
        Watch(Reactor &reactor, int descriptor, Client &client);
        ~Watch();
        Watch(const Watch &) = delete;
        Watch &operator=(const Watch &) = delete;

        /// Told as long as it is ready: what cannot be done now must be switched off. False when
        /// the kernel has no room for it: then nothing will be told, and the socket is to be given
        /// up.
        [[nodiscard]] bool awaitReads(bool isWanted);
        [[nodiscard]] bool awaitWrites(bool isWanted);
        /// Nothing is told any more. Before the descriptor is closed; twice is harmless.
        void stop();
        /// True when onSendTurn() will come. False outside of a turn, and in one that has nothing
        /// else to do: send at once.
        bool sendLater();

    private:
        friend class Reactor;
        bool await(unsigned events);
        void leave();

        Reactor &m_reactor;
        Client &m_client;
        int m_descriptor;
        unsigned m_events = 0; ///< Registered; 0: not registered.
        bool m_isSendDue = false;
    };

    using key_type = Reactor;
    static boost::asio::execution_context::id id;

    explicit Reactor(boost::asio::execution_context &context);
    ~Reactor() override;
    Reactor(const Reactor &) = delete;
    Reactor &operator=(const Reactor &) = delete;

    static Reactor &of(boost::asio::io_context &context);

private:
    /// So many are told before anything is sent: what the first has to send does not wait long.
    static constexpr std::size_t eventsPerTurn = 16;

    void shutdown() override;
    void arm();
    void turn();
    void forgetReady(const Watch &watch);
    void forgetSend(const Watch &watch);

    boost::asio::posix::stream_descriptor m_epoll;
    std::array<epoll_event, eventsPerTurn> m_ready{};
    std::size_t m_readyCount = 0; ///< Of the running turn; 0 outside of one.
    std::vector<Watch *> m_sends;
    std::size_t m_watched = 0; ///< Registered sockets: without any the loop may run dry.
    bool m_isArmed = false;
};

} // namespace turnpike::http
