// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sse/SseParser.h"

#include "engine/json/ByteScan.h"

#include <utility>

namespace turnpike::sse {

namespace {

/// A tail's buffer is kept for the next event up to this size.
constexpr std::size_t keptCapacity = std::size_t{64} * 1024;

} // namespace

void SseParser::releaseDelivered()
{
    if (!m_isDelivered)
        return;
    m_isDelivered = false;
    m_tail.clear();
    if (m_tail.capacity() > keptCapacity)
        m_tail.shrink_to_fit();
    if (m_joined.capacity() > keptCapacity)
        std::string().swap(m_joined);
}

void SseParser::feed(std::string_view bytes)
{
    m_fed = bytes;
    m_scanned = 0;
}

/// Moves m_scanned behind the next blank line. False when the bytes end first.
///
/// A blank line that ends in CR after a line that ended in CR LF is only over when the byte after
/// it is known; after a line that ended in a lone CR it is over at once, and an LF that still
/// follows counts as the start of the next event's bytes. So both the CRLF and the CR style are
/// delivered as early as can be, whatever the cut.
bool SseParser::scan()
{
    const char *begin = m_fed.data();
    const char *end = begin + m_fed.size();
    const char *cursor = begin + m_scanned;
    const auto stopAt = [&](const char *where) {
        m_scanned = static_cast<std::size_t>(where - begin);
        return true;
    };
    while (cursor != end) {
        if (m_swallowsLf || m_hasCr) {
            const bool isLf = *cursor == '\n';
            if (isLf)
                ++cursor;
            const bool endsEvent = m_hasCr && m_crWasBlank;
            if (m_hasCr)
                m_previousWasLoneCr = !isLf;
            m_swallowsLf = m_hasCr = m_crWasBlank = false;
            if (endsEvent) {
                m_previousWasLoneCr = false;
                return stopAt(cursor);
            }
            continue;
        }
        const char *stop = json::findLineEnd(cursor, end);
        m_lineBytes += static_cast<std::size_t>(stop - cursor);
        if (stop == end) {
            cursor = end;
            break;
        }
        const bool isBlank = m_lineBytes == 0;
        m_lineBytes = 0;
        cursor = stop + 1;
        if (*stop == '\n') {
            m_previousWasLoneCr = false;
            if (isBlank)
                return stopAt(cursor);
        } else if (isBlank && m_previousWasLoneCr) {
            m_swallowsLf = true;
            m_previousWasLoneCr = false;
            return stopAt(cursor);
        } else {
            m_hasCr = true;
            m_crWasBlank = isBlank;
        }
    }
    stopAt(cursor);
    return false;
}

Step SseParser::next(Event &event)
{
    releaseDelivered();
    if (m_isTooLong)
        return Step::TooLong;
    const bool isWhole = scan();
    const std::string_view piece = m_fed.substr(0, m_scanned);
    if (m_tail.size() + piece.size() > m_limit) {
        m_isTooLong = true;
        std::string().swap(m_tail);
        return Step::TooLong;
    }
    m_fed.remove_prefix(m_scanned);
    m_scanned = 0;
    if (!isWhole) {
        m_tail += piece;
        return Step::NeedMore;
    }
    if (m_tail.empty()) {
        read(piece, event);
    } else {
        m_tail += piece;
        m_isDelivered = true;
        read(m_tail, event);
    }
    return Step::Event;
}

Step SseParser::finish(Event &event)
{
    releaseDelivered();
    if (m_isTooLong)
        return Step::TooLong;
    if (m_tail.empty())
        return Step::NeedMore;
    const bool isTerminated = m_hasCr && m_crWasBlank;
    m_isDelivered = true;
    read(m_tail, event);
    event.isTerminated = isTerminated;
    m_hasCr = m_crWasBlank = false;
    m_lineBytes = 0;
    if (!isTerminated && !event.hasData)
        return Step::NeedMore;
    return Step::Event;
}

void SseParser::read(std::string_view raw, Event &event)
{
    if (std::exchange(m_isFirst, false) && raw.starts_with("\xEF\xBB\xBF"))
        raw.remove_prefix(3);
    event = {};
    event.raw = raw;
    m_dataLines = 0;
    m_joined.clear();
    const char *cursor = raw.data();
    const char *end = cursor + raw.size();
    while (cursor != end) {
        const char *stop = json::findLineEnd(cursor, end);
        readLine({cursor, static_cast<std::size_t>(stop - cursor)}, event);
        cursor = stop == end ? end : stop + 1;
    }
    event.hasData = m_dataLines != 0;
    if (m_dataLines > 1)
        event.data = m_joined;
}

void SseParser::readLine(std::string_view line, Event &event)
{
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    std::string_view value
        = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    if (name == "data") {
        if (m_dataLines == 1)
            m_joined = event.data;
        if (m_dataLines++ != 0)
            m_joined.append(1, '\n').append(value);
        else
            event.data = value;
    } else if (name == "event") {
        event.type = value;
    } else if (name == "id") {
        event.id = value;
    }
}

} // namespace turnpike::sse
