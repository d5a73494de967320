// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Http2Callbacks.h"

#include "engine/upstream/Http2Session.h"
#include "engine/upstream/Http2Stream.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace turnpike {

namespace {

std::string_view viewOf(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

/// Moves the next bytes of the request's body into `buffer`; returns how many.
std::size_t takeBody(Http2Stream &stream, std::uint8_t *buffer, std::size_t size, bool *isAtEnd)
{
    const std::string_view rest = stream.rest;
    const auto parts = stream.ownsRest ? std::span(&rest, 1) : stream.call->request().body;
    std::size_t done = 0;
    while (stream.bodyPart < parts.size() && done < size) {
        const std::string_view part = parts[stream.bodyPart].substr(stream.bodyOffset);
        const std::size_t count = std::min(part.size(), size - done);
        std::memcpy(buffer + done, part.data(), count);
        done += count;
        stream.bodyOffset += count;
        if (count == part.size()) {
            ++stream.bodyPart;
            stream.bodyOffset = 0;
        }
    }
    while (stream.bodyPart < parts.size() && parts[stream.bodyPart].empty())
        ++stream.bodyPart;
    *isAtEnd = stream.bodyPart == parts.size();
    return done;
}

} // namespace

nghttp2_session *Http2Callbacks::makeSession(Http2Session &owner)
{
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_option *option = nullptr;
    nghttp2_session *session = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) == 0 && nghttp2_option_new(&option) == 0) {
        nghttp2_session_callbacks_set_on_header_callback(callbacks, &onHeader);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &onFrame);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &onData);
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, &onFrameSent);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &onStreamClosed);
        nghttp2_option_set_no_auto_window_update(option, 1);
        if (nghttp2_session_client_new2(&session, callbacks, &owner, option) != 0)
            session = nullptr;
    }
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    return session;
}

int Http2Callbacks::onHeader(nghttp2_session *, const nghttp2_frame *frame,
                             const std::uint8_t *name, std::size_t nameSize,
                             const std::uint8_t *value, std::size_t valueSize, std::uint8_t,
                             void *owner)
{
    auto &self = *static_cast<Http2Session *>(owner);
    Http2Stream *stream = self.find(frame->hd.stream_id);
    if (stream == nullptr || frame->hd.type != NGHTTP2_HEADERS)
        return 0;
    const bool isFine = self.onHeader(*stream, viewOf(name, nameSize), viewOf(value, valueSize));
    return isFine ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

int Http2Callbacks::onFrame(nghttp2_session *, const nghttp2_frame *frame, void *owner)
{
    auto &self = *static_cast<Http2Session *>(owner);
    if (frame->hd.type == NGHTTP2_SETTINGS && (frame->hd.flags & NGHTTP2_FLAG_ACK) == 0) {
        self.m_hasSettings = true;
        self.m_hasNewRoom = true;
    }
    if (frame->hd.type == NGHTTP2_GOAWAY)
        self.m_isDraining = true;
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
        return 0;
    if (Http2Stream *stream = self.find(frame->hd.stream_id)) {
        stream->isComplete = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
        if (frame->hd.type == NGHTTP2_HEADERS)
            self.onHeadEnd(*stream);
    }
    return 0;
}

int Http2Callbacks::onData(nghttp2_session *session, std::uint8_t, std::int32_t id,
                           const std::uint8_t *bytes, std::size_t size, void *owner)
{
    auto &self = *static_cast<Http2Session *>(owner);
    nghttp2_session_consume_connection(session, size);
    if (Http2Stream *stream = self.find(id))
        self.onData(*stream, viewOf(bytes, size));
    return 0;
}

int Http2Callbacks::onFrameSent(nghttp2_session *, const nghttp2_frame *frame, void *owner)
{
    auto &self = *static_cast<Http2Session *>(owner);
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
        return 0;
    if (Http2Stream *stream = self.find(frame->hd.stream_id))
        self.onFrameSent(*stream, (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0);
    return 0;
}

int Http2Callbacks::onStreamClosed(nghttp2_session *, std::int32_t id, std::uint32_t code,
                                   void *owner)
{
    static_cast<Http2Session *>(owner)->onStreamClosed(id, code);
    return 0;
}

ssize_t Http2Callbacks::readBody(nghttp2_session *, std::int32_t id, std::uint8_t *buffer,
                                 std::size_t size, std::uint32_t *flags, nghttp2_data_source *,
                                 void *owner)
{
    Http2Stream *stream = static_cast<Http2Session *>(owner)->find(id);
    if (stream == nullptr || stream->call == nullptr)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; // Given up: the views may be gone.
    bool isAtEnd = false;
    const std::size_t count = takeBody(*stream, buffer, size, &isAtEnd);
    if (isAtEnd)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

} // namespace turnpike
