// SPDX-License-Identifier: GPL-3.0-or-later
// How the numbers and names of a figure read.
#pragma once

#include "core/Figure.h"

#include <QString>

namespace turnpike {

/// An aggregate as core/Format.h has it: "$402.66", "1.2M", "4,260".
QString figureValue(FigureUnit unit, std::int64_t value);
/// All digits: "$402.663100000", "1,204,311 tokens", "4,260 requests".
QString figureExact(FigureUnit unit, std::int64_t value);
/// For screen readers: "402.66 dollars", "1,204,311 tokens".
QString figureSpoken(FigureUnit unit, std::int64_t value);
/// The shortest exact form, for axes: "$0", "$2.50", "$1.5K", "20M".
QString figureTick(FigureUnit unit, std::int64_t value);
/// "alder/alder-large-3", "Other (9)".
QString seriesName(const FigureSeries &series);
/// "Spend by day, 30 days, total 4,812 dollars, highest 22 November 241 dollars."
QString figureSummary(const Figure &figure);

} // namespace turnpike
