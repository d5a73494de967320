// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP/1.1 connection to a provider: a call at a time, kept alive between them.
#pragma once

#include "engine/http/Reactor.h"
#include "engine/http/ResponseParser.h"
#include "engine/upstream/Channel.h"
#include "engine/upstream/PooledCall.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace turnpike {

class OriginPool;

/// Confined to the pool's thread, owned by its OriginPool. Reads into the pool's shared buffer, so
/// an idle or waiting connection holds no bytes; waits for readability all the time but while
/// paused.
class Http1Connection final : public CallCarrier,
                              public std::enable_shared_from_this<Http1Connection>,
                              private http::Reactor::Client
{
public:
    Http1Connection(OriginPool &origin, std::unique_ptr<Channel> channel);
    ~Http1Connection() override;

    void open(); ///< Announces itself as idle.
    /// Sends the call's request. Never calls the handler before it returns.
    void begin(PooledCall &call);
    /// Of an idle connection.
    void close();

    bool hasBeenUsed() const { return m_hasBeenUsed; }
    std::int64_t bornNs() const { return m_bornNs; }
    std::int64_t idleSinceNs() const { return m_idleSinceNs; }

    void abandon(PooledCall &call) override;
    void pause(PooledCall &) override {} ///< The next readability finds the call paused.
    void resume(PooledCall &call) override;

private:
    void writeHead();
    void send();
    void onReady(bool isReadable, bool isWritable) override;
    void onSendTurn() override;
    void waitToRead(bool isWanted);
    void waitToWrite(bool isWanted);
    void readLater();
    void loseLater();
    void onReadable();
    void onBytes(std::string_view bytes);
    bool acceptHead();
    void keepRest();
    void finish(bool isReusable);
    void onLost(bool inOrder);
    void failCall(UpstreamFailure failure);

    OriginPool &m_origin;
    std::unique_ptr<Channel> m_channel;
    http::Reactor::Watch m_watch;
    http::ResponseParser m_parser;
    PooledCall *m_call = nullptr;
    std::string m_head; ///< Of the request; emptied once sent, since it holds credentials.
    std::size_t m_sent = 0; ///< Of head and body.
    std::size_t m_size = 0; ///< Of head and body.
    std::int64_t m_bornNs;
    std::int64_t m_idleSinceNs;
    bool m_hasBeenUsed = false;
    bool m_isReused = false; ///< By the current call.
    bool m_isBodyInHead = false; ///< m_head holds all that is still to be sent.
    bool m_isSendDue = false; ///< The request goes out at the end of the reactor's turn.
    bool m_isWriteAwaited = false;
    bool m_isWriteBroken = false; ///< The provider may have answered early and closed.
    bool m_needsWriteToRead = false; ///< TLS wants to send before it can read.
};

} // namespace turnpike
