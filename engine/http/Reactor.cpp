// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/Reactor.h"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <utility>

namespace turnpike::http {

namespace {

int openEpoll()
{
    const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0)
        throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
    return descriptor;
}

} // namespace

boost::asio::execution_context::id Reactor::id;

Reactor::Reactor(boost::asio::execution_context &context)
    : service(context)
    , m_epoll(static_cast<boost::asio::io_context &>(context), openEpoll())
{}

Reactor::~Reactor() = default;

Reactor &Reactor::of(boost::asio::io_context &context)
{
    return boost::asio::use_service<Reactor>(context);
}

void Reactor::shutdown()
{
    boost::system::error_code ignored; // The descriptor is released whatever close() says.
    m_epoll.close(ignored);
}

void Reactor::arm()
{
    if (m_isArmed || m_watched == 0)
        return;
    m_isArmed = true;
    m_epoll.async_wait(boost::asio::posix::descriptor_base::wait_read,
                       [this](const boost::system::error_code &error) {
                           m_isArmed = false;
                           if (!error)
                               turn();
                           else if (m_epoll.is_open())
                               arm(); // It was cancelled for want of sockets, and there is one.
                       });
}

void Reactor::turn()
{
    const int count = ::epoll_wait(m_epoll.native_handle(), m_ready.data(), eventsPerTurn, 0);
    m_readyCount = static_cast<std::size_t>(std::max(count, 0));
    for (std::size_t i = 0; i < m_readyCount; ++i) {
        auto *watch = static_cast<Watch *>(m_ready[i].data.ptr);
        if (watch == nullptr) // Gone in this turn.
            continue;
        const unsigned events = m_ready[i].events;
        const bool isFaulty = (events & (EPOLLERR | EPOLLHUP)) != 0;
        const unsigned told = isFaulty ? watch->m_events : events & watch->m_events;
        watch->m_client.onReady((told & EPOLLIN) != 0, (told & EPOLLOUT) != 0);
    }
    // Those that are told now may ask others to send: those send at once.
    m_readyCount = 0;
    for (std::size_t i = 0; i < m_sends.size(); ++i) {
        Watch *watch = m_sends[i];
        if (watch == nullptr)
            continue;
        watch->m_isSendDue = false;
        watch->m_client.onSendTurn();
    }
    m_sends.clear();
    arm();
}

void Reactor::forgetReady(const Watch &watch)
{
    for (std::size_t i = 0; i < m_readyCount; ++i) {
        if (m_ready[i].data.ptr == &watch)
            m_ready[i].data.ptr = nullptr;
    }
}

void Reactor::forgetSend(const Watch &watch)
{
    for (Watch *&due : m_sends) {
        if (due == &watch)
            due = nullptr;
    }
}

Reactor::Watch::Watch(Reactor &reactor, int descriptor, Client &client)
    : m_reactor(reactor)
    , m_client(client)
    , m_descriptor(descriptor)
{}

Reactor::Watch::~Watch()
{
    stop();
}

bool Reactor::Watch::awaitReads(bool isWanted)
{
    return await(isWanted ? m_events | EPOLLIN : m_events & ~unsigned{EPOLLIN});
}

bool Reactor::Watch::awaitWrites(bool isWanted)
{
    return await(isWanted ? m_events | EPOLLOUT : m_events & ~unsigned{EPOLLOUT});
}

bool Reactor::Watch::await(unsigned events)
{
    if (events == m_events)
        return true;
    if (m_descriptor < 0)
        return false;
    if (events == 0) {
        leave();
        return true;
    }
    epoll_event event{};
    event.events = events;
    event.data.ptr = this;
    const int operation = m_events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (::epoll_ctl(m_reactor.m_epoll.native_handle(), operation, m_descriptor, &event) != 0)
        return false;
    if (std::exchange(m_events, events) == 0) {
        ++m_reactor.m_watched;
        m_reactor.arm();
    }
    return true;
}

// A socket that nothing is wanted of is not registered at all: errors would be told unasked.
void Reactor::Watch::leave()
{
    if (std::exchange(m_events, 0) == 0)
        return;
    ::epoll_ctl(m_reactor.m_epoll.native_handle(), EPOLL_CTL_DEL, m_descriptor, nullptr);
    m_reactor.forgetReady(*this);
    if (--m_reactor.m_watched == 0) {
        boost::system::error_code ignored; // Nothing was waited for.
        m_reactor.m_epoll.cancel(ignored);
    }
}

void Reactor::Watch::stop()
{
    if (m_descriptor < 0)
        return;
    leave();
    if (std::exchange(m_isSendDue, false))
        m_reactor.forgetSend(*this);
    m_descriptor = -1;
}

bool Reactor::Watch::sendLater()
{
    if (m_isSendDue)
        return true;
    if (m_reactor.m_readyCount < 2 || m_descriptor < 0)
        return false;
    m_isSendDue = true;
    m_reactor.m_sends.push_back(this);
    return true;
}

} // namespace turnpike::http
