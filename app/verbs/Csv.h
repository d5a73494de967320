// SPDX-License-Identifier: GPL-3.0-or-later
// CSV as RFC 4180 has it.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace turnpike {

/// A text cell that no spreadsheet takes for a formula: what begins with = + - @, a tab or a
/// carriage return gets an apostrophe in front. Not for numbers.
QString csvText(const QString &text);

/// UTF-8, CR LF at the end; cells with commas, quotes or line breaks are quoted.
QByteArray csvLine(const QStringList &cells);

} // namespace turnpike
