// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/OriginPool.h"

#include "engine/upstream/Http1Connection.h"
#include "engine/upstream/Http2Session.h"
#include "engine/upstream/UpstreamPool.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

/// Takes the owner of `member` out of `owners` and returns it, so that it lives to the caller's
/// end.
template <typename T>
std::shared_ptr<T> extract(std::vector<std::shared_ptr<T>> &owners, const T &member)
{
    const auto found = std::find_if(owners.begin(), owners.end(),
                                    [&](const auto &each) { return each.get() == &member; });
    if (found == owners.end())
        return nullptr;
    std::swap(*found, owners.back());
    auto owner = std::move(owners.back());
    owners.pop_back();
    return owner;
}

} // namespace

OriginPool::OriginPool(UpstreamPool &pool, ConnectTarget target)
    : m_pool(pool)
    , m_target(std::move(target))
    , m_authority(authorityOf(m_target.origin))
    , m_protocol(m_target.origin.isTls ? Protocol::Unknown : Protocol::Http1)
{}

OriginPool::~OriginPool() = default;

bool OriginPool::serves(const ProviderPolicy &provider) const
{
    return m_target.origin == provider.origin && m_target.caFile == provider.caFile
        && m_target.proxy == provider.proxy;
}

void OriginPool::start(PooledCall &call)
{
    if (m_waiting.empty() && assign(call))
        return;
    call.setCarrier(this);
    m_waiting.push_back(&call);
    dispatch();
}

void OriginPool::retry(PooledCall &call, bool mayHaveBeenSent)
{
    call.onRetry(mayHaveBeenSent);
    call.setCarrier(this);
    m_waiting.push_front(&call);
    dispatch();
}

void OriginPool::abandon(PooledCall &call)
{
    m_waiting.erase(std::remove(m_waiting.begin(), m_waiting.end(), &call), m_waiting.end());
    adjustConnectors();
}

bool OriginPool::assign(PooledCall &call)
{
    for (const auto &session : m_sessions) {
        if (session->room() > 0) {
            session->begin(call);
            return true;
        }
    }
    Http1Connection *connection = takeIdle(call.hasRetried());
    if (connection != nullptr)
        connection->begin(call);
    return connection != nullptr;
}

Http1Connection *OriginPool::takeIdle(bool mustBeUnused)
{
    for (std::size_t i = m_idle.size(); i-- > 0;) {
        Http1Connection *connection = m_idle[i];
        if (mustBeUnused && connection->hasBeenUsed())
            continue;
        m_idle.erase(m_idle.begin() + static_cast<std::ptrdiff_t>(i));
        if (isFresh(connection->bornNs()))
            return connection;
        connection->close(); // Leaves m_connections, and was in m_idle no more.
    }
    return nullptr;
}

void OriginPool::dispatch()
{
    while (!m_waiting.empty()) {
        PooledCall *call = m_waiting.front();
        m_waiting.pop_front();
        if (assign(*call))
            continue;
        m_waiting.push_front(call);
        break;
    }
    adjustConnectors();
}

std::size_t OriginPool::wantedConnectors() const
{
    if (m_protocol == Protocol::Http1 || m_waiting.empty())
        return m_waiting.size();
    const bool mayGetRoom = std::any_of(m_sessions.begin(), m_sessions.end(),
                                        [](const auto &each) { return each->awaitsSettings(); });
    return mayGetRoom ? 0 : 1;
}

void OriginPool::adjustConnectors()
{
    const std::size_t wanted = wantedConnectors();
    while (m_connectors.size() > wanted)
        m_connectors.pop_back();
    while (m_connectors.size() < wanted) {
        m_connectors.push_back(
            std::make_shared<Connector>(m_pool.connectParts(), m_target, m_tlsSession,
                                        [this](Connector &connector, Connector::Outcome outcome) {
                                            onConnected(connector, std::move(outcome));
                                        }));
        m_connectors.back()->start();
    }
}

void OriginPool::onConnected(Connector &connector, Connector::Outcome outcome)
{
    const auto finished = extract(m_connectors, connector);
    if (!outcome.channel)
        return failWaiting(outcome.failure);
    m_protocol = outcome.isHttp2 ? Protocol::Http2 : Protocol::Http1;
    if (outcome.isHttp2) {
        m_sessions.push_back(std::make_shared<Http2Session>(*this, std::move(outcome.channel)));
        m_sessions.back()->open();
        dispatch();
    } else {
        m_connections.push_back(
            std::make_shared<Http1Connection>(*this, std::move(outcome.channel)));
        m_connections.back()->open();
    }
}

void OriginPool::failWaiting(UpstreamFailure failure)
{
    // The handlers may start and abandon calls meanwhile.
    const bool isForAll = m_protocol != Protocol::Http1;
    for (std::size_t left = isForAll ? m_waiting.size() : 1; left > 0 && !m_waiting.empty();
         --left) {
        PooledCall *call = m_waiting.front();
        m_waiting.pop_front();
        call->fail(failure);
    }
    adjustConnectors();
}

bool OriginPool::isFresh(std::int64_t bornNs) const
{
    return m_pool.nowNs() - bornNs < m_pool.options().maxAge.count() * 1'000'000;
}

void OriginPool::onIdle(Http1Connection &connection)
{
    const bool isWanted = !m_pool.isDraining() && isFresh(connection.bornNs())
        && m_idle.size() < m_pool.options().maxIdlePerOrigin;
    // A waiting call takes even an unwanted one, if it has not been used at all.
    if (!isWanted && (connection.hasBeenUsed() || m_waiting.empty()))
        return connection.close();
    m_idle.push_back(&connection);
    dispatch();
}

void OriginPool::onClosed(Http1Connection &connection)
{
    m_idle.erase(std::remove(m_idle.begin(), m_idle.end(), &connection), m_idle.end());
    extract(m_connections, connection);
}

void OriginPool::onRoom()
{
    dispatch();
}

void OriginPool::onClosed(Http2Session &session)
{
    const auto closed = extract(m_sessions, session);
    dispatch();
}

void OriginPool::closeIdle()
{
    while (!m_idle.empty())
        m_idle.back()->close();
    const auto sessions = m_sessions;
    for (const auto &session : sessions)
        session->drain();
}

void OriginPool::onTick(std::int64_t nowNs)
{
    const std::int64_t limitNs = m_pool.options().idleTimeout.count() * 1'000'000;
    // The oldest come first, as the newest are taken and put back at the end.
    while (!m_idle.empty() && nowNs - m_idle.front()->idleSinceNs() >= limitNs)
        m_idle.front()->close();
    const auto sessions = m_sessions;
    for (const auto &session : sessions)
        if (session->isIdle() && nowNs - session->idleSinceNs() >= limitNs)
            session->drain();
}

} // namespace turnpike
