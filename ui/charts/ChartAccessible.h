// SPDX-License-Identifier: GPL-3.0-or-later
// What assistive programs see of a chart: a table of buckets and series.
#pragma once

namespace turnpike::ui {

/// From now on every BarCanvas answers as a table: rows are buckets, columns are series.
void installChartAccessibility();

} // namespace turnpike::ui
