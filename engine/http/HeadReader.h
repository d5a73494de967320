// SPDX-License-Identifier: GPL-3.0-or-later
// What request and response heads have in common: lines, header fields, limits (RFC 9112,
// strictly).
#pragma once

#include "engine/http/Message.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnpike::http {

bool isToken(std::string_view text);
/// Only tab, space, visible ASCII and bytes from 0x80 on: what a header value may hold.
bool isFieldText(std::string_view text);
/// Only 0x21 to 0x7e, and at least one byte.
bool isVisible(std::string_view text);
/// One to nineteen digits and nothing else, so it always fits.
std::optional<std::uint64_t> parseLength(std::string_view text);
/// Whether a comma-separated list of tokens holds `token`, in any case.
bool listHolds(std::string_view list, std::string_view token);

struct HeadLimits
{
    std::size_t firstLineBytes = 8192; ///< Line end included.
    std::size_t headBytes = 65536; ///< First line and blank line included.
    std::size_t headerCount = 100;
};

/// Splits a head into its first line and header fields while it grows. Keeps offsets, not views,
/// since the buffer may move between calls. Meaning does not depend on where the network cut.
class HeadReader
{
public:
    enum class Event : std::uint8_t {
        NeedMore,
        FirstLine, ///< firstLine() is there; call advance() again.
        End, ///< The blank line was read: size() bytes belong to the head.
        Fault, ///< For good; see fault().
    };
    enum class Fault : std::uint8_t {
        None,
        NotHttp, ///< The first byte cannot start an HTTP message (TLS, for one).
        BareLineFeed,
        BareCarriageReturn,
        ControlCharacter,
        FirstLineTooLong,
        HeadTooLarge,
        TooManyHeaders,
        FoldedLine,
        NoColon,
        BadName, ///< Not a token; blanks before the colon included.
    };

    explicit HeadReader(const HeadLimits &limits)
        : m_limits(limits)
    {}

    /// `buffer` starts at the first byte of the head at each call and has only grown.
    Event advance(std::string_view buffer);
    std::string_view firstLine(std::string_view buffer) const;
    std::size_t size() const { return m_lineAt; }
    Fault fault() const { return m_fault; }
    /// Makes `headers` views into `buffer`, which holds the whole head.
    void collect(std::string_view buffer, Headers &headers) const;
    std::size_t count() const { return m_fields.size(); }
    Header at(std::string_view buffer, std::size_t index) const;
    void reset();

private:
    struct Field
    {
        std::uint32_t nameAt;
        std::uint32_t nameSize;
        std::uint32_t valueAt;
        std::uint32_t valueSize;
    };

    Event fail(Fault fault);
    Fault skipLeadingBlankLine(std::string_view buffer);
    Fault readField(std::string_view line);

    HeadLimits m_limits;
    std::vector<Field> m_fields;
    std::size_t m_lineAt = 0; ///< Start of the line being read.
    std::size_t m_searchAt = 0; ///< No line feed lies before this.
    std::size_t m_firstAt = 0;
    std::size_t m_firstSize = 0;
    Fault m_fault = Fault::None;
    bool m_hasFirst = false;
    bool m_hasSkipped = false;
    bool m_isDone = false;
};

} // namespace turnpike::http
