// SPDX-License-Identifier: GPL-3.0-or-later
// The two loops that see every byte, sixteen at a time where the machine can.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <bit>
#include <emmintrin.h>
#endif

namespace turnpike::json {

/// The first quote, backslash or control character in [cursor, end), or end.
inline const char *findStringStop(const char *cursor, const char *end)
{
#if defined(__SSE2__)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i lastControl = _mm_set1_epi8(0x1f);
    for (; end - cursor >= 16; cursor += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(cursor));
        const __m128i isControl = _mm_cmpeq_epi8(_mm_min_epu8(bytes, lastControl), bytes);
        const __m128i stops = _mm_or_si128(
            isControl,
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
        if (const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(stops)); mask != 0)
            return cursor + std::countr_zero(mask);
    }
#endif
    while (cursor != end && *cursor != '"' && *cursor != '\\'
           && static_cast<unsigned char>(*cursor) >= 0x20)
        ++cursor;
    return cursor;
}

/// Whether a JSON string may hold `text` as it is: ASCII without quotes, backslashes and controls.
/// Eight bytes at a time, since it is asked of names and ids.
inline bool isPlainAscii(std::string_view text)
{
    constexpr std::uint64_t each = 0x0101010101010101U;
    constexpr std::uint64_t high = each * 0x80U;
    // Where the high bit is set in neither, subtracting borrows only below what is looked for.
    const auto below = [](std::uint64_t word, std::uint64_t limit) {
        return (word - each * limit) & ~word & high;
    };
    std::uint64_t found = 0;
    while (!text.empty()) {
        std::uint64_t word = each * ' ';
        const std::size_t size = text.size() < sizeof word ? text.size() : sizeof word;
        std::memcpy(&word, text.data(), size);
        found |= (word & high) | below(word, 0x20) | below(word ^ (each * '"'), 1)
            | below(word ^ (each * '\\'), 1);
        text.remove_prefix(size);
    }
    return found == 0;
}

/// The first CR or LF in [cursor, end), or end.
inline const char *findLineEnd(const char *cursor, const char *end)
{
#if defined(__SSE2__)
    const __m128i cr = _mm_set1_epi8('\r');
    const __m128i lf = _mm_set1_epi8('\n');
    for (; end - cursor >= 16; cursor += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(cursor));
        const __m128i stops = _mm_or_si128(_mm_cmpeq_epi8(bytes, cr), _mm_cmpeq_epi8(bytes, lf));
        if (const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(stops)); mask != 0)
            return cursor + std::countr_zero(mask);
    }
#endif
    while (cursor != end && *cursor != '\r' && *cursor != '\n')
        ++cursor;
    return cursor;
}

} // namespace turnpike::json
