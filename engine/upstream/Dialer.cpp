// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Dialer.h"

#include <utility>

namespace turnpike {

Dialer::Dialer(boost::asio::io_context &context, Endpoints targets,
               std::chrono::milliseconds stagger, Done done)
    : m_context(context)
    , m_targets(std::move(targets))
    , m_stagger(stagger)
    , m_done(std::move(done))
    , m_timer(context)
{
    m_sockets.reserve(m_targets.size());
}

void Dialer::start()
{
    startNext();
}

void Dialer::startNext()
{
    if (m_sockets.size() == m_targets.size())
        return;
    const std::size_t index = m_sockets.size();
    m_sockets.emplace_back(m_context);
    m_sockets.back().async_connect(
        m_targets[index], [weak = weak_from_this(), index](const boost::system::error_code &error) {
            if (const auto self = weak.lock())
                self->onConnected(index, error);
        });
    if (m_sockets.size() < m_targets.size())
        armStagger();
}

void Dialer::armStagger()
{
    m_timer.expires_after(m_stagger);
    m_timer.async_wait([weak = weak_from_this()](const boost::system::error_code &error) {
        const auto self = weak.lock();
        if (self && !error && self->m_done)
            self->startNext();
    });
}

void Dialer::onConnected(std::size_t index, const boost::system::error_code &error)
{
    if (!m_done)
        return;
    if (!error)
        return finish(std::move(m_sockets[index]));
    boost::system::error_code ignored;
    m_sockets[index].close(ignored);
    if (++m_failed == m_targets.size())
        return finish(std::nullopt);
    if (m_failed == m_sockets.size())
        startNext();
}

void Dialer::finish(std::optional<Socket> winner)
{
    m_timer.cancel();
    const Done done = std::exchange(m_done, nullptr);
    for (Socket &each : m_sockets) {
        boost::system::error_code ignored;
        each.close(ignored);
    }
    done(std::move(winner));
}

} // namespace turnpike
