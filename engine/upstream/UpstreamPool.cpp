// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/UpstreamPool.h"

#include "engine/upstream/OriginPool.h"
#include "engine/upstream/PooledCall.h"

#include <algorithm>
#include <utility>

namespace turnpike {

UpstreamPool::UpstreamPool(boost::asio::io_context &context, const Clock &clock,
                           UpstreamOptions options)
    : m_context(context)
    , m_clock(clock)
    , m_options(std::move(options))
    , m_resolver(context, clock, m_options.resolver)
    , m_timer(context)
    , m_readBuffer(m_options.readBuffer)
{}

UpstreamPool::~UpstreamPool()
{
    *m_isAlive = false;
    for (PooledCall *call : m_calls)
        call->orphan();
}

std::unique_ptr<UpstreamCall> UpstreamPool::start(const UpstreamRequest &request,
                                                  UpstreamHandler &handler)
{
    auto call = std::make_unique<PooledCall>(*this, request, handler);
    call->index = m_calls.size();
    m_calls.push_back(call.get());
    if (call->isSendable())
        poolOf(*request.provider).start(*call);
    armTick();
    return call;
}

void UpstreamPool::setOwnListeners(Endpoints ownListeners)
{
    m_options.ownListeners = std::move(ownListeners);
}

void UpstreamPool::drain()
{
    m_isDraining = true;
    for (const auto &origin : m_origins)
        origin->closeIdle();
}

ConnectParts UpstreamPool::connectParts()
{
    return {m_context, m_resolver, m_tls, m_options.ownListeners, m_options.stagger};
}

void UpstreamPool::forget(PooledCall &call)
{
    PooledCall *last = m_calls.back();
    m_calls[call.index] = last;
    last->index = call.index;
    m_calls.pop_back();
}

OriginPool &UpstreamPool::poolOf(const ProviderPolicy &provider)
{
    for (const auto &origin : m_origins)
        if (origin->serves(provider))
            return *origin;
    m_origins.push_back(std::make_unique<OriginPool>(
        *this, ConnectTarget{provider.origin, provider.caFile, provider.proxy}));
    return *m_origins.back();
}

void UpstreamPool::armTick()
{
    // Calls are looked after at each tick, idle connections once a second, nothing never.
    const bool hasCalls = !m_calls.empty();
    const bool hasConnections = std::any_of(m_origins.begin(), m_origins.end(),
                                            [](const auto &each) { return each->isConnected(); });
    if ((!hasCalls && !hasConnections) || (m_isTicking && (m_isFast || !hasCalls)))
        return;
    m_isTicking = true;
    m_isFast = hasCalls;
    m_timer.expires_after(hasCalls ? m_options.tick
                                   : std::min(m_options.idleTimeout,
                                              std::chrono::milliseconds(std::chrono::seconds(1))));
    m_timer.async_wait([this, isAlive = m_isAlive](const boost::system::error_code &error) {
        if (!error && *isAlive)
            onTick();
    });
}

void UpstreamPool::onTick()
{
    m_isTicking = false;
    const std::int64_t nowNs = this->nowNs();
    expireCalls(nowNs);
    for (std::size_t i = 0; i < m_origins.size(); ++i)
        m_origins[i]->onTick(nowNs);
    armTick();
}

void UpstreamPool::expireCalls(std::int64_t nowNs)
{
    // Handlers may end and start calls meanwhile; one that is missed is met at the next tick.
    for (std::size_t i = m_calls.size(); i-- > 0;) {
        if (i >= m_calls.size())
            continue;
        if (const auto failure = m_calls[i]->expired(nowNs))
            m_calls[i]->expire(*failure);
    }
}

} // namespace turnpike
