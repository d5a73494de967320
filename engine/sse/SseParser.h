// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a byte stream into server-sent events, as the WHATWG HTML standard frames them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike::sse {

/// One event. Views are valid until the next call of the parser.
struct Event
{
    std::string_view raw; ///< Every byte of it, its blank line included: forward this.
    std::string_view type; ///< The last `event:` line's value.
    std::string_view data; ///< All `data:` lines, joined by LF.
    std::string_view id; ///< The last `id:` line's value.
    bool hasData
        = false; ///< A `data:` line came. Without one it is a comment or a lone blank line.
    bool isTerminated = true; ///< False only from finish(): the blank line never came.
};

enum class Step : std::uint8_t {
    Event, ///< An event was written to the argument.
    NeedMore, ///< All bytes fed are used up.
    TooLong, ///< An event is longer than the limit; the parser is done for.
};

/// Incremental: what comes out depends on the bytes only, never on where they were cut. An event
/// that lies whole in the bytes fed is not copied. Used on one thread.
///
///     parser.feed(bytes);
///     while (parser.next(event) == Step::Event) ...
class SseParser
{
public:
    static constexpr std::size_t defaultLimit = std::size_t{16} * 1024 * 1024;

    explicit SseParser(std::size_t limit = defaultLimit)
        : m_limit(limit)
    {}

    /// The bytes must stay valid until next() has answered NeedMore, which it must before the next
    /// call of feed().
    void feed(std::string_view bytes);
    Step next(Event &event);
    /// At the end of the stream: what came after the last blank line, if it holds anything.
    Step finish(Event &event);
    /// Bytes kept for an unfinished event.
    std::size_t buffered() const { return m_tail.size(); }

private:
    bool scan();
    void read(std::string_view raw, Event &event);
    void readLine(std::string_view line, Event &event);
    void releaseDelivered();

    std::size_t m_limit;
    std::string_view m_fed; ///< Of the last feed(), not yet scanned into an event.
    std::size_t m_scanned = 0; ///< Bytes of m_fed that the scanner has seen.
    std::string m_tail; ///< Start of an event whose end has not come.
    std::string m_joined; ///< Data of several lines.
    std::size_t m_lineBytes = 0; ///< Bytes of the line being scanned.
    std::size_t m_dataLines = 0;
    bool m_previousWasLoneCr = false; ///< How the line before this one ended.
    bool m_hasCr = false; ///< The byte before was a CR whose LF may follow.
    bool m_crWasBlank = false; ///< That CR ended a blank line.
    bool m_swallowsLf = false; ///< An event ended in a lone CR: an LF now belongs to its end.
    bool m_isFirst = true; ///< Only the first event can carry a byte order mark.
    bool m_isDelivered = false; ///< m_tail holds an event that was handed out.
    bool m_isTooLong = false;
};

} // namespace turnpike::sse
