// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Http1Connection.h"

#include "engine/upstream/OriginPool.h"
#include "engine/upstream/UpstreamPool.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <charconv>
#include <openssl/crypto.h>
#include <utility>

namespace turnpike {

namespace {

constexpr std::size_t mostParts = 64;

/// The bytes of head and body from `skip` on, as far as `mostParts` reach.
std::size_t gather(std::string_view head, std::span<const std::string_view> body, std::size_t skip,
                   std::array<iovec, mostParts> &parts)
{
    std::size_t count = 0;
    const auto add = [&](std::string_view part) {
        if (skip >= part.size()) {
            skip -= part.size();
            return;
        }
        part.remove_prefix(std::exchange(skip, 0));
        parts[count++] = {const_cast<char *>(part.data()), part.size()};
    };
    add(head);
    for (auto part = body.begin(); part != body.end() && count < mostParts; ++part)
        add(*part);
    return count;
}

} // namespace

Http1Connection::Http1Connection(OriginPool &origin, std::unique_ptr<Channel> channel)
    : m_origin(origin)
    , m_channel(std::move(channel))
    , m_watch(http::Reactor::of(origin.pool().context()), m_channel->descriptor(), *this)
    , m_bornNs(origin.pool().nowNs())
    , m_idleSinceNs(m_bornNs)
{}

Http1Connection::~Http1Connection()
{
    OPENSSL_cleanse(m_head.data(), m_head.size());
}

void Http1Connection::open()
{
    m_channel->leaveLoop();
    waitToRead(true);
    m_origin.onIdle(*this);
}

void Http1Connection::begin(PooledCall &call)
{
    m_call = &call;
    call.setCarrier(this);
    m_isReused = std::exchange(m_hasBeenUsed, true);
    call.onConnected(m_isReused);
    m_parser.reset(call.isHeadRequest() ? http::ResponseParser::Asked::HeadOnly
                                        : http::ResponseParser::Asked::WithBody);
    writeHead();
    m_isSendDue = m_watch.sendLater();
    if (!m_isSendDue)
        send();
}

void Http1Connection::writeHead()
{
    const UpstreamRequest &request = m_call->request();
    const std::size_t bodySize = m_call->bodySize();
    m_head.append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\nHost: ");
    m_head.append(m_origin.authority()).append("\r\n");
    for (const http::Header &header : request.headers)
        m_head.append(header.name).append(": ").append(header.value).append("\r\n");
    if (bodySize > 0 || request.method == "POST" || request.method == "PUT") {
        std::array<char, 20> digits;
        const auto end = std::to_chars(digits.begin(), digits.end(), bodySize).ptr;
        m_head.append("Content-Length: ").append(digits.begin(), end).append("\r\n");
    }
    m_head.append("\r\n");
    m_sent = 0;
    m_size = m_head.size() + bodySize;
    m_isWriteBroken = false;
    m_isBodyInHead = false;
}

void Http1Connection::send()
{
    while (m_sent < m_size) {
        std::array<iovec, mostParts> parts;
        const auto body
            = m_isBodyInHead ? std::span<const std::string_view>() : m_call->request().body;
        const std::size_t count = gather(m_head, body, m_sent, parts);
        const Channel::Result written = m_channel->write({parts.data(), count});
        if (written.status == Channel::Status::WantsWrite)
            return waitToWrite(true);
        if (written.status == Channel::Status::WantsRead)
            return; // Readability is awaited anyway.
        if (written.status != Channel::Status::Done) {
            // An answer may lie in the socket; reading finds it, or the end.
            m_isWriteBroken = true;
            return readLater();
        }
        m_sent += written.count;
        m_call->onProgress();
    }
    OPENSSL_cleanse(m_head.data(), m_head.size());
    m_head.clear();
    m_call->onSent();
}

void Http1Connection::onReady(bool isReadable, bool isWritable)
{
    const auto self = shared_from_this();
    if (m_isSendDue) // What comes now must not be taken for the answer to what was not sent.
        onSendTurn();
    if (isWritable && m_channel->isOpen()) {
        waitToWrite(false);
        if (std::exchange(m_needsWriteToRead, false))
            onReadable();
        if (m_call != nullptr && m_sent < m_size && !m_isWriteBroken)
            send();
    }
    if (isReadable)
        onReadable();
}

void Http1Connection::onSendTurn()
{
    if (std::exchange(m_isSendDue, false) && m_call != nullptr)
        send();
}

/// Where the kernel has no room for the interest, the connection is as good as broken.
void Http1Connection::waitToRead(bool isWanted)
{
    if (m_channel->isOpen() && !m_watch.awaitReads(isWanted))
        loseLater();
}

void Http1Connection::waitToWrite(bool isWanted)
{
    if (!m_channel->isOpen() || m_isWriteAwaited == isWanted)
        return;
    m_isWriteAwaited = isWanted;
    if (!m_watch.awaitWrites(isWanted))
        loseLater();
}

void Http1Connection::loseLater()
{
    boost::asio::post(m_origin.pool().context(), [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self && self->m_channel->isOpen())
            self->onLost(false);
    });
}

void Http1Connection::readLater()
{
    boost::asio::post(m_origin.pool().context(), [weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->onReadable();
    });
}

void Http1Connection::onReadable()
{
    if (!m_channel->isOpen())
        return;
    if (m_call != nullptr && m_call->isPaused())
        return waitToRead(false);
    const auto self = shared_from_this();
    std::vector<char> &buffer = m_origin.pool().readBuffer();
    do {
        const Channel::Result got = m_channel->read(buffer.data(), buffer.size());
        if (got.status == Channel::Status::Ended || got.status == Channel::Status::Broken)
            return onLost(got.status == Channel::Status::Ended);
        if (got.status == Channel::Status::WantsWrite) {
            m_needsWriteToRead = true;
            waitToWrite(true);
        }
        if (got.status != Channel::Status::Done)
            break;
        if (m_call == nullptr)
            return close(); // Nobody asked for these bytes.
        m_call->onProgress();
        onBytes({buffer.data(), got.count});
        if (!m_channel->isOpen())
            return;
    } while (m_channel->hasBuffered() && !(m_call != nullptr && m_call->isPaused()));
    waitToRead(!m_needsWriteToRead && (m_call == nullptr || !m_call->isPaused()));
    const bool isSending = m_call != nullptr && m_sent < m_size && !m_isSendDue && !m_isWriteAwaited
        && !m_isWriteBroken;
    if (isSending) // TLS had to read before it could write.
        send();
}

void Http1Connection::onBytes(std::string_view bytes)
{
    using Event = http::ResponseParser::Event;
    bool hasBody = false;
    for (;;) {
        const auto step = m_parser.next(bytes);
        bytes.remove_prefix(step.consumed);
        if (step.event == Event::NeedMore) {
            if (hasBody)
                m_call->deliverReadDone();
            return;
        }
        if (step.event == Event::Broken) {
            if (hasBody)
                m_call->deliverReadDone();
            if (m_call != nullptr)
                failCall(UpstreamFailure::Garbage);
            return;
        }
        if (step.event == Event::End)
            return finish(bytes.empty() && !m_channel->hasBuffered());
        if (step.event == Event::Body) {
            hasBody = true;
            m_call->deliverBody(step.body);
        } else if (!acceptHead()) {
            return;
        }
        if (m_call == nullptr) // The handler gave it up.
            return;
    }
}

bool Http1Connection::acceptHead()
{
    const std::string_view coding = http::findHeader(m_parser.headers(), "Content-Encoding");
    if (!coding.empty() && !http::sameName(coding, "identity")) {
        failCall(UpstreamFailure::Garbage); // We asked for identity.
        return false;
    }
    if (m_sent < m_size)
        keepRest();
    m_call->deliverHead(m_parser.status(), m_parser.headers());
    return true;
}

void Http1Connection::keepRest()
{
    // An answer before the request's end, mostly a refusal: the views end with the head.
    std::string rest;
    std::size_t skip = m_sent;
    const auto add = [&](std::string_view part) {
        rest.append(part.substr(std::min(skip, part.size())));
        skip -= std::min(skip, part.size());
    };
    add(m_head);
    if (!m_isBodyInHead)
        for (const std::string_view part : m_call->request().body)
            add(part);
    OPENSSL_cleanse(m_head.data(), m_head.size());
    m_head = std::move(rest);
    m_sent = 0;
    m_size = m_head.size();
    m_isBodyInHead = true;
}

void Http1Connection::finish(bool isReusable)
{
    PooledCall *call = std::exchange(m_call, nullptr);
    call->setCarrier(nullptr);
    const bool isWhole = m_sent == m_size && !m_isWriteBroken;
    // Before the handler is told, so that a call started by it finds this connection.
    if (isReusable && isWhole && m_parser.keepsAlive()) {
        m_idleSinceNs = m_origin.pool().nowNs();
        m_origin.onIdle(*this);
    } else {
        close();
    }
    call->end();
}

void Http1Connection::onLost(bool inOrder)
{
    if (m_call == nullptr)
        return close();
    using Event = http::ResponseParser::Event;
    const bool hadBegun = m_parser.hasBegun();
    if (inOrder && m_parser.finish().event == Event::End)
        return finish(false);
    PooledCall *call = std::exchange(m_call, nullptr);
    call->setCarrier(nullptr);
    close();
    if (m_isReused && !hadBegun && call->mayRetry())
        m_origin.retry(*call, true);
    else
        call->fail(UpstreamFailure::Cut);
}

void Http1Connection::failCall(UpstreamFailure failure)
{
    PooledCall *call = std::exchange(m_call, nullptr);
    call->setCarrier(nullptr);
    close();
    call->fail(failure);
}

void Http1Connection::close()
{
    m_watch.stop();
    m_channel->close();
    m_origin.onClosed(*this);
}

void Http1Connection::abandon(PooledCall &)
{
    m_call = nullptr;
    m_watch.stop();
    m_channel->abort();
    m_origin.onClosed(*this);
}

void Http1Connection::resume(PooledCall &)
{
    if (m_channel->hasBuffered())
        readLater();
    else
        waitToRead(true);
}

} // namespace turnpike
