// SPDX-License-Identifier: GPL-3.0-or-later
// How amounts, counts and times read on screen. For people only: locale-aware, rounded half up,
// never for JSON, CSV or sums.
#pragma once

#include "core/Money.h"

#include <QString>

#include <cstdint>

namespace turnpike::format {

/// Unknown or not applicable; a zero is written as a zero.
inline const QString dash = QStringLiteral("–");

/// An aggregate in cents: "$1,284.07"; "<$0.01" when it is not zero but below half a cent.
QString money(Money amount);
/// Of stat cards: as money(), and "$12.4K", "$1.2M" from 10,000 dollars.
QString moneyShort(Money amount);
/// Of one request, six decimals: "$0.018240"; nothing charged is "$0", less than can be shown
/// "<$0.000001".
QString requestMoney(Money amount);
/// All nine decimals: "$1,284.068312450".
QString exactMoney(Money amount);
/// For screen readers, as money() in words: "1,284.07 dollars".
QString spokenMoney(Money amount);

QString count(qint64 count); ///< "4,260"
QString countShort(qint64 count); ///< As count(), and "182.4K" from 10,000.
QString tokens(qint64 count); ///< "842", "1.2K", "45.6K", "1.2M", "3.4B"

/// "840 ms", "1.84 s", "14.2 s", "1 m 12 s", "1 h 3 m"; below a millisecond "<1 ms".
QString latency(qint64 us);

/// `share` of 1 as "12.4 %"; a dash when it is no number.
QString percent(double share, int decimals = 1);
/// By how much `now` is above `before`, as a part of it: 0.124 for 12.4 %; infinite from nothing.
/// Of counts, or of nano-dollars: a share for people, no amount is made of it.
double growth(std::int64_t now, std::int64_t before);
/// A change with its sign, of 1: "+12.4 %", "+104 %" (no decimal from 100 % on), with a real minus.
QString change(double change);

/// Both in microseconds UTC. "just now", "12 s ago", "4 min ago", "3 h ago", "2 d ago" up to seven
/// days, then "14 Nov", in another year "14 Nov 2025"; "never" for 0.
QString ago(qint64 thenUs, qint64 nowUs);
/// Local "14:02:11".
QString timeOfDay(qint64 us);
/// "Mon 23 Nov 2026 14:02:11 (UTC+01:00) · 13:02:11 UTC", for tooltips.
QString dateTime(qint64 us);
/// Local "2 Sep 2026".
QString date(qint64 us);

} // namespace turnpike::format
