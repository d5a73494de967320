// SPDX-License-Identifier: GPL-3.0-or-later
// What validated slices stand for: texts, sizes, integers, names.
#include "engine/json/StrictReader.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace turnpike::json {

namespace {

constexpr std::uint32_t endOfText = 0xFFFFFFFF;
/// Exponents beyond it say no more about a number that fits: no body is that long.
constexpr std::int64_t exponentBound = std::int64_t{1} << 40U;

bool isLeadSurrogate(std::uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool isTrailSurrogate(std::uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

std::uint32_t hexUnit(const char *digits)
{
    std::uint32_t unit = 0;
    std::from_chars(digits, digits + 4, unit, 16);
    return unit;
}

std::uint32_t shortEscape(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return static_cast<unsigned char>(letter);
    }
}

/// The code point of the escape whose backslash `cursor` stands on, pairs joined; a lone surrogate
/// comes out as itself. The cursor moves behind it. The text is validated.
std::uint32_t readEscaped(const char *&cursor, const char *end)
{
    const char letter = cursor[1];
    if (letter != 'u') {
        cursor += 2;
        return shortEscape(letter);
    }
    const std::uint32_t unit = hexUnit(cursor + 2);
    cursor += 6;
    if (isLeadSurrogate(unit) && end - cursor >= 6 && cursor[0] == '\\' && cursor[1] == 'u') {
        if (const std::uint32_t trail = hexUnit(cursor + 2); isTrailSurrogate(trail)) {
            cursor += 6;
            return 0x10000 + ((unit - 0xD800) << 10U) + (trail - 0xDC00);
        }
    }
    return unit;
}

std::size_t utf8Size(std::uint32_t point)
{
    if (point < 0x80)
        return 1;
    if (point < 0x800)
        return 2;
    return point < 0x10000 ? 3 : 4;
}

void appendUtf8(std::string &out, std::uint32_t point)
{
    static constexpr std::uint32_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    const std::size_t size = utf8Size(point);
    for (std::size_t rest = size; rest-- > 0;) {
        const std::uint32_t bits = point >> (6U * rest);
        const bool isLead = rest + 1 == size;
        out += static_cast<char>(isLead ? leads[size] | bits : 0x80U | (bits & 0x3FU));
    }
}

std::string_view withoutQuotes(std::string_view string)
{
    return string.substr(1, string.size() - 2);
}

/// Calls `plain(view)` and `point(code point)` alternately; stops when the latter says false.
template <typename Plain, typename Point>
void walkText(std::string_view text, Plain plain, Point point)
{
    const char *cursor = text.data();
    const char *end = cursor + text.size();
    while (cursor != end) {
        const auto *escape = static_cast<const char *>(
            std::memchr(cursor, '\\', static_cast<std::size_t>(end - cursor)));
        if (escape == nullptr)
            escape = end;
        plain(std::string_view(cursor, static_cast<std::size_t>(escape - cursor)));
        cursor = escape;
        if (cursor != end && !point(readEscaped(cursor, end)))
            return;
    }
}

/// As Go's encoding/json folds member names.
std::uint32_t folded(std::uint32_t point)
{
    if (point >= 'A' && point <= 'Z')
        return point + ('a' - 'A');
    if (point == 0x17F)
        return 's';
    return point == 0x212A ? 'k' : point;
}

/// The next code point of a spelled name. Only what can fold to ASCII is decoded from UTF-8.
std::uint32_t nextPoint(const char *&cursor, const char *end)
{
    if (cursor == end)
        return endOfText;
    if (*cursor == '\\')
        return readEscaped(cursor, end);
    const std::string_view rest(cursor, static_cast<std::size_t>(end - cursor));
    if (rest.starts_with("\xC5\xBF")) {
        cursor += 2;
        return 0x17F;
    }
    if (rest.starts_with("\xE2\x84\xAA")) {
        cursor += 3;
        return 0x212A;
    }
    return static_cast<unsigned char>(*cursor++);
}

} // namespace

std::optional<std::string> decodedText(std::string_view string)
{
    std::string text;
    text.reserve(string.size() - 2); // No escape is shorter than what it stands for.
    bool isText = true;
    walkText(
        withoutQuotes(string), [&](std::string_view plain) { text += plain; },
        [&](std::uint32_t point) {
            isText = !isLeadSurrogate(point) && !isTrailSurrogate(point);
            if (isText)
                appendUtf8(text, point);
            return isText;
        });
    if (!isText)
        return std::nullopt;
    return text;
}

std::size_t decodedSize(std::string_view string)
{
    std::size_t size = 0;
    walkText(
        withoutQuotes(string), [&](std::string_view plain) { size += plain.size(); },
        [&](std::uint32_t point) {
            size += utf8Size(point);
            return true;
        });
    return size;
}

std::optional<std::int64_t> integerOf(std::string_view number)
{
    std::int64_t value = 0;
    const char *end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, value);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> scaledOf(std::string_view number, int scale)
{
    const bool isNegative = number.starts_with('-');
    if (isNegative)
        number.remove_prefix(1);
    const std::size_t exponentAt = number.find_first_of("eE");
    const std::string_view mantissa = number.substr(0, exponentAt);
    std::int64_t exponent = 0;
    if (exponentAt != std::string_view::npos) {
        std::string_view digits = number.substr(exponentAt + 1);
        if (digits.starts_with('+'))
            digits.remove_prefix(1);
        const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
        if (result.ec != std::errc())
            exponent = digits.starts_with('-') ? -exponentBound : exponentBound;
        exponent = std::clamp(exponent, -exponentBound, exponentBound);
    }
    // The digits that stand before the decimal point once the value is scaled.
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::int64_t whole = static_cast<std::int64_t>(point) + exponent + scale;
    std::int64_t value = 0;
    std::int64_t position = 0;
    bool isZero = true;
    const auto append = [&](int digit) {
        isZero = isZero && digit == 0;
        return !__builtin_mul_overflow(value, 10, &value)
            && !__builtin_add_overflow(value, digit, &value);
    };
    for (const char byte : mantissa) {
        if (byte == '.')
            continue;
        if (position == whole && byte >= '5' && __builtin_add_overflow(value, 1, &value))
            return std::nullopt;
        if (position < whole && !append(byte - '0'))
            return std::nullopt;
        ++position;
    }
    for (; position < whole && !isZero; ++position)
        if (!append(0))
            return std::nullopt;
    return isNegative ? -value : value;
}

bool readsAs(std::string_view spelledName, bool isEscaped, std::string_view expected)
{
    // Six bytes is the longest spelling of one character, and no folded letter is below ASCII.
    if (spelledName.size() < expected.size() || spelledName.size() > expected.size() * 6)
        return false;
    if (!isEscaped && spelledName == expected)
        return true;
    const char *cursor = spelledName.data();
    const char *end = cursor + spelledName.size();
    for (const char wanted : expected) {
        const std::uint32_t point = nextPoint(cursor, end);
        if (point == endOfText || folded(point) != folded(static_cast<unsigned char>(wanted)))
            return false;
    }
    return cursor == end;
}

} // namespace turnpike::json
