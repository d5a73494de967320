// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/RequestParser.h"

namespace turnpike::http {

namespace {

// Enough to compare authorities and to keep everything else of a URL out.
bool isAuthority(std::string_view text)
{
    return isVisible(text) && text.find_first_of("/\\@?#,") == std::string_view::npos;
}

std::string_view withoutScheme(std::string_view target)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (sameName(target.substr(0, scheme.size()), scheme))
            return target.substr(scheme.size());
    }
    return {};
}

} // namespace

bool RequestParser::refuse(int status, const char *reason)
{
    m_refusalStatus = status;
    m_refusalReason = reason;
    return false;
}

bool RequestParser::refuse(HeadReader::Fault fault)
{
    switch (fault) {
    case HeadReader::Fault::None: break;
    case HeadReader::Fault::NotHttp: return refuse(400, "This is not an HTTP request.");
    case HeadReader::Fault::BareLineFeed: return refuse(400, "Line feed without carriage return.");
    case HeadReader::Fault::BareCarriageReturn:
        return refuse(400, "Carriage return without line feed.");
    case HeadReader::Fault::ControlCharacter:
        return refuse(400, "Control character in the request's head.");
    case HeadReader::Fault::FirstLineTooLong: return refuse(414, "The request line is too long.");
    case HeadReader::Fault::HeadTooLarge: return refuse(431, "The headers are too large.");
    case HeadReader::Fault::TooManyHeaders: return refuse(431, "There are too many headers.");
    case HeadReader::Fault::FoldedLine: return refuse(400, "Folded header line.");
    case HeadReader::Fault::NoColon: return refuse(400, "Header line without a colon.");
    case HeadReader::Fault::BadName: return refuse(400, "Malformed header name.");
    }
    return refuse(400, "Malformed request.");
}

RequestParser::Status RequestParser::parse(std::string_view buffer)
{
    if (m_refusalStatus != 0)
        return Status::Refused;
    if (m_isComplete)
        return Status::Complete;
    HeadReader::Event event = m_reader.advance(buffer);
    if (event == HeadReader::Event::FirstLine) {
        const std::string_view line = m_reader.firstLine(buffer);
        if (!readRequestLine(line, static_cast<std::size_t>(line.data() - buffer.data())))
            return Status::Refused;
        event = m_reader.advance(buffer);
    }
    if (event == HeadReader::Event::NeedMore)
        return Status::NeedMore;
    if (event == HeadReader::Event::Fault) {
        refuse(m_reader.fault());
        return Status::Refused;
    }
    if (!readFields(buffer.substr(0, m_reader.size())))
        return Status::Refused;
    m_isComplete = true;
    return Status::Complete;
}

bool RequestParser::readRequestLine(std::string_view line, std::size_t lineAt)
{
    const std::size_t methodEnd = line.find(' ');
    const std::size_t targetEnd
        = methodEnd == std::string_view::npos ? methodEnd : line.find(' ', methodEnd + 1);
    if (targetEnd == std::string_view::npos)
        return refuse(400, "Malformed request line.");
    const std::string_view target = line.substr(methodEnd + 1, targetEnd - methodEnd - 1);
    if (!isToken(line.substr(0, methodEnd)) || !isVisible(target)
        || target.find('#') != std::string_view::npos)
        return refuse(400, "Malformed request line.");
    m_methodAt = static_cast<std::uint32_t>(lineAt);
    m_methodSize = static_cast<std::uint32_t>(methodEnd);
    m_targetAt = static_cast<std::uint32_t>(lineAt + methodEnd + 1);
    m_targetSize = static_cast<std::uint32_t>(target.size());
    return readVersion(line.substr(targetEnd + 1));
}

bool RequestParser::readVersion(std::string_view version)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !isDigit(version[5])
        || version[6] != '.' || !isDigit(version[7]))
        return refuse(400, "Malformed request line.");
    if (version[5] != '1' || version[7] > '1')
        return refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    m_minor = version[7] == '1' ? 1 : 0;
    return true;
}

bool RequestParser::readFields(std::string_view head)
{
    std::string_view host;
    bool hasHost = false;
    for (std::size_t i = 0; i < m_reader.count(); ++i) {
        const Header field = m_reader.at(head, i);
        if (sameName(field.name, "host")) {
            if (hasHost)
                return refuse(400, "More than one Host header.");
            if (!isAuthority(field.value))
                return refuse(400, "Malformed Host header.");
            hasHost = true;
            host = field.value;
        } else if (sameName(field.name, "content-length")) {
            if (!readLength(field.value))
                return false;
        } else if (sameName(field.name, "transfer-encoding")) {
            if (!readTransferCoding(field.value))
                return false;
        } else if (sameName(field.name, "connection")) {
            m_closes = m_closes || listHolds(field.value, "close");
        } else if (sameName(field.name, "expect")) {
            if (!sameName(field.value, "100-continue"))
                return refuse(417, "Unknown expectation.");
            m_expectsContinue = m_minor == 1;
        }
    }
    if (m_isChunked && m_hasLength)
        return refuse(400, "Content-Length and Transfer-Encoding together.");
    if (!hasHost && m_minor == 1)
        return refuse(400, "The Host header is missing.");
    return readTarget(head, host);
}

bool RequestParser::readLength(std::string_view value)
{
    if (m_hasLength)
        return refuse(400, "More than one Content-Length header.");
    const auto length = parseLength(value);
    if (!length)
        return refuse(400, "Malformed Content-Length header.");
    m_hasLength = true;
    m_length = *length;
    return true;
}

bool RequestParser::readTransferCoding(std::string_view value)
{
    if (m_isChunked)
        return refuse(400, "More than one Transfer-Encoding header.");
    if (m_minor == 0)
        return refuse(400, "Transfer-Encoding in HTTP/1.0.");
    if (!sameName(value, "chunked"))
        return refuse(501, "Only the chunked transfer coding is known here.");
    m_isChunked = true;
    return true;
}

bool RequestParser::readTarget(std::string_view head, std::string_view host)
{
    const std::string_view target = head.substr(m_targetAt, m_targetSize);
    if (target.front() == '/')
        return true;
    if (target == "*" && head.substr(m_methodAt, m_methodSize) == "OPTIONS")
        return true;
    const std::string_view rest = withoutScheme(target);
    const std::size_t path = rest.find('/');
    if (path == std::string_view::npos || path == 0)
        return refuse(400, "The request target must begin with a slash.");
    if (!sameName(rest.substr(0, path), host))
        return refuse(400, "The request target names another host than the Host header.");
    const auto skipped = static_cast<std::uint32_t>(target.size() - rest.size() + path);
    m_targetAt += skipped;
    m_targetSize -= skipped;
    return true;
}

void RequestParser::describe(std::string_view head, Request &request) const
{
    request.method = head.substr(m_methodAt, m_methodSize);
    request.target = head.substr(m_targetAt, m_targetSize);
    m_reader.collect(head, request.headers);
    request.declaredLength = m_length;
    request.minor = m_minor;
    request.isChunked = m_isChunked;
    request.expectsContinue = m_expectsContinue;
    request.keepAlive = m_minor == 1 && !m_closes;
}

void RequestParser::reset()
{
    m_reader.reset();
    m_refusalReason = "";
    m_length = 0;
    m_targetAt = m_targetSize = 0;
    m_refusalStatus = 0;
    m_minor = 1;
    m_hasLength = m_isChunked = m_closes = m_expectsContinue = m_isComplete = false;
}

} // namespace turnpike::http
