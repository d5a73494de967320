// SPDX-License-Identifier: GPL-3.0-or-later
// All connections of one worker thread to providers.
#pragma once

#include "core/Clock.h"
#include "engine/upstream/AddressGuard.h"
#include "engine/upstream/Connector.h"
#include "engine/upstream/Resolver.h"
#include "engine/upstream/TlsContexts.h"
#include "engine/upstream/Upstream.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace turnpike {

class OriginPool;
class PooledCall;

struct UpstreamOptions
{
    Endpoints ownListeners; ///< Never called; see AddressGuard.
    ResolverOptions resolver;
    std::chrono::milliseconds stagger{250}; ///< Between racing addresses, RFC 8305.
    std::chrono::milliseconds tick{100}; ///< How late a time-out may be noticed.
    std::chrono::milliseconds idleTimeout{60'000}; ///< Of a connection without a call.
    std::chrono::milliseconds maxAge{600'000}; ///< A connection takes no new call beyond it.
    std::size_t maxIdlePerOrigin = 256;
    std::size_t maxStreamsPerSession = 1'000; ///< HTTP/2; the provider may allow less.
    std::size_t readBuffer = 65'536; ///< Shared by all connections.
};

/// Confined to the io_context's thread; must not be destroyed inside a handler's callback. Calls
/// that are still there when it is destroyed fall silent. A request whose method, path or headers
/// HTTP cannot carry fails as Garbage. A connection is chosen by origin, CA file and proxy.
class UpstreamPool final : public Upstream
{
public:
    UpstreamPool(boost::asio::io_context &context, const Clock &clock, UpstreamOptions options);
    ~UpstreamPool() override;
    UpstreamPool(const UpstreamPool &) = delete;
    UpstreamPool &operator=(const UpstreamPool &) = delete;

    std::unique_ptr<UpstreamCall> start(const UpstreamRequest &request,
                                        UpstreamHandler &handler) override;

    /// Listeners are opened after the pool was made.
    void setOwnListeners(Endpoints ownListeners);
    /// Shutdown: idle connections are closed now, the others after their last call.
    void drain();
    std::size_t callCount() const { return m_calls.size(); }

    // For the pool's parts.
    boost::asio::io_context &context() { return m_context; }
    const UpstreamOptions &options() const { return m_options; }
    ConnectParts connectParts();
    std::int64_t nowNs() const { return m_clock.steadyNs(); }
    std::vector<char> &readBuffer() { return m_readBuffer; }
    bool isDraining() const { return m_isDraining; }
    void forget(PooledCall &call);

private:
    OriginPool &poolOf(const ProviderPolicy &provider);
    void armTick();
    void onTick();
    void expireCalls(std::int64_t nowNs);

    boost::asio::io_context &m_context;
    const Clock &m_clock;
    UpstreamOptions m_options;
    Resolver m_resolver;
    TlsContexts m_tls;
    boost::asio::steady_timer m_timer;
    std::vector<char> m_readBuffer;
    std::vector<PooledCall *> m_calls;
    std::vector<std::unique_ptr<OriginPool>> m_origins;
    bool m_isTicking = false;
    bool m_isFast = false; ///< The running tick is a short one.
    bool m_isDraining = false;
    std::shared_ptr<bool> m_isAlive = std::make_shared<bool>(true);
};

} // namespace turnpike
