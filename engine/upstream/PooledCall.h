// SPDX-License-Identifier: GPL-3.0-or-later
// A call as the pool keeps it, from its start to its end.
#pragma once

#include "core/Policy.h"
#include "engine/upstream/Upstream.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnpike {

class PooledCall;
class UpstreamPool;

/// What a call is with at the moment: the queue of its origin, a connection or a session.
class CallCarrier
{
public:
    virtual ~CallCarrier() = default;
    /// Forgets the call and stops whatever is done for it.
    virtual void abandon(PooledCall &call) = 0;
    virtual void pause(PooledCall &call) = 0;
    virtual void resume(PooledCall &call) = 0;
};

/// Confined to the pool's thread. Carriers drive it; the handler may destroy it in any callback, so
/// after each deliver function a carrier looks whether it still has the call.
class PooledCall final : public UpstreamCall
{
public:
    enum class Phase : std::uint8_t { Connecting, Asking, Streaming };

    PooledCall(UpstreamPool &pool, const UpstreamRequest &request, UpstreamHandler &handler);
    ~PooledCall() override;
    PooledCall(const PooledCall &) = delete;
    PooledCall &operator=(const PooledCall &) = delete;

    void pauseReading() override;
    void resumeReading() override;
    const UpstreamTiming &timing() const override { return m_timing; }

    /// Whether HTTP can carry method, path and headers. Else nobody carries the call, and the next
    /// tick fails it as Garbage.
    bool isSendable() const { return m_isSendable; }
    const UpstreamRequest &request() const { return m_request; }
    bool isHeadRequest() const { return m_request.method == "HEAD"; }
    bool isPaused() const { return m_isPaused; }
    std::size_t bodySize() const;

    void setCarrier(CallCarrier *carrier) { m_carrier = carrier; }
    void onConnected(bool wasReused);
    void onProgress(); ///< Bytes were sent or came.
    void onSent(); ///< The whole request was handed to the system.

    /// The call goes back to the queue, for a fresh connection; at most once.
    bool mayRetry() const { return !m_hasRetried && m_phase != Phase::Streaming; }
    void onRetry(bool mayHaveBeenSent);
    bool hasRetried() const { return m_hasRetried; }

    void deliverHead(int status, const http::Headers &headers);
    void deliverBody(std::string_view bytes);
    void deliverReadDone();
    /// Both detach the call from everything before they tell the handler.
    void end();
    void fail(UpstreamFailure failure);
    /// Of a call that its carrier knows to be untouched by the provider, whatever was written.
    void failUnsent(UpstreamFailure failure);

    /// Which time-out has passed, if any.
    std::optional<UpstreamFailure> expired(std::int64_t nowNs) const;
    bool mayHaveBeenSent() const { return m_mayHaveBeenSent || m_phase != Phase::Connecting; }
    /// By a time-out: carrier and handler are told.
    void expire(UpstreamFailure failure);
    /// The pool ends: the handler hears nothing more.
    void orphan();

    std::size_t index = 0; ///< The pool's place for it.
    std::int32_t stream = 0; ///< The HTTP/2 session's name for it.

private:
    UpstreamHandler &detach();

    UpstreamPool *m_pool;
    UpstreamHandler *m_handler;
    CallCarrier *m_carrier = nullptr;
    UpstreamRequest m_request;
    Timeouts m_timeouts;
    UpstreamTiming m_timing;
    std::int64_t m_startedNs;
    std::int64_t m_connectingNs; ///< Since when it waits for a connection.
    std::int64_t m_progressNs;
    Phase m_phase = Phase::Connecting;
    bool m_isPaused = false;
    bool m_isSendable;
    bool m_hasRetried = false;
    bool m_mayHaveBeenSent = false; ///< By the try before this one.
};

} // namespace turnpike
