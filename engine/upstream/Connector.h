// SPDX-License-Identifier: GPL-3.0-or-later
// From an origin to a connection ready for a request: name, guard, race, proxy, TLS.
#pragma once

#include "core/Policy.h"
#include "engine/http/ResponseParser.h"
#include "engine/upstream/Channel.h"
#include "engine/upstream/Dialer.h"
#include "engine/upstream/Resolver.h"
#include "engine/upstream/TlsContexts.h"
#include "engine/upstream/Upstream.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace turnpike {

/// What connections are shared by: calls with equal targets may use the same one.
struct ConnectTarget
{
    Origin origin;
    std::string caFile;
    std::optional<Origin> proxy;

    friend bool operator==(const ConnectTarget &, const ConnectTarget &) = default;
};

/// "host", "host:port", "[::1]:port": as Host and CONNECT write it, the port left out when it is
/// the scheme's own and `withPort` does not ask for it.
std::string authorityOf(const Origin &origin, bool withPort = false);

/// The worker's parts that connecting needs.
struct ConnectParts
{
    boost::asio::io_context &context;
    Resolver &resolver;
    TlsContexts &tls;
    const Endpoints &ownListeners;
    std::chrono::milliseconds stagger;
};

/// One attempt. Destroying it gives up silently. It has no time-out of its own: it lives as long as
/// a call waits for it.
class Connector : public std::enable_shared_from_this<Connector>
{
public:
    struct Outcome
    {
        std::unique_ptr<Channel> channel; ///< Null on failure.
        UpstreamFailure failure = UpstreamFailure::Connect;
        bool isHttp2 = false;
    };
    using Done = std::function<void(Connector &self, Outcome outcome)>;

    Connector(const ConnectParts &parts, const ConnectTarget &target, TlsSession &session,
              Done done);

    /// Calls `done` once, not before it returns.
    void start();

private:
    void onAddresses(const Addresses &addresses);
    void onDialed(std::optional<Dialer::Socket> socket);
    void askProxy();
    void sendToProxy();
    void readFromProxy();
    void startTls();
    void shakeHands();
    void waitThen(bool forReading, void (Connector::*next)());
    void fail(UpstreamFailure failure);
    void succeed();

    const ConnectParts m_parts;
    const ConnectTarget m_target;
    TlsSession &m_session;
    Done m_done;
    std::shared_ptr<Dialer> m_dialer;
    std::unique_ptr<Channel> m_channel;
    std::string m_proxyRequest; ///< What of it is still to be sent.
    http::ResponseParser m_proxyAnswer;
};

} // namespace turnpike
