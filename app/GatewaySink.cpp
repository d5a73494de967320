// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/GatewaySink.h"

#include "engine/gateway/Engine.h"

namespace turnpike {

void GatewaySink::publish(PolicyPointer policy)
{
    const std::lock_guard lock(m_mutex);
    PolicyPointer newest = completed(std::move(policy));
    {
        const std::lock_guard newestLock(m_newestMutex);
        m_newest = newest;
    }
    if (m_engine)
        m_engine->publish(std::move(newest));
}

PolicyPointer GatewaySink::newest() const
{
    const std::lock_guard lock(m_newestMutex);
    return m_newest;
}

Result<> GatewaySink::start(Engine &engine)
{
    const std::lock_guard lock(m_mutex);
    engine.publish(newest());
    TRY(engine.start());
    m_engine = &engine;
    return {};
}

void GatewaySink::setPaused(bool paused)
{
    const std::lock_guard lock(m_mutex);
    if (m_engine)
        m_engine->setPaused(paused);
}

void GatewaySink::setTls(std::shared_ptr<const http::ServerTls> tls)
{
    const std::lock_guard lock(m_mutex);
    if (m_engine)
        m_engine->setTls(std::move(tls));
}

void GatewaySink::detach()
{
    const std::lock_guard lock(m_mutex);
    m_engine = nullptr;
}

PolicyPointer GatewaySink::completed(PolicyPointer policy) const
{
    if (m_caFile.empty())
        return policy;
    auto copy = std::make_shared<PolicySnapshot>(*policy);
    for (ProviderPolicy &provider : copy->providers)
        if (provider.caFile.empty())
            provider.caFile = m_caFile;
    return copy;
}

} // namespace turnpike
