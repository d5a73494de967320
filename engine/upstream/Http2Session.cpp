// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Http2Session.h"

#include "engine/upstream/Http2Callbacks.h"
#include "engine/upstream/Http2Stream.h"
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

constexpr std::int32_t streamWindow = 256 << 10; ///< The most that is kept for a paused call.
constexpr std::int32_t connectionWindow = 64 << 20;
constexpr std::size_t outputStep = 64 << 10; ///< Frames are made only while less is unsent.

nghttp2_nv fieldOf(std::string_view name, std::string_view value)
{
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<std::uint8_t *>(const_cast<char *>(text.data()));
    };
    // A credential stays out of both compression tables (RFC 7541 section 7.1.3).
    static constexpr std::array<std::string_view, 4> secrets{"authorization", "x-api-key",
                                                             "api-key", "x-goog-api-key"};
    const bool isSecret = std::any_of(secrets.begin(), secrets.end(),
                                      [name](auto secret) { return http::sameName(secret, name); });
    return {bytes(name), bytes(value), name.size(), value.size(),
            static_cast<std::uint8_t>(isSecret ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE)};
}

} // namespace

Http2Session::Http2Session(OriginPool &origin, std::unique_ptr<Channel> channel)
    : m_origin(origin)
    , m_channel(std::move(channel))
    , m_bornNs(origin.pool().nowNs())
    , m_idleSinceNs(m_bornNs)
{}

Http2Session::~Http2Session()
{
    nghttp2_session_del(m_session);
}

void Http2Session::open()
{
    m_session = Http2Callbacks::makeSession(*this);
    const std::array settings{
        nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, streamWindow},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, Http2Head::mostBytes},
    };
    if (m_session == nullptr
        || nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings.data(), settings.size())
            != 0
        || nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, connectionWindow)
            != 0) {
        return onLost(UpstreamFailure::Cut);
    }
    flushLater();
    waitToRead();
}

std::size_t Http2Session::room() const
{
    if (m_isClosed || m_isDraining || m_session == nullptr || !m_origin.isFresh(m_bornNs)
        || nghttp2_session_check_request_allowed(m_session) == 0)
        return 0;
    const std::size_t limit = m_hasSettings
        ? nghttp2_session_get_remote_settings(m_session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
        : 1;
    const std::size_t most = std::min(limit, m_origin.pool().options().maxStreamsPerSession);
    return most - std::min(most, m_streams.size());
}

void Http2Session::begin(PooledCall &call)
{
    const UpstreamRequest &request = call.request();
    const std::size_t bodySize = call.bodySize();
    std::array<char, 20> digits;
    const auto digitsEnd = std::to_chars(digits.begin(), digits.end(), bodySize).ptr;
    std::vector<nghttp2_nv> fields{
        fieldOf(":method", request.method),
        fieldOf(":scheme", "https"),
        fieldOf(":authority", m_origin.authority()),
        fieldOf(":path", request.path),
    };
    for (const http::Header &header : request.headers)
        fields.push_back(fieldOf(header.name, header.value));
    if (bodySize > 0)
        fields.push_back(
            fieldOf("content-length",
                    {digits.data(), static_cast<std::size_t>(digitsEnd - digits.data())}));
    nghttp2_data_provider body{};
    body.read_callback = &Http2Callbacks::readBody;
    call.setCarrier(this);
    call.onConnected(m_hasCarried);
    // Fails only without memory; the call's time-out ends it then.
    call.stream = nghttp2_submit_request(m_session, nullptr, fields.data(), fields.size(),
                                         bodySize > 0 ? &body : nullptr, nullptr);
    if (call.stream < 0)
        return;
    auto stream = std::make_unique<Http2Stream>();
    stream->call = &call;
    stream->id = call.stream;
    stream->readsAtStart = m_reads;
    stream->wasReused = std::exchange(m_hasCarried, true);
    m_streams.emplace(call.stream, std::move(stream));
    flushLater();
}

void Http2Session::drain()
{
    m_isDraining = true;
    if (!m_streams.empty() || m_isClosed)
        return;
    // Once that is sent nghttp2 wants nothing more, and flush() closes.
    nghttp2_session_terminate_session(m_session, NGHTTP2_NO_ERROR);
    flushLater();
}

void Http2Session::abandon(PooledCall &call)
{
    Http2Stream *stream = find(call.stream);
    if (stream == nullptr)
        return;
    stream->call = nullptr;
    if (stream->isClosed) {
        take(stream->id);
        return;
    }
    nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream->id, NGHTTP2_CANCEL);
    flushLater();
}

void Http2Session::resume(PooledCall &call)
{
    boost::asio::post(m_origin.pool().context(), [weak = weak_from_this(), id = call.stream] {
        if (const auto self = weak.lock())
            self->deliverHeld(id);
    });
}

void Http2Session::deliverHeld(std::int32_t id)
{
    Http2Stream *stream = find(id);
    if (stream == nullptr || stream->call == nullptr || stream->call->isPaused())
        return;
    if (stream->isClosed)
        return finish(id);
    const std::string bytes = std::exchange(stream->held, {});
    if (bytes.empty())
        return;
    nghttp2_session_consume_stream(m_session, id, bytes.size());
    flushLater();
    stream->call->deliverBody(bytes);
    if (stream->call != nullptr)
        stream->call->deliverReadDone();
}

bool Http2Session::onHeader(Http2Stream &stream, std::string_view name, std::string_view value)
{
    if (stream.call == nullptr || stream.hasHead) // Given up, or a trailer.
        return true;
    if (stream.head.add(name, value))
        return true;
    failStream(stream, UpstreamFailure::Garbage);
    return false;
}

void Http2Session::onHeadEnd(Http2Stream &stream)
{
    if (stream.call == nullptr || stream.hasHead)
        return;
    stream.call->onProgress();
    if (stream.head.status() < 200)
        return stream.head.clear();
    const http::Headers fields = stream.head.fields();
    const std::string_view coding = http::findHeader(fields, "content-encoding");
    if (!coding.empty() && !http::sameName(coding, "identity"))
        return failStream(stream, UpstreamFailure::Garbage); // We asked for identity.
    stream.hasHead = true;
    if (!stream.isRequestSent) {
        // An answer before the request's end: the views end with the head.
        std::size_t skip = stream.bodyOffset;
        const auto parts = stream.call->request().body;
        for (std::size_t i = stream.bodyPart; i < parts.size(); ++i)
            stream.rest.append(parts[i].substr(std::exchange(skip, 0)));
        stream.ownsRest = true;
        stream.bodyPart = 0;
        stream.bodyOffset = 0;
    }
    stream.call->deliverHead(stream.head.status(), fields);
    stream.head.clear();
}

void Http2Session::onData(Http2Stream &stream, std::string_view bytes)
{
    if (stream.call == nullptr)
        return;
    stream.call->onProgress();
    if (stream.call->isPaused() || !stream.held.empty()) {
        stream.held.append(bytes);
        return;
    }
    nghttp2_session_consume_stream(m_session, stream.id, bytes.size());
    if (!std::exchange(stream.isReadUntold, true))
        m_touched.push_back(stream.id);
    stream.call->deliverBody(bytes);
}

void Http2Session::onFrameSent(Http2Stream &stream, bool isLast)
{
    stream.isRequestSent = isLast;
    if (stream.call == nullptr || stream.hasHead)
        return;
    if (isLast)
        stream.call->onSent();
    else
        stream.call->onProgress();
}

void Http2Session::onStreamClosed(std::int32_t id, std::uint32_t code)
{
    Http2Stream *stream = find(id);
    if (stream == nullptr)
        return;
    stream->closeCode = code;
    if (stream->call != nullptr && !stream->held.empty()) {
        stream->isClosed = true; // deliverHeld() finishes it.
        return;
    }
    finish(id);
}

void Http2Session::finish(std::int32_t id)
{
    Http2Stream *last = find(id);
    last->isClosed = true;
    if (last->call != nullptr && !last->held.empty()) {
        last->isReadUntold = true;
        last->call->deliverBody(std::exchange(last->held, {}));
        if (find(id) == nullptr) // The handler gave the call up.
            return;
    }
    const bool isWhole = last->isComplete && last->hasHead && last->closeCode == NGHTTP2_NO_ERROR;
    if (last->call != nullptr && !isWhole && std::exchange(last->isReadUntold, false)) {
        last->call->deliverReadDone();
        if (find(id) == nullptr)
            return;
    }
    const std::unique_ptr<Http2Stream> stream = take(id);
    if (stream->call == nullptr)
        return;
    PooledCall &call = *stream->call;
    call.setCarrier(nullptr);
    if (isWhole)
        return call.end();
    if (stream->closeCode == NGHTTP2_REFUSED_STREAM && !stream->hasHead) {
        // The provider has not touched it (RFC 9113 section 8.7).
        if (call.mayRetry())
            return m_origin.retry(call, false);
        return call.failUnsent(UpstreamFailure::Cut);
    }
    const bool isMalformed = stream->closeCode == NGHTTP2_PROTOCOL_ERROR;
    call.fail(isMalformed ? UpstreamFailure::Garbage : UpstreamFailure::Cut);
}

void Http2Session::failStream(Http2Stream &stream, UpstreamFailure failure)
{
    PooledCall *call = std::exchange(stream.call, nullptr);
    call->setCarrier(nullptr);
    nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream.id, NGHTTP2_CANCEL);
    flushLater();
    call->fail(failure);
}

std::unique_ptr<Http2Stream> Http2Session::take(std::int32_t id)
{
    auto node = m_streams.extract(id);
    m_hasNewRoom = true;
    if (m_streams.empty())
        m_idleSinceNs = m_origin.pool().nowNs();
    flushLater(); // Which tells the origin about the room.
    return std::move(node.mapped());
}

Http2Stream *Http2Session::find(std::int32_t id) const
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second.get();
}

void Http2Session::waitToRead()
{
    if (std::exchange(m_isReadAwaited, true) || m_isClosed)
        return;
    m_channel->socket().async_wait(
        Channel::Socket::wait_read,
        [weak = weak_from_this()](const boost::system::error_code &error) {
            const auto self = weak.lock();
            if (!self || error)
                return;
            self->m_isReadAwaited = false;
            self->onReadable();
        });
}

void Http2Session::waitToWrite()
{
    if (std::exchange(m_isWriteAwaited, true) || m_isClosed)
        return;
    m_channel->socket().async_wait(
        Channel::Socket::wait_write,
        [weak = weak_from_this()](const boost::system::error_code &error) {
            const auto self = weak.lock();
            if (!self || error)
                return;
            self->m_isWriteAwaited = false;
            self->onReadable(); // TLS may have waited for it; else there is nothing to read.
        });
}

void Http2Session::onReadable()
{
    if (m_isClosed)
        return;
    const auto self = shared_from_this();
    std::vector<char> &buffer = m_origin.pool().readBuffer();
    do {
        const Channel::Result got = m_channel->read(buffer.data(), buffer.size());
        if (got.status == Channel::Status::Ended || got.status == Channel::Status::Broken)
            return onLost(UpstreamFailure::Cut);
        if (got.status == Channel::Status::WantsWrite)
            waitToWrite();
        if (got.status != Channel::Status::Done)
            break;
        ++m_reads;
        const ssize_t taken = nghttp2_session_mem_recv(
            m_session, reinterpret_cast<const std::uint8_t *>(buffer.data()), got.count);
        if (taken < 0)
            return onLost(UpstreamFailure::Garbage);
        tellReadDone();
    } while (!m_isClosed && m_channel->hasBuffered());
    flush();
    waitToRead();
}

void Http2Session::tellReadDone()
{
    // Handlers may start, end and give up calls meanwhile.
    for (std::size_t i = 0; i < m_touched.size(); ++i) {
        Http2Stream *stream = find(m_touched[i]);
        if (stream == nullptr)
            continue;
        stream->isReadUntold = false;
        if (stream->call != nullptr)
            stream->call->deliverReadDone();
    }
    m_touched.clear();
}

void Http2Session::flushLater()
{
    // Not at once: nghttp2 may be running, and calls that start together share a write.
    if (std::exchange(m_isFlushPosted, true))
        return;
    boost::asio::post(m_origin.pool().context(), [weak = weak_from_this()] {
        if (const auto self = weak.lock())
            self->flush();
    });
}

void Http2Session::flush()
{
    m_isFlushPosted = false;
    const auto self = shared_from_this();
    while (!m_isClosed && !m_isWriteBroken) {
        if (!fillOutput())
            return onLost(UpstreamFailure::Garbage);
        if (m_output.empty())
            break;
        const iovec part{m_output.data() + m_outputSent, m_output.size() - m_outputSent};
        const Channel::Result written = m_channel->write({&part, 1});
        if (written.status == Channel::Status::WantsWrite)
            waitToWrite();
        if (written.status == Channel::Status::Ended || written.status == Channel::Status::Broken)
            m_isWriteBroken = true; // What came before the end is still to be read.
        if (written.status != Channel::Status::Done)
            break;
        m_outputSent += written.count;
    }
    tellRoom();
}

bool Http2Session::fillOutput()
{
    if (m_outputSent == m_output.size()) {
        OPENSSL_cleanse(m_output.data(), m_output.size());
        m_output.clear();
        m_outputSent = 0;
    }
    while (m_output.size() < outputStep) {
        const std::uint8_t *frames = nullptr;
        const ssize_t size = nghttp2_session_mem_send(m_session, &frames);
        if (size < 0)
            return false;
        if (size == 0)
            break;
        m_output.append(reinterpret_cast<const char *>(frames), static_cast<std::size_t>(size));
    }
    return true;
}

void Http2Session::tellRoom()
{
    if (m_isClosed)
        return;
    if (std::exchange(m_hasNewRoom, false))
        m_origin.onRoom();
    if (m_isDraining && m_streams.empty())
        drain();
    const bool isOver = nghttp2_session_want_read(m_session) == 0
        && nghttp2_session_want_write(m_session) == 0 && m_output.size() == m_outputSent;
    if (isOver)
        onLost(UpstreamFailure::Cut);
}

void Http2Session::onLost(UpstreamFailure failure)
{
    const auto self = shared_from_this();
    m_isDraining = true;
    if (!std::exchange(m_isClosed, true)) {
        m_channel->close();
        m_origin.onClosed(*this);
    }
    // Handlers may give up others of these calls meanwhile; new ones do not come here any more.
    while (!m_streams.empty()) {
        const std::int32_t id = m_streams.begin()->first;
        Http2Stream &stream = *m_streams.begin()->second;
        const bool isStale = stream.wasReused && !stream.hasHead && stream.readsAtStart == m_reads
            && stream.call != nullptr && stream.call->mayRetry();
        if (isStale) {
            PooledCall *call = take(id)->call;
            call->setCarrier(nullptr);
            m_origin.retry(*call, true);
            continue;
        }
        if (!stream.isClosed)
            stream.closeCode = failure == UpstreamFailure::Garbage ? NGHTTP2_PROTOCOL_ERROR
                                                                   : NGHTTP2_CONNECT_ERROR;
        stream.isClosed = true;
        finish(id);
    }
}

} // namespace turnpike
