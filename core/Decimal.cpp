// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Decimal.h"

#include "core/Int128.h"

#include <algorithm>
#include <limits>

namespace turnpike {

namespace {

constexpr std::uint64_t maxMagnitude = std::numeric_limits<std::int64_t>::max();
/// Larger exponents are all alike: out of range, or finer than any scale.
constexpr std::int64_t exponentCap = 1'000'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// A decimal number being read: significand x 10^power, the significand without trailing zeros.
class DecimalReader
{
public:
    explicit DecimalReader(std::string_view text)
        : m_text(text)
    {}

    bool takes(char c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    bool readNumber()
    {
        if (!readDigits(0))
            return false;
        return !takes('.') || readDigits(-1);
    }

    bool readExponent()
    {
        if (!takes('e') && !takes('E'))
            return true;
        const bool negative = takes('-');
        if (!negative)
            takes('+');
        if (isAtEnd() || !isDigit(m_text[m_at]))
            return false;
        std::int64_t exponent = 0;
        for (; !isAtEnd() && isDigit(m_text[m_at]); ++m_at)
            exponent = std::min(exponent * 10 + (m_text[m_at] - '0'), exponentCap);
        m_power += negative ? -exponent : exponent;
        return true;
    }

    bool isAtEnd() const { return m_at == m_text.size(); }

    /// significand x 10^(power + scale), if that is a whole number in range.
    std::optional<std::uint64_t> scaled(int scale) const
    {
        if (m_isTooLarge)
            return {};
        if (m_significand == 0)
            return 0;
        const std::int64_t power = m_power + m_zeros + scale;
        if (power < 0)
            return {};
        Uint128 value = m_significand;
        for (std::int64_t i = 0; i < power && value <= maxMagnitude; ++i)
            value *= 10;
        if (value > maxMagnitude)
            return {};
        return static_cast<std::uint64_t>(value);
    }

private:
    /// `step` is what each digit adds to the power: 0 before the point, -1 after it.
    bool readDigits(int step)
    {
        const std::size_t start = m_at;
        for (; !isAtEnd() && isDigit(m_text[m_at]); ++m_at) {
            m_power += step;
            readDigit(static_cast<unsigned>(m_text[m_at] - '0'));
        }
        return m_at > start;
    }

    void readDigit(unsigned digit)
    {
        if (digit == 0) {
            ++m_zeros; // Put off: trailing zeros must not count as precision.
            return;
        }
        const std::int64_t places = m_significand == 0 ? 1 : m_zeros + 1;
        for (std::int64_t i = 0; i < places && m_significand <= maxMagnitude; ++i)
            m_significand *= 10;
        m_significand += digit;
        m_zeros = 0;
        m_isTooLarge = m_isTooLarge || m_significand > maxMagnitude;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Uint128 m_significand = 0;
    std::int64_t m_zeros = 0; ///< Zeros read since the last other digit.
    std::int64_t m_power = 0;
    bool m_isTooLarge = false;
};

} // namespace

std::optional<std::int64_t> parseDecimal(std::string_view text, int scale, Exponents exponents)
{
    DecimalReader reader(text);
    const bool negative = reader.takes('-');
    if (!reader.readNumber())
        return {};
    if (exponents == Exponents::Accepted && !reader.readExponent())
        return {};
    if (!reader.isAtEnd())
        return {};
    const auto magnitude = reader.scaled(scale);
    if (!magnitude)
        return {};
    const auto value = static_cast<std::int64_t>(*magnitude);
    return negative ? -value : value;
}

std::string decimalText(std::int64_t value, int scale, int minimumDecimals)
{
    // Through unsigned, since the smallest integer has no positive twin.
    const auto bits = static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(value < 0 ? 0 - bits : bits);
    const auto decimals = static_cast<std::size_t>(scale);
    if (digits.size() <= decimals)
        digits.insert(0, decimals + 1 - digits.size(), '0');
    const std::size_t point = digits.size() - decimals;
    std::size_t end = digits.size();
    while (end > point + static_cast<std::size_t>(minimumDecimals) && digits[end - 1] == '0')
        --end;
    std::string text = value < 0 ? "-" : "";
    text.append(digits, 0, point);
    if (end > point)
        text.append(1, '.').append(digits, point, end - point);
    return text;
}

} // namespace turnpike
