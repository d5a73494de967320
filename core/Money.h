// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// An amount of US dollars in whole nano-dollars (1e-9 USD); range about +-9.2e9 USD.
struct Money
{
    std::int64_t nanoUsd = 0;

    friend auto operator<=>(Money, Money) = default; // NOLINT(modernize-use-nullptr): clang-tidy 14
    friend Money operator+(Money a, Money b) { return {a.nanoUsd + b.nanoUsd}; }
    friend Money operator-(Money a, Money b) { return {a.nanoUsd - b.nanoUsd}; }
    friend Money operator-(Money a) { return {-a.nanoUsd}; }
    Money &operator+=(Money other)
    {
        nanoUsd += other.nanoUsd;
        return *this;
    }
    Money &operator-=(Money other)
    {
        nanoUsd -= other.nanoUsd;
        return *this;
    }
};

/// Reads a decimal number of US dollars ("12", "0.000000001", "-3.5"); no exponent, no separators.
/// Nothing when the text is malformed, out of range or finer than a nano-dollar.
std::optional<Money> parseMoney(std::string_view usd);

/// Exact decimal USD without an exponent or trailing zeros, as JSON wants it: "0.000182", "5", "0".
std::string jsonText(Money amount);

/// Exact decimal USD with all nine decimals, as CSV and copied values carry it: "0.000182000".
std::string exactText(Money amount);

/// For people only, never for JSON or sums: locale grouping, half up. At least two decimals;
/// amounts below one dollar keep six, so that a cheap request does not read as $0.00.
QString displayText(Money amount);

} // namespace turnpike

Q_DECLARE_METATYPE(turnpike::Money)
