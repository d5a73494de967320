// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Money.h"

#include "core/Decimal.h"

#include <QLocale>

namespace turnpike {

namespace {

constexpr int moneyScale = 9;

/// `units` in steps of 10^-decimals dollars, grouped as the locale does.
QString groupedText(quint64 units, quint64 unitsPerUsd, int decimals)
{
    const QLocale locale;
    // Digit by digit from the locale, so that a locale with digits of its own keeps them
    // throughout.
    QString fraction = locale.toString(unitsPerUsd + units % unitsPerUsd);
    fraction.remove(locale.groupSeparator());
    return locale.toString(units / unitsPerUsd) + locale.decimalPoint() + fraction.right(decimals);
}

} // namespace

std::optional<Money> parseMoney(std::string_view usd)
{
    const auto nano = parseDecimal(usd, moneyScale, Exponents::Refused);
    return nano ? std::optional(Money{*nano}) : std::nullopt;
}

std::string jsonText(Money amount)
{
    return decimalText(amount.nanoUsd, moneyScale, 0);
}

std::string exactText(Money amount)
{
    return decimalText(amount.nanoUsd, moneyScale, moneyScale);
}

QString displayText(Money amount)
{
    constexpr quint64 nanoPerCent = 10'000'000;
    constexpr quint64 nanoPerMicro = 1'000;
    constexpr quint64 microPerUsd = 1'000'000;

    const auto bits = static_cast<quint64>(amount.nanoUsd);
    const quint64 magnitude = amount.nanoUsd < 0 ? 0 - bits : bits;
    const quint64 cents = (magnitude + nanoPerCent / 2) / nanoPerCent;
    const quint64 micros = (magnitude + nanoPerMicro / 2) / nanoPerMicro;
    const bool isSmall = magnitude != 0 && micros < microPerUsd;
    const QString sign = amount.nanoUsd < 0 ? QStringLiteral("-$") : QStringLiteral("$");
    return sign + (isSmall ? groupedText(micros, microPerUsd, 6) : groupedText(cents, 100, 2));
}

} // namespace turnpike
