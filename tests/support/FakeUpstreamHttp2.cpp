// SPDX-License-Identifier: GPL-3.0-or-later
// FakeUpstream's HTTP/2 side: an nghttp2 server session driven by its connection's thread.
#include <algorithm>
#include <cstring>
#include <map>
#include <nghttp2/nghttp2.h>

#include "tests/support/FakeUpstreamServer.h"

namespace turnpike::test {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

/// One stream: the request as it comes, then the answer as it goes.
struct Stream
{
    Seen request;
    Answer answer;
    bool isAnswered = false; ///< The HEADERS frame was submitted.
    bool isWaiting = false; ///< Its data source is deferred until `due`.
    SteadyTime due;
    qsizetype piece = 0; ///< Index into answer.body.
    qsizetype offset = 0; ///< Into that piece.
    qsizetype left = -1; ///< Bytes until the cut; -1 without one.
    bool mustReset = false;
};

nghttp2_nv field(const QByteArray &name, const QByteArray &value)
{
    return {reinterpret_cast<std::uint8_t *>(const_cast<char *>(name.constData())),
            reinterpret_cast<std::uint8_t *>(const_cast<char *>(value.constData())),
            static_cast<std::size_t>(name.size()), static_cast<std::size_t>(value.size()),
            NGHTTP2_NV_FLAG_NONE};
}

} // namespace

/// The session of one connection.
class Http2Side
{
public:
    Http2Side(FakeUpstream::Server &server, FakeUpstream::Server::Connection &connection);
    ~Http2Side() { nghttp2_session_del(m_session); }
    void run();

private:
    static int onBeginHeaders(nghttp2_session *, const nghttp2_frame *frame, void *self);
    static int onHeader(nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name,
                        std::size_t nameLength, const std::uint8_t *value, std::size_t valueLength,
                        std::uint8_t, void *self);
    static int onData(nghttp2_session *, std::uint8_t, std::int32_t id, const std::uint8_t *data,
                      std::size_t length, void *self);
    static int onFrame(nghttp2_session *, const nghttp2_frame *frame, void *self);
    static int onClose(nghttp2_session *, std::int32_t id, std::uint32_t code, void *self);
    static ssize_t readBody(nghttp2_session *, std::int32_t id, std::uint8_t *buffer,
                            std::size_t length, std::uint32_t *flags, nghttp2_data_source *,
                            void *self);

    void take(std::int32_t id);
    void answer(std::int32_t id, Stream &stream);
    ssize_t fill(std::int32_t id, Stream &stream, std::uint8_t *buffer, std::size_t length,
                 std::uint32_t *flags);
    void startWhatIsDue();
    std::chrono::milliseconds untilNextDue() const;
    bool flush();

    FakeUpstream::Server &m_server;
    FakeUpstream::Server::Connection &m_connection;
    nghttp2_session *m_session = nullptr;
    std::map<std::int32_t, Stream> m_streams;
    int m_answered = 0;
    bool m_mustClose = false;
};

Http2Side::Http2Side(FakeUpstream::Server &server, FakeUpstream::Server::Connection &connection)
    : m_server(server)
    , m_connection(connection)
{
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, &onBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &onData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &onFrame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &onClose);
    nghttp2_session_server_new(&m_session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry settings[]
        = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
            static_cast<std::uint32_t>(server.options.maxConcurrentStreams)}};
    nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings, 1);
}

void Http2Side::run()
{
    while (flush() && !m_mustClose) {
        const auto ready = m_connection.socket.waitReadable(untilNextDue());
        if (ready == FakeSocket::Ready::Ended)
            return;
        if (ready == FakeSocket::Ready::Bytes) {
            const QByteArray bytes = m_connection.socket.read();
            if (bytes.isEmpty()
                || nghttp2_session_mem_recv(m_session,
                                            reinterpret_cast<const std::uint8_t *>(bytes.data()),
                                            bytes.size())
                    < 0)
                return;
        }
        startWhatIsDue();
    }
}

int Http2Side::onBeginHeaders(nghttp2_session *, const nghttp2_frame *frame, void *self)
{
    auto &side = *static_cast<Http2Side *>(self);
    Stream &stream = side.m_streams[frame->hd.stream_id];
    stream.request.connection = side.m_connection.number;
    stream.request.isHttp2 = true;
    return 0;
}

int Http2Side::onHeader(nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name,
                        std::size_t nameLength, const std::uint8_t *value, std::size_t valueLength,
                        std::uint8_t, void *self)
{
    Seen &request = static_cast<Http2Side *>(self)->m_streams[frame->hd.stream_id].request;
    const QByteArray key(reinterpret_cast<const char *>(name), nameLength);
    const QByteArray text(reinterpret_cast<const char *>(value), valueLength);
    if (key == ":method")
        request.method = text;
    else if (key == ":path")
        request.path = text;
    else if (key == ":authority")
        request.headers.append({"Host", text});
    else if (!key.startsWith(':'))
        request.headers.append({key, text});
    return 0;
}

int Http2Side::onData(nghttp2_session *, std::uint8_t, std::int32_t id, const std::uint8_t *data,
                      std::size_t length, void *self)
{
    static_cast<Http2Side *>(self)->m_streams[id].request.body.append(
        reinterpret_cast<const char *>(data), static_cast<qsizetype>(length));
    return 0;
}

int Http2Side::onFrame(nghttp2_session *, const nghttp2_frame *frame, void *self)
{
    const bool isPart = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (isPart && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
        static_cast<Http2Side *>(self)->take(frame->hd.stream_id);
    if (frame->hd.type == NGHTTP2_RST_STREAM)
        ++static_cast<Http2Side *>(self)->m_server.resetStreams;
    return 0;
}

int Http2Side::onClose(nghttp2_session *, std::int32_t id, std::uint32_t, void *self)
{
    auto &side = *static_cast<Http2Side *>(self);
    side.m_streams.erase(id);
    ++side.m_answered;
    if (side.m_server.options.closesAfter > 0
        && side.m_answered >= side.m_server.options.closesAfter)
        nghttp2_session_terminate_session(side.m_session, NGHTTP2_NO_ERROR);
    return 0;
}

void Http2Side::take(std::int32_t id)
{
    Stream &stream = m_streams[id];
    stream.answer = m_server.answerTo(stream.request);
    stream.left = stream.answer.cut;
    if (stream.answer.framing == Answer::Framing::Raw && stream.answer.end == Answer::End::Hang)
        return; // Answer::silence()
    if (stream.answer.end == Answer::End::GoAway) {
        nghttp2_submit_goaway(m_session, NGHTTP2_FLAG_NONE, std::max(id - 2, 0), NGHTTP2_NO_ERROR,
                              nullptr, 0);
        return;
    }
    stream.due = std::chrono::steady_clock::now() + stream.answer.pauseBefore;
    stream.isWaiting = true;
}

void Http2Side::answer(std::int32_t id, Stream &stream)
{
    stream.isAnswered = true;
    const QByteArray statusName = ":status";
    const QByteArray status = QByteArray::number(stream.answer.status);
    HeaderList lowered;
    for (const auto &[name, value] : stream.answer.headers)
        lowered.append({name.toLower(), value});
    std::vector<nghttp2_nv> fields{field(statusName, status)};
    for (const auto &[name, value] : std::as_const(lowered))
        fields.push_back(field(name, value));
    nghttp2_data_provider body{};
    body.read_callback = &readBody;
    nghttp2_submit_response(m_session, id, fields.data(), fields.size(), &body);
    stream.due = std::chrono::steady_clock::now() + stream.answer.pauseBetween;
}

ssize_t Http2Side::readBody(nghttp2_session *, std::int32_t id, std::uint8_t *buffer,
                            std::size_t length, std::uint32_t *flags, nghttp2_data_source *,
                            void *self)
{
    auto &side = *static_cast<Http2Side *>(self);
    return side.fill(id, side.m_streams[id], buffer, length, flags);
}

ssize_t Http2Side::fill(std::int32_t id, Stream &stream, std::uint8_t *buffer, std::size_t length,
                        std::uint32_t *flags)
{
    const Answer &answer = stream.answer;
    const bool isAtEnd = stream.piece >= answer.body.size() || stream.left == 0;
    if (isAtEnd && answer.end == Answer::End::KeepAlive) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        return 0;
    }
    if (isAtEnd) {
        if (answer.end == Answer::End::Close)
            m_mustClose = true;
        stream.mustReset = answer.end == Answer::End::Reset;
        if (stream.mustReset)
            nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
        return NGHTTP2_ERR_DEFERRED;
    }
    if (stream.due > std::chrono::steady_clock::now()) {
        stream.isWaiting = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    const QByteArray &piece = answer.body[stream.piece];
    qsizetype count = std::min<qsizetype>(piece.size() - stream.offset, length);
    if (answer.inSingleBytes)
        count = std::min<qsizetype>(count, 1);
    if (stream.left >= 0)
        count = std::min(count, stream.left);
    std::memcpy(buffer, piece.constData() + stream.offset, static_cast<std::size_t>(count));
    stream.offset += count;
    if (stream.left >= 0)
        stream.left -= count;
    m_server.sent += count;
    if (stream.offset == piece.size()) {
        ++stream.piece;
        stream.offset = 0;
        stream.due = std::chrono::steady_clock::now() + answer.pauseBetween;
    }
    if (stream.piece == answer.body.size() && answer.end == Answer::End::KeepAlive)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return count;
}

void Http2Side::startWhatIsDue()
{
    const auto now = std::chrono::steady_clock::now();
    for (auto &[id, stream] : m_streams) {
        if (!stream.isWaiting || stream.due > now)
            continue;
        stream.isWaiting = false;
        if (stream.isAnswered)
            nghttp2_session_resume_data(m_session, id);
        else
            answer(id, stream);
    }
}

std::chrono::milliseconds Http2Side::untilNextDue() const
{
    auto least = std::chrono::milliseconds(-1);
    for (const auto &[id, stream] : m_streams) {
        if (!stream.isWaiting)
            continue;
        const auto left = std::max(std::chrono::ceil<std::chrono::milliseconds>(
                                       stream.due - std::chrono::steady_clock::now()),
                                   std::chrono::milliseconds(0));
        least = least.count() < 0 ? left : std::min(least, left);
    }
    return least;
}

bool Http2Side::flush()
{
    for (;;) {
        const std::uint8_t *bytes = nullptr;
        const ssize_t count = nghttp2_session_mem_send(m_session, &bytes);
        if (count < 0)
            return false;
        if (count == 0)
            break;
        if (!m_connection.socket.write({reinterpret_cast<const char *>(bytes), count}))
            return false;
    }
    return nghttp2_session_want_read(m_session) != 0 || nghttp2_session_want_write(m_session) != 0;
}

void FakeUpstream::Server::serveHttp2(Connection &connection)
{
    Http2Side(*this, connection).run();
}

} // namespace turnpike::test
