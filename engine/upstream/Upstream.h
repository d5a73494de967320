// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway sees of a provider's server: calls that deliver a head, bytes and an end.
#pragma once

#include "core/Policy.h"
#include "engine/http/Message.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace turnpike {

/// Why a call ended without a whole answer.
enum class UpstreamFailure : std::uint8_t {
    Resolve, ///< The name has no address.
    ForbiddenAddress, ///< Link-local, metadata, unspecified or multicast address.
    Loop, ///< It resolved to our own listener.
    Connect, ///< Refused or unreachable.
    Tls, ///< Handshake or certificate.
    Proxy, ///< The CONNECT proxy refused.
    ConnectTimeout,
    FirstByteTimeout,
    StallTimeout,
    TotalTimeout,
    Cut, ///< The connection ended before the answer did.
    Garbage, ///< What came was not HTTP, or broke a limit; or the request could not be written.
};

/// One request to a provider. Views must stay valid until the call's onHead, end or failure.
struct UpstreamRequest
{
    const ProviderPolicy *provider = nullptr; ///< Kept alive by the caller's snapshot.
    std::string_view method = "POST";
    std::string_view path; ///< Base path included: "/v1/chat/completions".
    std::span<const http::Header> headers; ///< All but Host, Connection and framing.
    std::span<const std::string_view> body; ///< Sent in order, without being joined.
};

/// Timing of a call, microseconds from its start.
struct UpstreamTiming
{
    bool hasConnected = false; ///< A connection was there: from now on the provider may know of it.
    std::int64_t connectedUs = 0; ///< When it was there, pooled or new.
    std::int64_t sentUs = 0; ///< When the whole request was handed to the system.
    bool wasReused = false;
};

/// Receives one call's answer on the worker's thread: onHead once, onBody and onReadDone any number
/// of times, then exactly one of onEnd and onFailure; nothing after that, nor after abort().
class UpstreamHandler
{
public:
    virtual ~UpstreamHandler() = default;
    /// Final status only (1xx are swallowed). Views are valid during the call.
    virtual void onHead(int status, const http::Headers &headers) = 0;
    /// Body bytes without framing, in order; valid during the call only.
    virtual void onBody(std::string_view bytes) = 0;
    /// All body bytes of one read were delivered: the moment to write on. Left out where onEnd
    /// follows at once.
    virtual void onReadDone() = 0;
    /// The body is complete by its own framing.
    virtual void onEnd() = 0;
    /// `mayHaveBeenSent`: some of the request may have reached the provider.
    virtual void onFailure(UpstreamFailure failure, bool mayHaveBeenSent) = 0;
};

/// A running call. Destroying it aborts it silently: the connection is closed (HTTP/1.1) or the
/// stream reset (HTTP/2), and the handler is not called again.
class UpstreamCall
{
public:
    virtual ~UpstreamCall() = default;
    virtual void pauseReading() = 0; ///< Back-pressure: takes no more bytes from the provider.
    virtual void resumeReading() = 0;
    virtual const UpstreamTiming &timing() const = 0;
};

/// Starts calls. One per worker thread, used on that thread only.
class Upstream
{
public:
    virtual ~Upstream() = default;
    /// Never calls the handler before it returns.
    virtual std::unique_ptr<UpstreamCall> start(const UpstreamRequest &request,
                                                UpstreamHandler &handler)
        = 0;
};

} // namespace turnpike
