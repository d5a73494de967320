// SPDX-License-Identifier: GPL-3.0-or-later
// How reports put periods, prices and names.
#pragma once

#include "core/Activity.h"
#include "core/Figure.h"
#include "core/Key.h"
#include "core/Period.h"

#include <QString>
#include <QStringList>

namespace turnpike {

/// "October 2026", "3 October 2026", "3–17 October 2026", "28 September – 4 October 2026".
QString periodText(const Period &period);
/// "1–31 October 2026": the days of a whole month, too.
QString daysText(const Period &period);
QString shortDayText(std::int32_t day); ///< "20 Oct"
/// "1 Nov 2026, 08:00 (UTC+01:00)", local.
QString momentText(std::int64_t us);

/// Dollars per million tokens, in and out together, half up to a nano-dollar; nothing for no
/// tokens.
std::optional<Money> blendedPrice(const ActivitySums &sums);
QString blendedText(const ActivitySums &sums); ///< "$2.53", or a dash.
/// Of input tokens, those that came from a cache: "58 %", or a dash.
QString cachedText(const ActivitySums &sums, int decimals = 0);
/// "+8.1 % vs September", "new"; empty when there is nothing to say.
QString changeText(std::int64_t now, std::int64_t before, const Period &periodBefore);
QString limitText(const KeyLimit &limit); ///< "limit $50.00 per day"

/// Whole cents as printed, half up; the sign apart from zero as in format::money.
std::int64_t printedCents(Money amount);

/// "alder-large-3" of "alder/alder-large-3"; "Other (8)".
QString legendName(const FigureSeries &series);
/// Days of one month by their number, else "22 Nov".
QStringList bucketLabels(const Figure &figure);

} // namespace turnpike
