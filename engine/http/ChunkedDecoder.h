// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the chunked transfer coding (RFC 9112 7.1) off a body, without input, output or copies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace turnpike::http {

/// Decodes one body. Strict: CRLF only, no blanks around sizes, sizes of at most 16 hex digits
/// below 2^63. Extensions (1 KiB a chunk, 16 KiB in all) and trailers (8 KiB) are read and dropped.
class ChunkedDecoder
{
public:
    enum class Event : std::uint8_t {
        NeedMore, ///< The whole input was consumed.
        Data, ///< `data` is a slice of the input; call again with what follows `consumed`.
        End, ///< The last byte of the body is the last one consumed; what follows is not the
             ///< body's.
        Broken, ///< Not chunked, or over a limit. For good.
    };
    struct Step
    {
        Event event = Event::NeedMore;
        std::size_t consumed = 0;
        std::string_view data;
    };

    Step next(std::string_view input);
    void reset() { *this = ChunkedDecoder(); }

private:
    enum class State : std::uint8_t {
        SizeStart,
        Size,
        Extension,
        SizeFeed,
        Data,
        DataReturn,
        DataFeed,
        TrailerStart,
        Trailer,
        TrailerFeed,
        EndFeed,
        Done,
        Broken,
    };

    State afterSizeByte(char c);
    State afterExtensionByte(char c);
    State afterTrailerByte(char c);
    State afterFraming(char c);

    std::uint64_t m_left = 0; ///< Bytes of the current chunk still to come.
    std::uint32_t m_lineExtension = 0;
    std::uint32_t m_allExtensions = 0;
    std::uint32_t m_trailer = 0;
    std::uint8_t m_digits = 0;
    State m_state = State::SizeStart;
};

} // namespace turnpike::http
