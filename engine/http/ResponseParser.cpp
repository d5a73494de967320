// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/ResponseParser.h"

#include <algorithm>

namespace turnpike::http {

namespace {

constexpr int interimLimit = 8;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

const char *describe(HeadReader::Fault fault)
{
    switch (fault) {
    case HeadReader::Fault::None: return "";
    case HeadReader::Fault::NotHttp: return "the answer is not HTTP";
    case HeadReader::Fault::BareLineFeed: return "line feed without carriage return";
    case HeadReader::Fault::BareCarriageReturn: return "carriage return without line feed";
    case HeadReader::Fault::ControlCharacter: return "control character in the head";
    case HeadReader::Fault::FirstLineTooLong: return "status line too long";
    case HeadReader::Fault::HeadTooLarge: return "head too large";
    case HeadReader::Fault::TooManyHeaders: return "too many headers";
    case HeadReader::Fault::FoldedLine: return "folded header line";
    case HeadReader::Fault::NoColon: return "header line without a colon";
    case HeadReader::Fault::BadName: return "malformed header name";
    }
    return "malformed head";
}

} // namespace

void ResponseParser::reset(Asked asked)
{
    forgetHead();
    m_chunked.reset();
    m_contentLength = m_left = 0;
    m_reason = "";
    m_interim = 0;
    m_asked = asked;
    m_framing = BodyFraming::None;
    m_phase = Phase::Head;
    m_keepsAlive = false;
    m_hasBegun = false;
}

void ResponseParser::forgetHead()
{
    m_reader.reset();
    m_status = 0;
    forgetPartial();
}

// What views into the partial head would show is gone with it, and a long head once must not hold
// memory for the life of the connection.
void ResponseParser::forgetPartial()
{
    m_headers.clear();
    if (m_partial.capacity() > 4096)
        std::string().swap(m_partial);
    else
        m_partial.clear();
}

ResponseParser::Step ResponseParser::broken(const char *reason, std::size_t consumed)
{
    m_phase = Phase::Broken;
    m_reason = reason;
    m_keepsAlive = false;
    return {Event::Broken, consumed, {}};
}

ResponseParser::Step ResponseParser::next(std::string_view input)
{
    if (!input.empty() && m_phase == Phase::Head)
        m_hasBegun = true;
    switch (m_phase) {
    case Phase::Head: return nextOfHead(input);
    case Phase::Body:
        if (!m_partial.empty())
            forgetPartial();
        return nextOfBody(input);
    case Phase::Done: return {Event::End, 0, {}};
    case Phase::Broken: break;
    }
    return {Event::Broken, 0, {}};
}

ResponseParser::Step ResponseParser::nextOfHead(std::string_view input)
{
    std::size_t consumed = 0;
    for (;;) {
        const std::string_view rest = input.substr(consumed);
        const std::size_t before = m_partial.size();
        if (before > 0)
            m_partial.append(rest);
        const std::string_view buffer = before > 0 ? std::string_view(m_partial) : rest;
        HeadReader::Event event = m_reader.advance(buffer);
        if (event == HeadReader::Event::FirstLine) {
            if (!readStatusLine(m_reader.firstLine(buffer)))
                return broken("malformed status line", input.size());
            event = m_reader.advance(buffer);
        }
        if (event == HeadReader::Event::Fault)
            return broken(describe(m_reader.fault()), input.size());
        if (event == HeadReader::Event::NeedMore) {
            if (before == 0)
                m_partial.assign(rest);
            return {Event::NeedMore, input.size(), {}};
        }
        consumed += m_reader.size() - before;
        if (m_status >= 200) {
            m_reader.collect(buffer.substr(0, m_reader.size()), m_headers);
            if (!readFraming())
                return broken(m_reason, consumed);
            m_phase = m_framing == BodyFraming::None ? Phase::Done : Phase::Body;
            return {Event::Head, consumed, {}};
        }
        if (m_status == 101)
            return broken("the server changed the protocol unasked", consumed);
        if (++m_interim > interimLimit)
            return broken("too many interim answers", consumed);
        forgetHead();
    }
}

bool ResponseParser::readStatusLine(std::string_view line)
{
    // "HTTP/1.1 200" at least; servers exist that leave out the reason and its blank.
    if (line.size() < 12 || line.substr(0, 7) != "HTTP/1." || !isDigit(line[7]) || line[8] != ' ')
        return false;
    if (!std::all_of(line.begin() + 9, line.begin() + 12, isDigit))
        return false;
    if (line.size() > 12 && line[12] != ' ')
        return false;
    m_minor = line[7] == '0' ? 0 : 1;
    m_status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return m_status >= 100 && m_status < 600;
}

bool ResponseParser::readFraming()
{
    bool hasLength = false;
    bool isChunked = false;
    bool closes = m_minor == 0;
    for (const Header &header : m_headers) {
        if (sameName(header.name, "content-length")) {
            const auto length = parseLength(header.value);
            if (!length || (hasLength && *length != m_contentLength)) {
                m_reason = "malformed or contradictory Content-Length";
                return false;
            }
            hasLength = true;
            m_contentLength = *length;
        } else if (sameName(header.name, "transfer-encoding")) {
            if (isChunked || m_minor == 0 || !sameName(header.value, "chunked")) {
                m_reason = "transfer coding other than chunked";
                return false;
            }
            isChunked = true;
        } else if (sameName(header.name, "connection")) {
            if (m_minor == 0 && listHolds(header.value, "keep-alive"))
                closes = false;
            if (listHolds(header.value, "close"))
                closes = true;
        }
    }
    if (hasLength && isChunked) {
        m_reason = "Content-Length and Transfer-Encoding together";
        return false;
    }
    if (m_asked == Asked::HeadOnly || m_status == 204 || m_status == 304)
        m_framing = BodyFraming::None;
    else if (isChunked)
        m_framing = BodyFraming::Chunked;
    else if (hasLength)
        m_framing = m_contentLength == 0 ? BodyFraming::None : BodyFraming::Length;
    else
        m_framing = BodyFraming::UntilClose;
    m_left = m_contentLength;
    m_keepsAlive = !closes && m_framing != BodyFraming::UntilClose;
    return true;
}

ResponseParser::Step ResponseParser::nextOfBody(std::string_view input)
{
    if (m_framing == BodyFraming::Chunked) {
        const ChunkedDecoder::Step step = m_chunked.next(input);
        switch (step.event) {
        case ChunkedDecoder::Event::NeedMore: return {Event::NeedMore, step.consumed, {}};
        case ChunkedDecoder::Event::Data: return {Event::Body, step.consumed, step.data};
        case ChunkedDecoder::Event::End:
            m_phase = Phase::Done;
            return {Event::End, step.consumed, {}};
        case ChunkedDecoder::Event::Broken: break;
        }
        return broken("malformed chunked body", step.consumed);
    }
    if (m_framing == BodyFraming::Length && m_left == 0) {
        m_phase = Phase::Done;
        return {Event::End, 0, {}};
    }
    if (input.empty())
        return {Event::NeedMore, 0, {}};
    if (m_framing == BodyFraming::UntilClose)
        return {Event::Body, input.size(), input};
    const std::size_t size = std::min<std::uint64_t>(m_left, input.size());
    m_left -= size;
    return {Event::Body, size, input.substr(0, size)};
}

ResponseParser::Step ResponseParser::finish()
{
    if (m_phase == Phase::Broken)
        return {Event::Broken, 0, {}};
    const bool isWhole = m_phase == Phase::Done
        || (m_phase == Phase::Body && m_framing == BodyFraming::Length && m_left == 0)
        || (m_phase == Phase::Body && m_framing == BodyFraming::UntilClose);
    if (!isWhole)
        return broken("the connection ended before the answer did");
    m_phase = Phase::Done;
    m_keepsAlive = false;
    return {Event::End, 0, {}};
}

} // namespace turnpike::http
