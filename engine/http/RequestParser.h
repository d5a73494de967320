// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the head of a client's HTTP/1.x request, strictly and without input or output.
#pragma once

#include "engine/http/HeadReader.h"
#include "engine/http/Request.h"

#include <cstdint>
#include <string_view>

namespace turnpike::http {

/// Parses one head at a time from a contiguous buffer that may grow and move between calls.
///
/// Refused with 400: anything that two servers could read differently (Content-Length with
/// Transfer-Encoding, more than one Content-Length, Transfer-Encoding twice or in HTTP/1.0, bare CR
/// or LF, folded lines, blanks before a colon, names that are no tokens, control characters), no or
/// more than one Host, a target that is neither in origin form nor `*` for OPTIONS nor absolute
/// with an authority equal to Host. 414 and 431: limits. 417: an unknown expectation. 501: a
/// transfer coding other than exactly chunked. 505: another version, HTTP/2's preface included.
class RequestParser
{
public:
    enum class Status : std::uint8_t {
        NeedMore,
        Complete, ///< request() may be filled; headSize() bytes belong to the head.
        Refused, ///< refusalStatus() and refusalReason(). For good.
    };

    explicit RequestParser(const HeadLimits &limits = {})
        : m_reader(limits)
    {}

    /// `buffer` starts at the first byte of the head at each call and has only grown.
    Status parse(std::string_view buffer);
    std::size_t headSize() const { return m_reader.size(); }
    /// After Complete: fills all of `request` but its body with views into `head`, the first
    /// headSize() bytes of the buffer or a copy of them.
    void describe(std::string_view head, Request &request) const;

    /// Of `buffer`, as the request line has it; empty until that line was read. What is refused
    /// behind it still has one.
    std::string_view target(std::string_view buffer) const
    {
        return buffer.substr(m_targetAt, m_targetSize);
    }
    int refusalStatus() const { return m_refusalStatus; }
    const char *refusalReason() const { return m_refusalReason; } ///< A static sentence.

    /// Makes ready for the next head.
    void reset();

private:
    bool refuse(int status, const char *reason);
    bool refuse(HeadReader::Fault fault);
    bool readRequestLine(std::string_view line, std::size_t lineAt);
    bool readVersion(std::string_view version);
    bool readFields(std::string_view head);
    bool readLength(std::string_view value);
    bool readTransferCoding(std::string_view value);
    bool readTarget(std::string_view head, std::string_view host);

    HeadReader m_reader;
    const char *m_refusalReason = "";
    std::uint64_t m_length = 0;
    std::uint32_t m_methodAt = 0;
    std::uint32_t m_methodSize = 0;
    std::uint32_t m_targetAt = 0;
    std::uint32_t m_targetSize = 0;
    int m_refusalStatus = 0;
    std::uint8_t m_minor = 1;
    bool m_hasLength = false;
    bool m_isChunked = false;
    bool m_closes = false;
    bool m_expectsContinue = false;
    bool m_isComplete = false;
};

} // namespace turnpike::http
