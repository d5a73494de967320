// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/HeadReader.h"

#include <array>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace turnpike::http {

namespace {

constexpr std::array<bool, 256> makeTokenTable()
{
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c)
        table[static_cast<std::size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 32)] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

constexpr std::array<bool, 256> tokenTable = makeTokenTable();

bool isTokenByte(char c)
{
    return tokenTable[static_cast<unsigned char>(c)];
}

bool isFieldByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

} // namespace

bool isToken(std::string_view text)
{
    for (const char c : text) {
        if (!isTokenByte(c))
            return false;
    }
    return !text.empty();
}

bool isFieldText(std::string_view text)
{
    std::size_t at = 0;
#if defined(__SSE2__)
    const __m128i lowest = _mm_set1_epi8(0x20);
    const __m128i tab = _mm_set1_epi8('\t');
    const __m128i del = _mm_set1_epi8(0x7f);
    for (; at + 16 <= text.size(); at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + at));
        // Unsigned "below 0x20" is where the larger of the two is not the byte itself.
        const __m128i isHigh = _mm_cmpeq_epi8(_mm_max_epu8(bytes, lowest), bytes);
        const __m128i isAllowed = _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(bytes, del), isHigh),
                                               _mm_cmpeq_epi8(bytes, tab));
        if (_mm_movemask_epi8(isAllowed) != 0xffff)
            return false;
    }
#endif
    for (; at < text.size(); ++at) {
        if (!isFieldByte(text[at]))
            return false;
    }
    return true;
}

bool isVisible(std::string_view text)
{
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f)
            return false;
    }
    return !text.empty();
}

std::optional<std::uint64_t> parseLength(std::string_view text)
{
    if (text.empty() || text.size() > 19)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

bool listHolds(std::string_view list, std::string_view token)
{
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (sameName(trimmed(list.substr(0, comma)), token))
            return true;
        if (comma == std::string_view::npos)
            break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

HeadReader::Event HeadReader::fail(Fault fault)
{
    m_fault = fault;
    return Event::Fault;
}

// One empty line before a message is tolerated, as RFC 9112 2.2 asks of servers.
HeadReader::Fault HeadReader::skipLeadingBlankLine(std::string_view buffer)
{
    if (m_hasSkipped || buffer.size() < 2)
        return Fault::None;
    if (buffer.front() == '\r') {
        if (buffer[1] != '\n')
            return Fault::BareCarriageReturn;
        m_lineAt = m_searchAt = 2;
    }
    m_hasSkipped = true;
    return Fault::None;
}

HeadReader::Event HeadReader::advance(std::string_view buffer)
{
    if (m_fault != Fault::None)
        return Event::Fault;
    if (m_isDone)
        return Event::End;
    if (!m_hasFirst) {
        if (const Fault fault = skipLeadingBlankLine(buffer); fault != Fault::None)
            return fail(fault);
        const bool mayBeBlankLine = m_lineAt == 0 && buffer == "\r";
        if (buffer.size() > m_lineAt && !mayBeBlankLine && !isTokenByte(buffer[m_lineAt]))
            return fail(buffer[m_lineAt] == '\n' ? Fault::BareLineFeed : Fault::NotHttp);
    }
    for (;;) {
        const std::size_t feed = buffer.find('\n', m_searchAt);
        const bool isWhole = feed != std::string_view::npos;
        const std::size_t end = isWhole ? feed + 1 : buffer.size();
        if (!m_hasFirst && end - m_lineAt > m_limits.firstLineBytes)
            return fail(Fault::FirstLineTooLong);
        if (end > m_limits.headBytes)
            return fail(Fault::HeadTooLarge);
        m_searchAt = end;
        if (!isWhole)
            return Event::NeedMore;
        if (feed == m_lineAt || buffer[feed - 1] != '\r')
            return fail(Fault::BareLineFeed);
        const std::string_view line = buffer.substr(m_lineAt, feed - 1 - m_lineAt);
        if (!isFieldText(line)) {
            return fail(line.find('\r') == std::string_view::npos ? Fault::ControlCharacter
                                                                  : Fault::BareCarriageReturn);
        }
        if (!m_hasFirst) {
            m_firstAt = m_lineAt;
            m_firstSize = line.size();
            m_lineAt = end;
            m_hasFirst = true;
            return Event::FirstLine;
        }
        if (line.empty()) {
            m_lineAt = end;
            m_isDone = true;
            return Event::End;
        }
        if (const Fault fault = readField(line); fault != Fault::None)
            return fail(fault);
        m_lineAt = end;
    }
}

HeadReader::Fault HeadReader::readField(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t')
        return Fault::FoldedLine;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return Fault::NoColon;
    if (!isToken(line.substr(0, colon)))
        return Fault::BadName;
    if (m_fields.size() == m_limits.headerCount)
        return Fault::TooManyHeaders;
    const std::string_view value = trimmed(line.substr(colon + 1));
    const std::size_t valueAt = static_cast<std::size_t>(value.data() - line.data());
    m_fields.push_back({static_cast<std::uint32_t>(m_lineAt), static_cast<std::uint32_t>(colon),
                        static_cast<std::uint32_t>(m_lineAt + valueAt),
                        static_cast<std::uint32_t>(value.size())});
    return Fault::None;
}

std::string_view HeadReader::firstLine(std::string_view buffer) const
{
    return buffer.substr(m_firstAt, m_firstSize);
}

Header HeadReader::at(std::string_view buffer, std::size_t index) const
{
    const Field &field = m_fields[index];
    return {buffer.substr(field.nameAt, field.nameSize),
            buffer.substr(field.valueAt, field.valueSize)};
}

void HeadReader::collect(std::string_view buffer, Headers &headers) const
{
    headers.clear();
    headers.reserve(m_fields.size());
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        headers.push_back(at(buffer, i));
}

void HeadReader::reset()
{
    m_fields.clear();
    m_lineAt = m_searchAt = m_firstAt = m_firstSize = 0;
    m_fault = Fault::None;
    m_hasFirst = m_hasSkipped = m_isDone = false;
}

} // namespace turnpike::http
