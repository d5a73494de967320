// SPDX-License-Identifier: GPL-3.0-or-later
// One request and its answer, as the application sees them.
#pragma once

#include "engine/http/Message.h"
#include "engine/http/Request.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnpike::http {

/// What the application keeps for one exchange; derive from it.
class ExchangeState
{
public:
    virtual ~ExchangeState() = default;
};

/// Whether the client takes what is written as fast as it comes.
enum class Flow : std::uint8_t {
    Go,
    Pause, ///< Above Limits::highWater: write no more until Handler::onDrained.
};

using Parts = std::span<const std::string_view>;

/// Valid from Handler::onRequest until the answer is complete (sendWhole, endStream), abort(), or
/// the return of Handler::onClientGone, whichever is first; not to be touched after that. Lives on
/// its listener's thread. Writing never calls the handler back: a client that turns out to be gone
/// while writing is told by onClientGone from the event loop, and writes until then are dropped.
///
/// Every view handed in is copied or sent before the call returns.
class Exchange
{
public:
    virtual ~Exchange() = default;

    virtual const Request &request() const = 0;
    /// Hands the body over, or frees it by dropping the result: a running stream needs no request.
    virtual std::string takeBody() = 0;

    /// A whole answer with Content-Length. Do not give Date, Content-Length, Connection or
    /// Transfer-Encoding: they are the connection's. HEAD gets the head alone, with the body's
    /// length; 204 and 304 get no body and no length.
    virtual void sendWhole(int status, std::span<const Header> headers, Parts body) = 0;
    /// Starts an answer of unknown length: chunked, or until close for HTTP/1.0. Sends nothing yet;
    /// the head leaves together with the first write, or by flush().
    virtual void beginStream(int status, std::span<const Header> headers) = 0;
    /// One chunk made of these parts, in one system call where the socket takes it. Empty parts are
    /// fine; nothing at all writes nothing. For a HEAD request it writes nothing.
    virtual Flow write(Parts parts) = 0;
    /// Completes the stream, with a last chunk in the same system call if `lastParts` has bytes.
    virtual void endStream(Parts lastParts) = 0;
    /// Sends the head of a stream now, without any body.
    virtual void flush() = 0;
    /// Resets the connection, so that the client sees a cut and never a clean end.
    virtual void abort() = 0;

    virtual std::size_t unsentBytes() const = 0;

    /// The application's own state. Destroyed within about a second after the exchange ended, from
    /// the event loop and never inside a call of the application, so that it may end its own
    /// exchange.
    virtual void attach(std::unique_ptr<ExchangeState> state) = 0;
    virtual ExchangeState *state() const = 0;
    /// Takes the state back, to outlive the exchange (work that goes on without the client).
    virtual std::unique_ptr<ExchangeState> detach() = 0;

    Flow write(std::string_view bytes) { return write(Parts(&bytes, 1)); }
    void endStream() { endStream(Parts()); }
    void sendWhole(int status, std::span<const Header> headers, std::string_view body)
    {
        sendWhole(status, headers, Parts(&body, 1));
    }
    void sendWhole(int status, std::initializer_list<Header> headers, std::string_view body)
    {
        sendWhole(status, std::span(headers.begin(), headers.size()), Parts(&body, 1));
    }
};

/// An answer that refuses a request. Content-Type and length are added.
struct Refusal
{
    int status = 400;
    std::string body;
    std::string contentType = "application/json";
    std::vector<std::pair<std::string, std::string>> headers; ///< Retry-After, Allow and such.
};

/// The application behind a listener. All calls come on the listener's thread, one at a time, and
/// never from inside a call to an Exchange.
class Handler
{
public:
    virtual ~Handler() = default;

    /// The head is read, the body is not: the moment to refuse (401, 403, 404, 405, 413). Accepting
    /// sends 100 Continue where it was asked for.
    virtual std::optional<Refusal> onHead(const Request &request);
    /// The request is whole. Answer now or later.
    virtual void onRequest(Exchange &exchange) = 0;
    /// The client closed or reset its connection, took no bytes for Limits::writeStall, or the
    /// drain's deadline passed, before the answer was complete. A client that only shuts down its
    /// sending side counts as gone too: TCP does not tell the two apart.
    virtual void onClientGone(Exchange &exchange) = 0;
    /// After a Flow::Pause: less than half of Limits::highWater is left, write on.
    virtual void onDrained(Exchange &exchange) = 0;
    /// The body of an answer that the HTTP layer gives on its own: 400, 408, 413, 414, 417, 431,
    /// 501, 503, 505. By default {"error":{"code":STATUS,"message":"REASON"}}; `reason` is a static
    /// sentence that holds nothing of the request. `target` as the client wrote it, unchecked;
    /// empty where it was not read.
    virtual Refusal onRefused(int status, std::string_view reason, std::string_view target);
};

} // namespace turnpike::http
