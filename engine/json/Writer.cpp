// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/json/Writer.h"

#include "engine/json/ByteScan.h"

#include <array>
#include <charconv>
#include <simdjson.h>

namespace turnpike::json {

namespace {

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none.
std::size_t sequenceLength(std::string_view text)
{
    for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length)
        if (simdjson::validate_utf8(text.data(), length))
            return length;
    return 0;
}

void appendEscaped(std::string &out, unsigned char byte)
{
    switch (byte) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    if (byte >= 0x20) {
        out += static_cast<char>(byte);
        return;
    }
    static constexpr char digits[] = "0123456789abcdef";
    out += "\\u00";
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
}

/// Bytes at the start that stand for themselves.
std::size_t plainPrefix(std::string_view ascii)
{
    std::size_t length = 0;
    while (length < ascii.size() && static_cast<unsigned char>(ascii[length]) >= 0x20
           && ascii[length] != '"' && ascii[length] != '\\')
        ++length;
    return length;
}

} // namespace

void appendString(std::string &out, std::string_view text)
{
    if (isPlainAscii(text)) { // Nearly always: names, ids and short sentences.
        const std::size_t at = out.size();
        out.append(text.size() + 2, '"');
        text.copy(out.data() + at + 1, text.size());
        return;
    }
    const bool isUtf8 = text.empty() || simdjson::validate_utf8(text.data(), text.size());
    out += '"';
    if (isUtf8) {
        const std::size_t plain = plainPrefix(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
    }
    while (!text.empty()) {
        const std::size_t length = isUtf8 ? 1 : sequenceLength(text);
        if (length == 0)
            out += "\xEF\xBF\xBD";
        else if (length == 1)
            appendEscaped(out, static_cast<unsigned char>(text.front()));
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

void Writer::separate()
{
    if (m_needsComma)
        m_text += ',';
    m_needsComma = true;
}

Writer &Writer::open(char bracket)
{
    separate();
    m_text += bracket;
    m_needsComma = false;
    return *this;
}

Writer &Writer::close(char bracket)
{
    m_text += bracket;
    m_needsComma = true;
    return *this;
}

Writer &Writer::key(std::string_view name)
{
    separate();
    appendString(m_text, name);
    m_text += ':';
    m_needsComma = false;
    return *this;
}

Writer &Writer::string(std::string_view text)
{
    separate();
    appendString(m_text, text);
    return *this;
}

Writer &Writer::integer(std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

Writer &Writer::raw(std::string_view json)
{
    separate();
    m_text += json;
    return *this;
}

} // namespace turnpike::json
