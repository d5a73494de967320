// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>
#include <limits>

namespace turnpike::format {

namespace {

constexpr quint64 nanoPerUsd = 1'000'000'000;
constexpr qint64 usPerSecond = 1'000'000;
const QString minus = QStringLiteral("\u2212");

QString text(const char *source)
{
    return QCoreApplication::translate("format", source);
}

quint64 magnitude(qint64 value)
{
    const auto bits = static_cast<quint64>(value);
    return value < 0 ? 0 - bits : bits;
}

quint64 rounded(quint64 value, quint64 step)
{
    return value / step + (value % step >= step - step / 2 ? 1 : 0);
}

/// `steps` of 10^-decimals, grouped as the locale does, with the locale's own digits throughout.
QString decimalText(quint64 steps, int decimals)
{
    quint64 one = 1;
    for (int i = 0; i < decimals; ++i)
        one *= 10;
    const QLocale locale;
    QString out = locale.toString(steps / one);
    if (decimals > 0) {
        QString fraction = locale.toString(one + steps % one);
        fraction.remove(locale.groupSeparator());
        out += locale.decimalPoint() + fraction.right(decimals);
    }
    return out;
}

QString dollars(bool isNegative, const QString &digits)
{
    return (isNegative ? minus : QString()) + QLatin1Char('$') + digits;
}

/// `amount`, of which `unit` make one, with one decimal and K, M, B or T behind it.
QString shortText(quint64 amount, quint64 unit)
{
    static constexpr std::array<char, 4> letters{'K', 'M', 'B', 'T'};
    quint64 thousand = unit * 1000;
    std::size_t letter = 0;
    // 999.95 of a letter would round to 1000.0 of it.
    while (letter + 1 < letters.size() && rounded(amount, thousand / 10) >= 10'000) {
        thousand *= 1000;
        ++letter;
    }
    return decimalText(rounded(amount, thousand / 10), 1) + QLatin1Char(letters[letter]);
}

QDateTime localTime(qint64 us)
{
    return QDateTime::fromMSecsSinceEpoch(us >= 0 ? us / 1000 : (us - 999) / 1000);
}

QString zoneText(int offsetSeconds)
{
    if (offsetSeconds == 0)
        return QStringLiteral("UTC");
    const int minutes = std::abs(offsetSeconds) / 60;
    return QStringLiteral("UTC%1%2:%3")
        .arg(offsetSeconds < 0 ? minus : QStringLiteral("+"))
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

QString money(Money amount)
{
    const quint64 size = magnitude(amount.nanoUsd);
    const bool isNegative = amount.nanoUsd < 0;
    const quint64 cents = rounded(size, nanoPerUsd / 100);
    if (cents == 0 && size != 0)
        return QLatin1Char('<') + dollars(isNegative, decimalText(1, 2));
    return dollars(isNegative, decimalText(cents, 2));
}

QString moneyShort(Money amount)
{
    const quint64 size = magnitude(amount.nanoUsd);
    // What money() would round up to 10,000.00 is shortened already.
    if (rounded(size, nanoPerUsd / 100) < 1'000'000)
        return money(amount);
    return dollars(amount.nanoUsd < 0, shortText(size, nanoPerUsd));
}

QString requestMoney(Money amount)
{
    if (amount.nanoUsd == 0)
        return dollars(false, decimalText(0, 0));
    const bool isNegative = amount.nanoUsd < 0;
    const quint64 micros = rounded(magnitude(amount.nanoUsd), 1000);
    if (micros == 0)
        return QLatin1Char('<') + dollars(isNegative, decimalText(1, 6));
    return dollars(isNegative, decimalText(micros, 6));
}

QString exactMoney(Money amount)
{
    return dollars(amount.nanoUsd < 0, decimalText(magnitude(amount.nanoUsd), 9));
}

QString spokenMoney(Money amount)
{
    const quint64 cents = rounded(magnitude(amount.nanoUsd), nanoPerUsd / 100);
    if (cents == 0 && amount.nanoUsd != 0)
        return text("less than a cent");
    return text("%1 dollars").arg((amount.nanoUsd < 0 ? minus : QString()) + decimalText(cents, 2));
}

QString count(qint64 count)
{
    return (count < 0 ? minus : QString()) + decimalText(magnitude(count), 0);
}

QString countShort(qint64 count)
{
    const quint64 size = magnitude(count);
    if (size < 10'000)
        return format::count(count);
    return (count < 0 ? minus : QString()) + shortText(size, 1);
}

QString tokens(qint64 count)
{
    const quint64 size = magnitude(count);
    if (size < 1000)
        return format::count(count);
    return (count < 0 ? minus : QString()) + shortText(size, 1);
}

QString latency(qint64 us)
{
    if (us < 0)
        return dash;
    const auto size = static_cast<quint64>(us);
    const quint64 ms = rounded(size, 1000);
    if (us != 0 && us < 1000)
        return text("<%1 ms").arg(decimalText(1, 0));
    if (ms < 1000)
        return text("%1 ms").arg(decimalText(ms, 0));
    if (const quint64 hundredths = rounded(size, 10'000); hundredths < 1000)
        return text("%1 s").arg(decimalText(hundredths, 2));
    if (const quint64 tenths = rounded(size, 100'000); tenths < 600)
        return text("%1 s").arg(decimalText(tenths, 1));
    const quint64 seconds = rounded(size, 1'000'000);
    if (seconds < 3600)
        return text("%1 m %2 s").arg(decimalText(seconds / 60, 0), decimalText(seconds % 60, 0));
    return text("%1 h %2 m").arg(decimalText(seconds / 3600, 0), decimalText(seconds / 60 % 60, 0));
}

QString percent(double share, int decimals)
{
    if (!std::isfinite(share))
        return dash;
    const QString digits = QLocale().toString(std::abs(share) * 100, 'f', decimals);
    const bool isZero = std::abs(share) * 100 < 0.5 * std::pow(10.0, -decimals);
    return (share < 0 && !isZero ? minus : QString()) + text("%1 %").arg(digits);
}

double growth(std::int64_t now, std::int64_t before)
{
    if (before == 0)
        return std::numeric_limits<double>::infinity();
    return static_cast<double>(now - before) / static_cast<double>(before);
}

QString change(double change)
{
    if (!std::isfinite(change))
        return dash;
    const bool isLarge = std::abs(change) >= 0.9995;
    const bool isZero = std::abs(change) < 0.0005;
    QString digits = percent(std::abs(change), isLarge ? 0 : 1);
    if (isZero)
        return digits;
    return (change < 0 ? minus : QStringLiteral("+")) + digits;
}

QString ago(qint64 thenUs, qint64 nowUs)
{
    if (thenUs == 0)
        return text("never");
    const qint64 seconds = (nowUs - thenUs) / usPerSecond;
    if (seconds < 1) // A clock that was set back must not read as a time to come.
        return text("just now");
    if (seconds < 60)
        return text("%1 s ago").arg(count(seconds));
    if (seconds < 3600)
        return text("%1 min ago").arg(count(seconds / 60));
    if (seconds < 86'400)
        return text("%1 h ago").arg(count(seconds / 3600));
    if (seconds <= qint64{7} * 86'400)
        return text("%1 d ago").arg(count(seconds / 86'400));
    const QDate then = localTime(thenUs).date();
    const bool isThisYear = then.year() == localTime(nowUs).date().year();
    return QLocale().toString(then, isThisYear ? text("d MMM") : text("d MMM yyyy"));
}

QString timeOfDay(qint64 us)
{
    return QLocale().toString(localTime(us).time(), QStringLiteral("HH:mm:ss"));
}

QString dateTime(qint64 us)
{
    const QDateTime local = localTime(us);
    const QString here = QLocale().toString(local, text("ddd d MMM yyyy HH:mm:ss"));
    const QString zone = zoneText(local.offsetFromUtc());
    if (local.offsetFromUtc() == 0)
        return QStringLiteral("%1 (%2)").arg(here, zone);
    return QStringLiteral("%1 (%2) · %3 UTC")
        .arg(here, zone, QLocale().toString(local.toUTC().time(), QStringLiteral("HH:mm:ss")));
}

QString date(qint64 us)
{
    return QLocale().toString(localTime(us).date(), text("d MMM yyyy"));
}

} // namespace turnpike::format
