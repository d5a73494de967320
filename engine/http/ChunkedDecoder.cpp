// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/ChunkedDecoder.h"

#include <algorithm>
#include <limits>

namespace turnpike::http {

namespace {

constexpr std::uint32_t lineExtensionLimit = 1024;
constexpr std::uint32_t allExtensionsLimit = 16 * 1024;
constexpr std::uint32_t trailerLimit = 8 * 1024;
constexpr std::uint8_t digitLimit = 16;
constexpr std::uint64_t largestChunk = std::numeric_limits<std::int64_t>::max();

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool isText(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

} // namespace

ChunkedDecoder::Step ChunkedDecoder::next(std::string_view input)
{
    std::size_t at = 0;
    while (m_state != State::Done && m_state != State::Broken) {
        if (at == input.size())
            return {Event::NeedMore, at, {}};
        if (m_state != State::Data) {
            m_state = afterFraming(input[at++]);
            continue;
        }
        const std::size_t size = std::min<std::uint64_t>(m_left, input.size() - at);
        m_left -= size;
        if (m_left == 0)
            m_state = State::DataReturn;
        return {Event::Data, at + size, input.substr(at, size)};
    }
    return {m_state == State::Done ? Event::End : Event::Broken, at, {}};
}

ChunkedDecoder::State ChunkedDecoder::afterFraming(char c)
{
    switch (m_state) {
    case State::SizeStart:
        m_left = 0;
        m_digits = 0;
        m_lineExtension = 0;
        return hexValue(c) < 0 ? State::Broken : afterSizeByte(c);
    case State::Size: return afterSizeByte(c);
    case State::Extension: return afterExtensionByte(c);
    case State::SizeFeed:
        if (c != '\n')
            return State::Broken;
        return m_left == 0 ? State::TrailerStart : State::Data;
    case State::DataReturn: return c == '\r' ? State::DataFeed : State::Broken;
    case State::DataFeed: return c == '\n' ? State::SizeStart : State::Broken;
    case State::TrailerStart:
        if (c == '\r')
            return State::EndFeed;
        return c == ' ' || c == '\t' ? State::Broken : afterTrailerByte(c);
    case State::Trailer: return afterTrailerByte(c);
    case State::TrailerFeed: return c == '\n' ? State::TrailerStart : State::Broken;
    case State::EndFeed: return c == '\n' ? State::Done : State::Broken;
    case State::Data:
    case State::Done:
    case State::Broken: break;
    }
    return State::Broken;
}

ChunkedDecoder::State ChunkedDecoder::afterSizeByte(char c)
{
    if (c == '\r')
        return State::SizeFeed;
    if (c == ';')
        return afterExtensionByte(c);
    const int value = hexValue(c);
    if (value < 0 || ++m_digits > digitLimit)
        return State::Broken;
    if (m_left > (largestChunk >> 4))
        return State::Broken;
    m_left = m_left << 4 | static_cast<std::uint64_t>(value);
    return State::Size;
}

ChunkedDecoder::State ChunkedDecoder::afterExtensionByte(char c)
{
    if (c == '\r')
        return State::SizeFeed;
    if (!isText(c) || ++m_lineExtension > lineExtensionLimit
        || ++m_allExtensions > allExtensionsLimit)
        return State::Broken;
    return State::Extension;
}

ChunkedDecoder::State ChunkedDecoder::afterTrailerByte(char c)
{
    if (c == '\r')
        return State::TrailerFeed;
    if (!isText(c) || ++m_trailer > trailerLimit)
        return State::Broken;
    return State::Trailer;
}

} // namespace turnpike::http
