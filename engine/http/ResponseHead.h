// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the head of an answer.
#pragma once

#include "engine/http/Message.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace turnpike::http {

/// How a client learns where the body ends.
enum class AnswerFraming : std::uint8_t { None, Length, Chunked, UntilClose };

/// "Not Found" for 404; "Unknown" for a status without a registered phrase.
std::string_view reasonPhrase(int status);

/// The Date header's value, made anew at most once a second.
class DateText
{
public:
    /// RFC 9110 5.6.7 form: "Sun, 06 Nov 1994 08:49:37 GMT".
    std::string_view at(std::int64_t unixSeconds);

private:
    std::int64_t m_second = -1;
    std::string m_text;
};

struct AnswerHead
{
    int status = 200;
    AnswerFraming framing = AnswerFraming::Length;
    std::uint64_t length = 0; ///< For AnswerFraming::Length.
    bool closes = false; ///< Adds "Connection: close".
    std::string_view date;
};

/// Appends status line, Date, framing, `headers` and the blank line. Bytes that could end a line in
/// a name or value become blanks: whatever an application puts there, it cannot forge a header.
void appendHead(std::string &out, const AnswerHead &head, std::span<const Header> headers);

/// Appends `value` in lower-case hex, without leading zeros.
void appendHex(std::string &out, std::uint64_t value);

} // namespace turnpike::http
