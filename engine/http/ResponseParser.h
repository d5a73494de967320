// SPDX-License-Identifier: GPL-3.0-or-later
// Reads HTTP/1.x answers of a server that we called, without input or output of its own.
#pragma once

#include "engine/http/ChunkedDecoder.h"
#include "engine/http/HeadReader.h"
#include "engine/http/Message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike::http {

enum class BodyFraming : std::uint8_t { None, Length, Chunked, UntilClose };

/// Parses one answer at a time. Feed what was received and loop:
///     for (;;) {
///         const auto step = parser.next(input);
///         input.remove_prefix(step.consumed);
///         if NeedMore: read on; if Head, Body: use it and go on, also with an empty input;
///         if End, Broken: stop.
///     }
/// Interim answers (1xx) are swallowed, at most 8 of them; 101 is Broken, since we never upgrade.
class ResponseParser
{
public:
    enum class Event : std::uint8_t {
        NeedMore, ///< The whole input was consumed.
        Head, ///< status() and headers() are there, valid until the next call or the input moves.
        Body, ///< `body` is a slice of the input, without framing; never empty.
        End, ///< The answer is complete. Bytes after `consumed` were not asked for: do not reuse.
        Broken, ///< Not HTTP/1.x, ambiguous framing, or over a limit; see reason(). For good.
    };
    struct Step
    {
        Event event = Event::NeedMore;
        std::size_t consumed = 0;
        std::string_view body;
    };
    /// What the request was, as far as it changes the framing of its answer.
    enum class Asked : std::uint8_t { WithBody, HeadOnly };

    explicit ResponseParser(const HeadLimits &limits = {})
        : m_reader(limits)
    {}

    /// Makes ready for the next answer on the same connection.
    void reset(Asked asked = Asked::WithBody);
    Step next(std::string_view input);
    /// The connection was closed by the server: End where that is how the body ends, else Broken.
    Step finish();

    int status() const { return m_status; }
    const Headers &headers() const { return m_headers; }
    BodyFraming framing() const { return m_framing; }
    /// Meaningful for BodyFraming::Length.
    std::uint64_t contentLength() const { return m_contentLength; }
    /// Valid from Head on: the connection can carry another request after End.
    bool keepsAlive() const { return m_keepsAlive; }
    /// Whether any byte of this answer was seen: a pooled connection that closes without one had
    /// simply timed out.
    bool hasBegun() const { return m_hasBegun; }
    const char *reason() const { return m_reason; } ///< Of Broken; a static sentence, else empty.

private:
    enum class Phase : std::uint8_t { Head, Body, Done, Broken };

    Step broken(const char *reason, std::size_t consumed = 0);
    Step nextOfHead(std::string_view input);
    Step nextOfBody(std::string_view input);
    bool readStatusLine(std::string_view line);
    bool readFraming();
    void forgetHead();
    void forgetPartial();

    HeadReader m_reader;
    ChunkedDecoder m_chunked;
    Headers m_headers;
    std::string m_partial; ///< The part of a head that earlier inputs brought.
    std::uint64_t m_contentLength = 0;
    std::uint64_t m_left = 0;
    const char *m_reason = "";
    int m_status = 0;
    int m_minor = 1;
    int m_interim = 0;
    Asked m_asked = Asked::WithBody;
    BodyFraming m_framing = BodyFraming::None;
    Phase m_phase = Phase::Head;
    bool m_keepsAlive = false;
    bool m_hasBegun = false;
};

} // namespace turnpike::http
