// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/embeddings/FloatText.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace turnpike {

namespace {

constexpr std::string_view alphabet
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned char noDigit = 0xFF;

constexpr std::array<unsigned char, 256> makeValues()
{
    std::array<unsigned char, 256> values{};
    values.fill(noDigit);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<unsigned char>(i);
    return values;
}

constexpr std::array<unsigned char, 256> values = makeValues();

unsigned valueOf(char digit)
{
    return values[static_cast<unsigned char>(digit)];
}

/// Whether a number that fits no double is one too small, as far as anybody writes such.
bool isTiny(std::string_view number)
{
    constexpr std::size_t usualMantissa = 40;
    const std::size_t exponent = number.find_first_of("eE");
    if (exponent == std::string_view::npos)
        return number.starts_with("0.") || number.starts_with("-0.");
    return exponent <= usualMantissa && number[exponent + 1] == '-';
}

std::string_view withoutPadding(std::string_view base64)
{
    for (int i = 0; i < 2 && base64.ends_with('='); ++i)
        base64.remove_suffix(1);
    return base64;
}

} // namespace

void Base64Writer::byte(unsigned char value)
{
    m_bits = m_bits << 8U | value;
    if (++m_pending < 3)
        return;
    for (const unsigned shift : {18U, 12U, 6U, 0U})
        m_out += alphabet[m_bits >> shift & 0x3FU];
    m_bits = m_pending = 0;
}

bool Base64Writer::number(std::string_view number)
{
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error == std::errc::result_out_of_range) {
        if (!isTiny(number))
            return false;
        value = 0;
    }
    if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max()))
        return false;
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
    for (const unsigned shift : {0U, 8U, 16U, 24U})
        byte(static_cast<unsigned char>(bits >> shift));
    return true;
}

void Base64Writer::finish()
{
    if (m_pending == 0)
        return;
    const unsigned bits = m_bits << (m_pending == 1 ? 16U : 8U);
    m_out += alphabet[bits >> 18U & 0x3FU];
    m_out += alphabet[bits >> 12U & 0x3FU];
    m_out += m_pending == 1 ? '=' : alphabet[bits >> 6U & 0x3FU];
    m_out += '=';
    m_bits = m_pending = 0;
}

std::optional<std::size_t> countFloats(std::string_view base64)
{
    const std::string_view digits = withoutPadding(base64);
    const std::size_t bytes = digits.size() * 3 / 4;
    // Padding may be left out, but not half.
    const bool fits = digits.size() == base64.size() || base64.size() % 4 == 0;
    if (!fits || digits.size() % 4 == 1 || bytes % sizeof(float) != 0)
        return std::nullopt;
    unsigned char all = 0;
    for (const char digit : digits)
        all |= values[static_cast<unsigned char>(digit)];
    if ((all & 0xC0U) != 0)
        return std::nullopt;
    return bytes / sizeof(float);
}

bool appendFloats(std::string &out, std::string_view base64)
{
    out += '[';
    std::uint32_t bits = 0, number = 0;
    unsigned bitCount = 0, byteCount = 0;
    bool isFirst = true;
    for (const char digit : withoutPadding(base64)) {
        bits = bits << 6U | valueOf(digit);
        bitCount += 6;
        if (bitCount < 8)
            continue;
        bitCount -= 8;
        number |= (bits >> bitCount & 0xFFU) << (8U * byteCount);
        if (++byteCount < sizeof number)
            continue;
        const auto value = std::bit_cast<float>(number);
        if (!std::isfinite(value))
            return false;
        std::array<char, 32> text{};
        char *end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
        out.append(isFirst ? "" : ",").append(text.data(), end);
        isFirst = false;
        number = byteCount = 0;
    }
    out += ']';
    return true;
}

} // namespace turnpike
