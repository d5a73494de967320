// SPDX-License-Identifier: GPL-3.0-or-later
// Whole numbers of any size as decimal digits: slow, and independent of the arithmetic under test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace turnpike {

/// Not negative. Digits from the least significant on.
class SlowNumber
{
public:
    SlowNumber() = default;
    explicit SlowNumber(std::uint64_t value)
    {
        for (; value != 0; value /= 10)
            m_digits.push_back(static_cast<int>(value % 10));
    }

    friend SlowNumber operator+(const SlowNumber &a, const SlowNumber &b)
    {
        SlowNumber sum;
        const std::size_t size = std::max(a.m_digits.size(), b.m_digits.size());
        for (std::size_t i = 0; i < size; ++i)
            sum.addAt(i, a.digit(i) + b.digit(i));
        return sum;
    }

    friend SlowNumber operator*(const SlowNumber &a, const SlowNumber &b)
    {
        SlowNumber product;
        for (std::size_t i = 0; i < a.m_digits.size(); ++i) {
            for (std::size_t j = 0; j < b.m_digits.size(); ++j)
                product.addAt(i + j, a.m_digits[i] * b.m_digits[j]);
        }
        return product;
    }

    /// Divided by 10^places: the last digit that is left goes up from a five on.
    SlowNumber withoutLast(std::size_t places) const
    {
        SlowNumber rest;
        if (m_digits.size() > places)
            rest.m_digits.assign(m_digits.begin() + static_cast<std::ptrdiff_t>(places),
                                 m_digits.end());
        return digit(places - 1) >= 5 ? rest + SlowNumber(1) : rest;
    }

    std::string text() const
    {
        std::string text;
        for (const int digit : m_digits)
            text.insert(text.begin(), static_cast<char>('0' + digit));
        return text.empty() ? "0" : text;
    }

private:
    int digit(std::size_t i) const { return i < m_digits.size() ? m_digits[i] : 0; }

    void addAt(std::size_t i, int value)
    {
        for (; value != 0; ++i, value /= 10) {
            if (m_digits.size() <= i)
                m_digits.resize(i + 1);
            value += m_digits[i];
            m_digits[i] = value % 10;
        }
    }

    std::vector<int> m_digits;
};

} // namespace turnpike
