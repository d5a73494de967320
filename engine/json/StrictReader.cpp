// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/json/StrictReader.h"

#include "engine/json/ByteScan.h"

#include <algorithm>
#include <cstring>
#include <simdjson.h>

namespace turnpike::json {

namespace {

bool isBlank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

const char *skipDigits(const char *cursor, const char *end)
{
    while (cursor != end && isDigit(*cursor))
        ++cursor;
    return cursor;
}

/// Offset of the first byte that is not part of well-formed UTF-8; only for the message.
std::size_t firstBadUtf8(std::string_view bytes)
{
    std::size_t good = 0;
    std::size_t bad = bytes.size();
    while (bad - good > 1) {
        std::size_t middle = good + ((bad - good) / 2);
        while (middle < bad && (static_cast<unsigned char>(bytes[middle]) & 0xC0U) == 0x80U)
            ++middle;
        if (middle >= bad)
            break;
        if (simdjson::validate_utf8(bytes.data() + good, middle - good))
            good = middle;
        else
            bad = middle;
    }
    return good;
}

} // namespace

StrictReader::StrictReader(std::string_view bytes, std::size_t depth)
    : m_begin(bytes.data())
    , m_cursor(bytes.data())
    , m_end(bytes.data() + bytes.size())
    , m_depthLimit(std::min(depth, maxDepth))
{
    if (!bytes.empty() && !simdjson::validate_utf8(bytes.data(), bytes.size()))
        fail("the text is not UTF-8", m_begin + firstBadUtf8(bytes));
}

bool StrictReader::fail(std::string_view what, const char *where)
{
    if (!hasFailed())
        m_fault = {.what = what, .offset = static_cast<std::size_t>(where - m_begin)};
    return false;
}

bool StrictReader::failAtCursor()
{
    return fail(m_cursor == m_end ? "the text ends too early" : "an unexpected character",
                m_cursor);
}

void StrictReader::skipSomeBlanks()
{
    while (m_cursor != m_end && isBlank(*m_cursor))
        ++m_cursor;
}

Kind StrictReader::peek()
{
    if (hasFailed())
        return Kind::None;
    skipBlanks();
    if (m_cursor != m_end) {
        switch (*m_cursor) {
        case '{': return Kind::Object;
        case '[': return Kind::Array;
        case '"': return Kind::String;
        case 't': return Kind::True;
        case 'f': return Kind::False;
        case 'n': return Kind::Null;
        case '-':
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9': return Kind::Number;
        default: break;
        }
    }
    failAtCursor();
    return Kind::None;
}

bool StrictReader::descend(bool isObject)
{
    if (m_depth == m_depthLimit) {
        fail("the text is nested too deeply", m_cursor);
        m_fault.isDepth = true;
        return false;
    }
    const std::uint64_t bit = std::uint64_t{1} << (m_depth % 64);
    if (isObject)
        m_isObject[m_depth / 64] |= bit;
    else
        m_isObject[m_depth / 64] &= ~bit;
    ++m_depth;
    ++m_cursor;
    return true;
}

bool StrictReader::enterObject()
{
    return peek() == Kind::Object && descend(true);
}

bool StrictReader::enterArray()
{
    return peek() == Kind::Array && descend(false);
}

bool StrictReader::readName(Member &member)
{
    if (m_cursor == m_end || *m_cursor != '"')
        return failAtCursor();
    const char *begin = m_cursor;
    if (!readString())
        return false;
    member.begin = static_cast<std::size_t>(begin - m_begin);
    member.name = {begin + 1, static_cast<std::size_t>(m_cursor - begin) - 2};
    member.isEscaped = m_hadEscape;
    member.isFirst = false;
    skipBlanks();
    if (m_cursor == m_end || *m_cursor != ':')
        return failAtCursor();
    ++m_cursor;
    return true;
}

bool StrictReader::nextMember(Member &member)
{
    if (hasFailed())
        return false;
    skipBlanks();
    if (m_cursor != m_end && *m_cursor == '}') {
        ++m_cursor;
        --m_depth;
        return false;
    }
    if (!member.isFirst) {
        if (m_cursor == m_end || *m_cursor != ',')
            return failAtCursor();
        ++m_cursor;
        skipBlanks();
    }
    return readName(member);
}

bool StrictReader::nextElement(bool &isFirst)
{
    if (hasFailed())
        return false;
    skipBlanks();
    if (m_cursor != m_end && *m_cursor == ']') {
        ++m_cursor;
        --m_depth;
        return false;
    }
    if (!isFirst) {
        if (m_cursor == m_end || *m_cursor != ',')
            return failAtCursor();
        ++m_cursor;
    }
    isFirst = false;
    return true;
}

Value StrictReader::skip()
{
    const Kind kind = peek();
    const char *begin = m_cursor;
    bool isWhole = false;
    if (kind == Kind::Object || kind == Kind::Array)
        isWhole = skipContainer();
    else if (kind != Kind::None)
        isWhole = readScalar(kind);
    if (!isWhole)
        return {};
    return {.kind = kind, .text = {begin, static_cast<std::size_t>(m_cursor - begin)}};
}

/// Iterative, so that the depth of a text is no depth of our stack.
bool StrictReader::skipContainer()
{
    const std::size_t outside = m_depth;
    bool isFirst = true;
    if (!descend(*m_cursor == '{'))
        return false;
    while (m_depth != outside) {
        const std::size_t level = m_depth - 1;
        if ((m_isObject[level / 64] >> (level % 64) & 1U) != 0) {
            Member member;
            member.isFirst = isFirst;
            if (!nextMember(member)) {
                isFirst = false;
                if (hasFailed())
                    return false;
                continue;
            }
        } else if (!nextElement(isFirst)) {
            isFirst = false;
            if (hasFailed())
                return false;
            continue;
        }
        isFirst = false;
        const Kind kind = peek();
        if (kind == Kind::Object || kind == Kind::Array) {
            if (!descend(kind == Kind::Object))
                return false;
            isFirst = true;
        } else if (kind == Kind::None || !readScalar(kind)) {
            return false;
        }
    }
    return true;
}

bool StrictReader::readScalar(Kind kind)
{
    switch (kind) {
    case Kind::String: return readString();
    case Kind::Number: return readNumber();
    case Kind::True: return readLiteral("true");
    case Kind::False: return readLiteral("false");
    case Kind::Null: return readLiteral("null");
    default: return false;
    }
}

bool StrictReader::readLiteral(std::string_view literal)
{
    if (static_cast<std::size_t>(m_end - m_cursor) < literal.size()
        || std::memcmp(m_cursor, literal.data(), literal.size()) != 0)
        return failAtCursor();
    m_cursor += literal.size();
    return true;
}

bool StrictReader::readNumber()
{
    const char *cursor = m_cursor;
    if (*cursor == '-')
        ++cursor;
    const char *digits = cursor;
    cursor = skipDigits(cursor, m_end);
    if (cursor == digits || (*digits == '0' && cursor - digits > 1))
        return fail("a number is malformed", m_cursor);
    if (cursor != m_end && *cursor == '.') {
        digits = ++cursor;
        cursor = skipDigits(cursor, m_end);
        if (cursor == digits)
            return fail("a number is malformed", m_cursor);
    }
    if (cursor != m_end && (*cursor == 'e' || *cursor == 'E')) {
        ++cursor;
        if (cursor != m_end && (*cursor == '+' || *cursor == '-'))
            ++cursor;
        digits = cursor;
        cursor = skipDigits(cursor, m_end);
        if (cursor == digits)
            return fail("a number is malformed", m_cursor);
    }
    m_cursor = cursor;
    return true;
}

bool StrictReader::readEscape(const char *&cursor)
{
    ++cursor;
    if (cursor == m_end)
        return fail("the text ends too early", m_end);
    if (*cursor != 'u') {
        if (std::memchr("\"\\/bfnrt", *cursor, 8) == nullptr)
            return fail("a string holds an unknown escape", cursor);
        ++cursor;
        return true;
    }
    ++cursor;
    for (int digit = 0; digit < 4; ++digit, ++cursor) {
        if (cursor == m_end)
            return fail("the text ends too early", m_end);
        const char lower = static_cast<char>(*cursor | 0x20);
        if (!isDigit(*cursor) && (lower < 'a' || lower > 'f'))
            return fail("a string holds a malformed escape", cursor);
    }
    return true;
}

bool StrictReader::readString()
{
    m_hadEscape = false;
    const char *cursor = m_cursor + 1;
    while (true) {
        cursor = findStringStop(cursor, m_end);
        if (cursor == m_end)
            return fail("a string has no end", m_cursor);
        if (*cursor == '"') {
            m_cursor = cursor + 1;
            return true;
        }
        if (*cursor != '\\')
            return fail("a string holds a control character", cursor);
        m_hadEscape = true;
        if (!readEscape(cursor))
            return false;
    }
}

bool StrictReader::finish()
{
    if (hasFailed())
        return false;
    skipBlanks();
    if (m_cursor != m_end)
        return fail("something follows the value", m_cursor);
    return true;
}

} // namespace turnpike::json
