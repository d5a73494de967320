// SPDX-License-Identifier: GPL-3.0-or-later
// One client's connection: reads requests, carries one exchange at a time, times out, closes.
#pragma once

#include "engine/http/ChunkedDecoder.h"
#include "engine/http/Exchange.h"
#include "engine/http/OutputQueue.h"
#include "engine/http/Reactor.h"
#include "engine/http/Request.h"
#include "engine/http/RequestParser.h"
#include "engine/http/TlsSocket.h"

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace turnpike::http {

class ConnectionPool;

/// Lives on its pool's thread and is owned by it. Reading interest stays on for its whole life, so
/// that a client that leaves in the middle of an answer is noticed at once; what such reads bring
/// is dropped.
class Connection final : public Exchange,
                         public std::enable_shared_from_this<Connection>,
                         private Reactor::Client
{
public:
    using Place = std::list<std::shared_ptr<Connection>>::iterator;

    /// Takes ownership of the descriptor. `tls`: null for a client that speaks plain HTTP.
    Connection(ConnectionPool &pool, int descriptor, std::unique_ptr<TlsSocket> tls);
    ~Connection() override;
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void start(Place place);
    /// Answers without an exchange and closes.
    void refuse(int status, std::string_view reason, std::string_view target);
    bool isLate(std::int64_t nowNs) const { return m_deadlineNs != 0 && nowNs >= m_deadlineNs; }
    void onTimeout();
    void leaveWhenIdle(); ///< The pool drains: closes now or after the running exchange.
    void cutOff(); ///< The grace of the drain is over.
    void leave(); ///< The pool is being destroyed: closes without a word to anybody.

    const Request &request() const override { return m_request; }
    std::string takeBody() override;
    void sendWhole(int status, std::span<const Header> headers, Parts body) override;
    void beginStream(int status, std::span<const Header> headers) override;
    Flow write(Parts parts) override;
    void endStream(Parts lastParts) override;
    void flush() override;
    void abort() override;
    std::size_t unsentBytes() const override { return m_out.size(); }
    void attach(std::unique_ptr<ExchangeState> state) override { m_state = std::move(state); }
    ExchangeState *state() const override { return m_state.get(); }
    std::unique_ptr<ExchangeState> detach() override { return std::move(m_state); }

private:
    enum class Phase : std::uint8_t {
        Handshake, ///< TLS only.
        Head, ///< Between requests or inside a head.
        Body,
        Exchange, ///< The application has the request and has not completed its answer.
        Flushing, ///< The answer is complete, the socket has not taken all of it.
        Lingering, ///< Our side is shut down; reads until the client closes too.
        Closed,
    };
    enum class Framing : std::uint8_t { None, Chunked, Raw }; ///< Of the stream being written.

    void onReady(bool isReadable, bool isWritable) override;
    void onSendTurn() override;
    void shakeHands();
    void onBrokenHandshake();
    void onReadable();
    void onTlsReadable();
    void readOnLater();
    OutputQueue::Result send(Parts parts);
    void sendQueued();
    void awaitWritable();
    void breakOff();
    void onEndOfInput();

    void feed(std::string_view bytes);
    void feedHead(std::string_view bytes);
    void onHeadRead(std::string_view rest);
    void feedBody(std::string_view bytes);
    void feedChunked(std::string_view bytes);
    void appendToBody(std::string_view bytes);
    void noteBodyProgress(std::size_t bytes);
    void startExchange(std::string_view rest);

    void answer(const Refusal &refusal);
    void transmitWhole(int status, std::span<const Header> headers, Parts body);
    void transmit(Parts parts);
    void transmitChunk(Parts parts, std::string_view after);
    bool closesAfterThis();
    bool isHead() const { return m_request.method == "HEAD"; }

    void finishExchange();
    void afterAnswer();
    void nextRequest();
    void linger();
    void shutDown();
    void clientGone();
    void reset();
    void close();

    ConnectionPool &m_pool;
    int m_descriptor; ///< -1 once closed.
    Reactor::Watch m_watch;
    std::unique_ptr<TlsSocket> m_tls;
    Place m_place;
    RequestParser m_parser;
    ChunkedDecoder m_chunked;
    std::string m_head; ///< Of the current request; what m_request's views point into.
    Request m_request;
    OutputQueue m_out;
    std::unique_ptr<ExchangeState> m_state;
    std::int64_t m_deadlineNs = 0; ///< 0: none.
    std::size_t m_bodyProgress = 0; ///< Bytes since the deadline was last moved.
    Phase m_phase;
    Framing m_framing = Framing::None;
    bool m_hasServed = false; ///< An earlier request was answered on this connection.
    bool m_closesAfter = false;
    bool m_isBroken = false; ///< A write failed; clientGone() is on its way.
    bool m_isAtEnd = false; ///< The client shut down its sending side.
    bool m_isAwaitingWrite = false;
    bool m_isPaused = false; ///< Flow::Pause was returned.
};

} // namespace turnpike::http
