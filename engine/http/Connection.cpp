// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/Connection.h"

#include "engine/http/ConnectionPool.h"
#include "engine/http/Limits.h"
#include "engine/http/ResponseHead.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cassert>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace turnpike::http {

namespace {

constexpr std::size_t keptCapacity = 4096; ///< What an idle connection may hold on to, per buffer.
constexpr std::size_t firstBodyReserve = 256 << 10;
constexpr std::size_t scannerPadding = 64; ///< Request::body promises it.
/// More is not copied to be sent at the end of the turn, but sent at once.
constexpr std::size_t mostSentLater = 16 << 10;
constexpr std::size_t progressBytes = 1024; ///< Limits::bodyStall's measure.

HeadLimits headLimits(const Limits &limits)
{
    return {.firstLineBytes = limits.requestLine,
            .headBytes = limits.headerBytes,
            .headerCount = limits.headerCount};
}

bool isBodyless(int status)
{
    return status == 204 || status == 304 || status < 200;
}

void emptyOrFree(std::string &text)
{
    if (text.capacity() > keptCapacity)
        std::string().swap(text);
    else
        text.clear();
}

std::size_t sizeOf(Parts parts)
{
    std::size_t size = 0;
    for (const std::string_view part : parts)
        size += part.size();
    return size;
}

} // namespace

Connection::Connection(ConnectionPool &pool, int descriptor, std::unique_ptr<TlsSocket> tls)
    : m_pool(pool)
    , m_descriptor(descriptor)
    , m_watch(pool.reactor(), descriptor, *this)
    , m_tls(std::move(tls))
    , m_parser(headLimits(pool.limits()))
    , m_phase(m_tls ? Phase::Handshake : Phase::Head)
{}

Connection::~Connection()
{
    leave();
}

void Connection::start(Place place)
{
    m_place = place;
    const Limits &limits = m_pool.limits();
    m_deadlineNs = m_pool.deadlineIn(m_tls ? limits.handshakeTimeout : limits.headTimeout);
    if (!m_watch.awaitReads(true))
        close();
}

// --- Reading ---

void Connection::onReady(bool isReadable, bool isWritable)
{
    m_pool.bury();
    if (m_phase == Phase::Handshake)
        return shakeHands();
    if (isWritable && m_phase != Phase::Closed && !m_isBroken)
        sendQueued();
    if (isReadable && m_phase != Phase::Closed)
        onReadable();
}

void Connection::shakeHands()
{
    const SocketStatus status = m_tls->shakeHands();
    if (status == SocketStatus::Broken)
        return onBrokenHandshake();
    if (status == SocketStatus::Ended || !m_watch.awaitWrites(status == SocketStatus::WantsWrite))
        return close();
    if (status != SocketStatus::Done)
        return;
    m_phase = Phase::Head;
    m_deadlineNs = m_pool.deadlineIn(m_pool.limits().headTimeout);
    if (m_tls->hasBuffered())
        onTlsReadable();
}

/// The client was sent an alert, which a reset would overtake; or it does not speak TLS at all.
void Connection::onBrokenHandshake()
{
    const bool isPlain = m_tls->hasMetPlainHttp();
    m_tls.reset();
    if (!isPlain)
        return linger();
    refuse(400, "This port speaks TLS only: use https:// in the address.", {});
}

void Connection::onReadable()
{
    if (m_tls && m_phase != Phase::Lingering)
        return onTlsReadable();
    const std::span<char> buffer = m_pool.readBuffer();
    const ssize_t size = ::recv(m_descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0)
        return onEndOfInput();
    if (size > 0)
        feed({buffer.data(), static_cast<std::size_t>(size)});
    else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
        clientGone();
}

/// Takes all that OpenSSL has, or a buffer full of it: no readiness would tell of the rest.
void Connection::onTlsReadable()
{
    const std::span<char> buffer = m_pool.readBuffer();
    std::size_t size = 0;
    SocketResult got;
    do {
        got = m_tls->read(buffer.data() + size, buffer.size() - size);
        size += got.count;
    } while (got.status == SocketStatus::Done && size < buffer.size() && m_tls->hasBuffered());
    if (got.status == SocketStatus::Done && m_tls->hasBuffered())
        readOnLater();
    if (size > 0)
        feed({buffer.data(), size});
    if (m_phase == Phase::Closed || m_phase == Phase::Lingering)
        return;
    if (got.status == SocketStatus::Ended)
        onEndOfInput();
    else if (got.status == SocketStatus::Broken)
        clientGone();
}

void Connection::readOnLater()
{
    boost::asio::post(m_pool.context(), [self = shared_from_this()] {
        if (self->m_phase != Phase::Closed && self->m_phase != Phase::Lingering)
            self->onReady(true, false);
    });
}

void Connection::onEndOfInput()
{
    m_isAtEnd = true;
    // A complete answer is still delivered to a client that only stopped sending.
    if (m_phase != Phase::Flushing || !m_watch.awaitReads(false))
        clientGone();
}

void Connection::feed(std::string_view bytes)
{
    switch (m_phase) {
    case Phase::Head: return feedHead(bytes);
    case Phase::Body: return feedBody(bytes);
    case Phase::Exchange:
    case Phase::Flushing: m_closesAfter = true; return; // Pipelining: see Listener.
    case Phase::Handshake:
    case Phase::Lingering:
    case Phase::Closed: return;
    }
}

void Connection::feedHead(std::string_view bytes)
{
    const std::size_t before = m_head.size();
    if (before > 0)
        m_head.append(bytes);
    const std::string_view head = before > 0 ? std::string_view(m_head) : bytes;
    const RequestParser::Status status = m_parser.parse(head);
    switch (status) {
    case RequestParser::Status::NeedMore:
        if (before == 0) {
            m_head.assign(bytes);
            if (m_hasServed)
                m_deadlineNs = m_pool.deadlineIn(m_pool.limits().headTimeout);
        }
        return;
    case RequestParser::Status::Refused:
        return refuse(m_parser.refusalStatus(), m_parser.refusalReason(), m_parser.target(head));
    case RequestParser::Status::Complete: break;
    }
    const std::size_t ofThese = m_parser.headSize() - before;
    if (before == 0)
        m_head.assign(bytes.substr(0, ofThese));
    else
        m_head.resize(m_parser.headSize());
    m_parser.describe(m_head, m_request);
    onHeadRead(bytes.substr(ofThese));
}

void Connection::onHeadRead(std::string_view rest)
{
    m_closesAfter = !m_request.keepAlive;
    if (const auto refusal = m_pool.handler().onHead(m_request)) {
        // Without a body there is nothing on the way that could be taken for the next request.
        m_closesAfter = m_closesAfter || m_request.hasBody() || !rest.empty();
        return answer(*refusal);
    }
    if (m_request.declaredLength > m_pool.limits().bodyBytes)
        return refuse(413, "The request body is too large.", m_request.target);
    if (!m_request.hasBody())
        return startExchange(rest);
    m_phase = Phase::Body;
    m_bodyProgress = 0;
    m_deadlineNs = m_pool.deadlineIn(m_pool.limits().bodyStall);
    if (!rest.empty())
        return feedBody(rest);
    if (m_request.expectsContinue) {
        const std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
        transmit(Parts(&interim, 1));
    }
}

void Connection::feedBody(std::string_view bytes)
{
    if (m_request.isChunked)
        return feedChunked(bytes);
    const std::size_t left = m_request.declaredLength - m_request.body.size();
    const std::size_t size = std::min(left, bytes.size());
    appendToBody(bytes.substr(0, size));
    if (size == left)
        return startExchange(bytes.substr(size));
    noteBodyProgress(size);
}

void Connection::feedChunked(std::string_view bytes)
{
    const std::size_t before = m_request.body.size();
    for (;;) {
        const ChunkedDecoder::Step step = m_chunked.next(bytes);
        bytes.remove_prefix(step.consumed);
        switch (step.event) {
        case ChunkedDecoder::Event::NeedMore:
            return noteBodyProgress(m_request.body.size() - before);
        case ChunkedDecoder::Event::Broken:
            return refuse(400, "Malformed chunked body.", m_request.target);
        case ChunkedDecoder::Event::End: return startExchange(bytes);
        case ChunkedDecoder::Event::Data:
            if (m_request.body.size() + step.data.size() > m_pool.limits().bodyBytes)
                return refuse(413, "The request body is too large.", m_request.target);
            appendToBody(step.data);
        }
    }
}

// A declared length is believed at once only up to a point: memory follows what has really come.
void Connection::appendToBody(std::string_view bytes)
{
    std::string &body = m_request.body;
    const std::size_t needed = body.size() + bytes.size() + scannerPadding;
    if (needed > body.capacity() && m_request.declaredLength > 0) {
        const std::size_t whole = m_request.declaredLength + scannerPadding;
        body.reserve(body.size() < firstBodyReserve
                         ? std::max(needed, std::min(whole, firstBodyReserve))
                         : whole);
    }
    body.append(bytes);
}

void Connection::noteBodyProgress(std::size_t bytes)
{
    m_bodyProgress += bytes;
    if (m_bodyProgress < progressBytes)
        return;
    m_bodyProgress = 0;
    m_deadlineNs = m_pool.deadlineIn(m_pool.limits().bodyStall);
}

void Connection::startExchange(std::string_view rest)
{
    if (!rest.empty())
        m_closesAfter = true;
    if (!m_request.body.empty())
        m_request.body.reserve(m_request.body.size() + scannerPadding);
    m_phase = Phase::Exchange;
    m_deadlineNs = 0;
    m_pool.handler().onRequest(*this);
}

std::string Connection::takeBody()
{
    return std::exchange(m_request.body, {});
}

// --- Writing ---

void Connection::transmit(Parts parts)
{
    if (m_isBroken)
        return;
    const std::size_t size = m_out.size() + sizeOf(parts);
    if (m_isAwaitingWrite || (size > 0 && size <= mostSentLater && m_watch.sendLater())) {
        for (const std::string_view part : parts)
            m_out.append(part);
        if (m_isAwaitingWrite && m_deadlineNs == 0)
            m_deadlineNs = m_pool.deadlineIn(m_pool.limits().writeStall);
        return;
    }
    switch (send(parts)) {
    case OutputQueue::Result::Sent: return;
    case OutputQueue::Result::Queued: return awaitWritable();
    case OutputQueue::Result::Broken: return breakOff();
    }
}

OutputQueue::Result Connection::send(Parts parts)
{
    return m_tls ? m_out.send(*m_tls, parts) : m_out.send(m_descriptor, parts);
}

/// The application is in the middle of a call: it is told from the event loop.
void Connection::breakOff()
{
    m_isBroken = true;
    m_out.clear();
    boost::asio::post(m_pool.context(), [self = shared_from_this()] {
        if (self->m_phase != Phase::Closed)
            self->clientGone();
    });
}

void Connection::awaitWritable()
{
    if (m_phase != Phase::Body)
        m_deadlineNs = m_pool.deadlineIn(m_pool.limits().writeStall);
    m_isAwaitingWrite = m_watch.awaitWrites(true);
    if (!m_isAwaitingWrite)
        breakOff();
}

void Connection::onSendTurn()
{
    m_pool.bury();
    if (m_phase != Phase::Closed && !m_isBroken && !m_isAwaitingWrite)
        sendQueued();
}

void Connection::sendQueued()
{
    if (m_phase == Phase::Lingering)
        return shutDown();
    const std::size_t before = m_out.size();
    if (send({}) == OutputQueue::Result::Broken)
        return clientGone();
    if (m_out.isEmpty()) {
        if (m_isAwaitingWrite && (m_phase == Phase::Exchange || m_phase == Phase::Flushing))
            m_deadlineNs = 0;
        m_isAwaitingWrite = m_isAwaitingWrite && !m_watch.awaitWrites(false);
    } else if (!m_isAwaitingWrite) {
        awaitWritable();
    } else if (m_out.size() < before
               && (m_phase == Phase::Exchange || m_phase == Phase::Flushing)) {
        m_deadlineNs = m_pool.deadlineIn(m_pool.limits().writeStall);
    }
    if (m_phase == Phase::Flushing && m_out.isEmpty())
        return afterAnswer();
    if (m_phase == Phase::Exchange && m_isPaused && m_out.size() < m_pool.limits().highWater / 2) {
        m_isPaused = false;
        m_pool.handler().onDrained(*this);
    }
}

// Asked when a head is written, the last moment to tell the client.
bool Connection::closesAfterThis()
{
    m_closesAfter = m_closesAfter || m_pool.isDraining();
    return m_closesAfter;
}

void Connection::transmitWhole(int status, std::span<const Header> headers, Parts body)
{
    std::string &head = m_pool.scratch();
    appendHead(head,
               {.status = status,
                .framing = isBodyless(status) ? AnswerFraming::None : AnswerFraming::Length,
                .length = sizeOf(body),
                .closes = closesAfterThis(),
                .date = m_pool.dateText()},
               headers);
    std::vector<std::string_view> &parts = m_pool.parts();
    parts.push_back(head);
    if (!isHead() && !isBodyless(status))
        parts.insert(parts.end(), body.begin(), body.end());
    transmit(parts);
}

void Connection::sendWhole(int status, std::span<const Header> headers, Parts body)
{
    assert(m_phase == Phase::Exchange && m_framing == Framing::None);
    transmitWhole(status, headers, body);
    finishExchange();
}

void Connection::beginStream(int status, std::span<const Header> headers)
{
    assert(m_phase == Phase::Exchange && !isBodyless(status));
    const bool isOld = m_request.minor == 0;
    if (isOld)
        m_closesAfter = true;
    m_framing = isOld ? Framing::Raw : Framing::Chunked;
    appendHead(m_out.tail(),
               {.status = status,
                .framing = isOld ? AnswerFraming::UntilClose : AnswerFraming::Chunked,
                .closes = closesAfterThis(),
                .date = m_pool.dateText()},
               headers);
}

Flow Connection::write(Parts parts)
{
    assert(m_phase == Phase::Exchange && m_framing != Framing::None);
    if (sizeOf(parts) > 0)
        transmitChunk(parts, {});
    if (m_out.size() <= m_pool.limits().highWater || m_isBroken)
        return Flow::Go;
    m_isPaused = true;
    return Flow::Pause;
}

void Connection::endStream(Parts lastParts)
{
    assert(m_phase == Phase::Exchange && m_framing != Framing::None);
    transmitChunk(lastParts, m_framing == Framing::Chunked ? "0\r\n\r\n" : "");
    finishExchange();
}

// One chunk, where there is something to put into it, and `after` behind it.
void Connection::transmitChunk(Parts parts, std::string_view after)
{
    if (isHead())
        return flush();
    const std::size_t size = sizeOf(parts);
    std::vector<std::string_view> &gathered = m_pool.parts();
    std::string &sizeLine = m_pool.scratch();
    if (m_framing == Framing::Chunked && size > 0) {
        appendHex(sizeLine, size);
        sizeLine += "\r\n";
        gathered.push_back(sizeLine);
    }
    gathered.insert(gathered.end(), parts.begin(), parts.end());
    if (m_framing == Framing::Chunked && size > 0)
        gathered.push_back("\r\n");
    gathered.push_back(after);
    transmit(gathered);
}

void Connection::flush()
{
    transmit({});
}

// --- Ends ---

void Connection::refuse(int status, std::string_view reason, std::string_view target)
{
    m_closesAfter = true;
    answer(m_pool.handler().onRefused(status, reason, target));
}

void Connection::answer(const Refusal &refusal)
{
    Headers headers{{"Content-Type", refusal.contentType}};
    for (const auto &[name, value] : refusal.headers)
        headers.push_back({name, value});
    const std::string_view body = refusal.body;
    transmitWhole(refusal.status, headers, Parts(&body, 1));
    finishExchange();
}

void Connection::finishExchange()
{
    m_pool.retire(std::move(m_state));
    emptyOrFree(m_request.body);
    m_framing = Framing::None;
    m_isPaused = false;
    m_phase = Phase::Flushing;
    if (m_isBroken)
        close();
    else if (m_out.isEmpty())
        afterAnswer();
}

void Connection::afterAnswer()
{
    if (m_isAtEnd)
        close();
    else if (closesAfterThis())
        linger();
    else
        nextRequest();
}

void Connection::nextRequest()
{
    m_parser.reset();
    m_chunked.reset();
    m_request.method = {};
    m_request.target = {};
    m_request.headers.clear();
    emptyOrFree(m_head);
    m_hasServed = true;
    m_phase = Phase::Head;
    m_deadlineNs = m_pool.deadlineIn(m_pool.limits().idle);
}

// Closing with unread input would make the kernel send a reset, which can overtake the answer.
void Connection::linger()
{
    m_phase = Phase::Lingering;
    m_deadlineNs = m_pool.deadlineIn(m_pool.limits().linger);
    shutDown();
}

// The word that ends TLS finds no room behind an answer that fills the socket: it waits for it.
void Connection::shutDown()
{
    const bool isWaiting = m_tls && m_tls->sayGoodbye() == SocketStatus::WantsWrite;
    m_isAwaitingWrite = m_watch.awaitWrites(isWaiting) && isWaiting;
    if (!m_isAwaitingWrite)
        ::shutdown(m_descriptor, SHUT_WR);
}

void Connection::clientGone()
{
    if (m_phase == Phase::Exchange) {
        m_isBroken = true; // Whatever the application still writes is dropped.
        m_pool.handler().onClientGone(*this);
    }
    close();
}

void Connection::reset()
{
    const ::linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

void Connection::abort()
{
    assert(m_phase == Phase::Exchange);
    reset();
    close();
}

void Connection::close()
{
    if (m_phase == Phase::Closed)
        return;
    leave();
    m_pool.retire(std::move(m_state));
    m_pool.remove(m_place);
}

void Connection::leave()
{
    // No goodbye for an answer that was cut: it must not look like its end.
    const bool isInOrder
        = m_phase == Phase::Head || (m_phase == Phase::Flushing && m_out.isEmpty());
    if (m_tls && isInOrder && !m_isBroken)
        m_tls->sayGoodbye();
    m_tls.reset();
    m_phase = Phase::Closed;
    m_deadlineNs = 0;
    m_watch.stop();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    m_out.clear();
}

void Connection::onTimeout()
{
    switch (m_phase) {
    case Phase::Handshake: return close();
    case Phase::Head:
        if (m_head.empty())
            return close();
        return refuse(408, "The request's head did not come in time.", m_parser.target(m_head));
    case Phase::Body:
        return refuse(408, "The request's body did not come in time.", m_request.target);
    case Phase::Exchange:
    case Phase::Flushing: reset(); return clientGone();
    case Phase::Lingering: return close();
    case Phase::Closed: return;
    }
}

void Connection::leaveWhenIdle()
{
    if (m_phase == Phase::Handshake || (m_phase == Phase::Head && m_head.empty()))
        close();
}

void Connection::cutOff()
{
    reset();
    clientGone();
}

} // namespace turnpike::http
