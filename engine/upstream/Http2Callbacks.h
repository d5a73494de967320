// SPDX-License-Identifier: GPL-3.0-or-later
// nghttp2's C callbacks, turned into Http2Session's functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nghttp2/nghttp2.h>

namespace turnpike {

class Http2Session;

/// Static functions in nghttp2's shapes; the user data is the Http2Session.
struct Http2Callbacks
{
    /// A client session that leaves flow control to its owner. Null when memory is short.
    static nghttp2_session *makeSession(Http2Session &owner);

    static int onHeader(nghttp2_session *session, const nghttp2_frame *frame,
                        const std::uint8_t *name, std::size_t nameSize, const std::uint8_t *value,
                        std::size_t valueSize, std::uint8_t flags, void *owner);
    static int onFrame(nghttp2_session *session, const nghttp2_frame *frame, void *owner);
    static int onData(nghttp2_session *session, std::uint8_t flags, std::int32_t id,
                      const std::uint8_t *bytes, std::size_t size, void *owner);
    static int onFrameSent(nghttp2_session *session, const nghttp2_frame *frame, void *owner);
    static int onStreamClosed(nghttp2_session *session, std::int32_t id, std::uint32_t code,
                              void *owner);
    static ssize_t readBody(nghttp2_session *session, std::int32_t id, std::uint8_t *buffer,
                            std::size_t size, std::uint32_t *flags, nghttp2_data_source *source,
                            void *owner);
};

} // namespace turnpike
