// SPDX-License-Identifier: GPL-3.0-or-later
// The connections to one origin, and the calls that wait for one.
#pragma once

#include "engine/upstream/Connector.h"
#include "engine/upstream/PooledCall.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace turnpike {

class Http1Connection;
class Http2Session;

/// Confined to the pool's thread. Gives calls to idle connections, newest first, and to HTTP/2
/// sessions with room; else they wait while it connects. Connectors never outnumber the waiting
/// calls, so nobody's connection is opened for nobody. Until the first handshake has told the
/// protocol, and while it is HTTP/2, one connector works for all.
class OriginPool final : public CallCarrier
{
public:
    OriginPool(UpstreamPool &pool, ConnectTarget target);
    ~OriginPool() override;

    bool serves(const ProviderPolicy &provider) const;
    const std::string &authority() const { return m_authority; }
    bool isTls() const { return m_target.origin.isTls; }
    UpstreamPool &pool() { return m_pool; }

    /// Never calls the handler before it returns.
    void start(PooledCall &call);
    /// The connection died under the call before anything came: again, on a fresh one.
    void retry(PooledCall &call, bool mayHaveBeenSent);
    void closeIdle();
    void onTick(std::int64_t nowNs);
    bool isConnected() const { return !m_connections.empty() || !m_sessions.empty(); }
    /// Whether a connection of that age may still take calls.
    bool isFresh(std::int64_t bornNs) const;

    // From connections, which may be destroyed by it: they hold themselves meanwhile.
    void onIdle(Http1Connection &connection);
    void onClosed(Http1Connection &connection);
    void onRoom();
    void onClosed(Http2Session &session);

    void abandon(PooledCall &call) override;
    void pause(PooledCall &) override {} ///< Nothing is read for a waiting call.
    void resume(PooledCall &) override {}

private:
    enum class Protocol { Unknown, Http1, Http2 };

    bool assign(PooledCall &call);
    Http1Connection *takeIdle(bool mustBeUnused);
    void dispatch();
    void adjustConnectors();
    std::size_t wantedConnectors() const;
    void onConnected(Connector &connector, Connector::Outcome outcome);
    void failWaiting(UpstreamFailure failure);

    UpstreamPool &m_pool;
    const ConnectTarget m_target;
    const std::string m_authority;
    Protocol m_protocol;
    TlsSession m_tlsSession; ///< Outlives the connections below.
    std::deque<PooledCall *> m_waiting;
    std::vector<std::shared_ptr<Connector>> m_connectors;
    std::vector<std::shared_ptr<Http1Connection>> m_connections;
    std::vector<Http1Connection *> m_idle; ///< The newest last.
    std::vector<std::shared_ptr<Http2Session>> m_sessions;
};

} // namespace turnpike
