// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/JsonCompleteness.h"

namespace turnpike {

namespace {

/// The character of a \uXXXX, or some letter where it is none that matters here.
char unitCharacter(std::string_view digits)
{
    unsigned unit = 0;
    for (const char digit : digits.substr(0, 4))
        unit = unit << 4U
            | (digit <= '9' ? static_cast<unsigned>(digit - '0')
                            : (static_cast<unsigned>(digit) | 0x20U) - 'a' + 10U);
    return unit < 0x80 ? static_cast<char>(unit) : 'x';
}

} // namespace

void JsonCompleteness::feed(std::string_view inner)
{
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] != '\\' || i + 1 == inner.size()) {
            take(inner[i]);
            continue;
        }
        ++i;
        switch (inner[i]) {
        case 'n':
        case 't':
        case 'r': take(' '); break;
        case 'b':
        case 'f': take('x'); break;
        case 'u':
            take(unitCharacter(inner.substr(i + 1)));
            i += 4;
            break;
        default: take(inner[i]); break;
        }
    }
}

void JsonCompleteness::take(char byte)
{
    if (m_isInString) {
        if (m_isEscaped) {
            m_isEscaped = false;
        } else if (byte == '\\') {
            m_isEscaped = true;
        } else if (byte == '"') {
            m_isInString = false;
            m_isComplete = m_depth == 0;
        }
        return;
    }
    if (byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r')
        return;
    m_isBlank = false;
    if (byte == '"') {
        m_isInString = true;
    } else if (byte == '{' || byte == '[') {
        ++m_depth;
    } else if ((byte == '}' || byte == ']') && m_depth > 0) {
        m_isComplete = --m_depth == 0;
    }
}

} // namespace turnpike
