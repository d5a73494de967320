// SPDX-License-Identifier: GPL-3.0-or-later
// The list of keys as a file for spreadsheets.
#pragma once

#include "models/KeyRow.h"

#include <QByteArray>
#include <QList>

namespace turnpike::ui {

/// RFC 4180 in the C locale: amounts in dollars with nine decimals, times in ISO 8601 UTC. Names
/// that a spreadsheet would take for a formula get an apostrophe in front.
QByteArray keysCsv(const QList<KeyRow> &rows, std::int64_t nowUs);

} // namespace turnpike::ui
