// SPDX-License-Identifier: GPL-3.0-or-later
// The tables that leave as CSV. docs/command-line.md lists their columns.
#pragma once

#include "core/Activity.h"
#include "core/GenerationRow.h"
#include "core/Period.h"

#include <QByteArray>
#include <QList>

namespace turnpike {

/// usage_by_group.csv: one row a model, key, provider or day; `totals` are of the period.
QByteArray usageByGroupCsv(const Period &period, ActivityDimension by,
                           const QList<ActivityTotals> &totals);

/// usage_daily.csv: one row a day, key, model and provider.
QByteArray usageDailyCsv(const QList<ActivityDetail> &details);

// requests.csv: written page by page.
QByteArray requestsCsvHead();
/// Amounts that are unknown are empty.
QByteArray requestsCsvRows(const QList<GenerationRow> &requests);

/// "day", "model", "key" or "provider", as group_type has it.
const char *nameOf(ActivityDimension dimension);

} // namespace turnpike
