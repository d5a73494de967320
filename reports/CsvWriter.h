// SPDX-License-Identifier: GPL-3.0-or-later
// CSV as RFC 4180 has it, in the C locale: the one writer behind every file and every pipe.
#pragma once

#include "core/Money.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <initializer_list>

namespace turnpike {

/// UTF-8, CR LF after each row; cells with commas, quotes or line breaks are quoted.
class CsvWriter
{
public:
    CsvWriter() = default;
    /// Begins with a row of column names.
    explicit CsvWriter(std::initializer_list<const char *> columns);

    /// Text of people: no spreadsheet takes it for a formula. What begins with = + - @, a tab or a
    /// carriage return gets an apostrophe in front.
    CsvWriter &text(const QString &value);
    CsvWriter &number(std::int64_t value);
    CsvWriter &money(Money value); ///< Dollars, nine decimals.
    CsvWriter &time(std::int64_t us); ///< RFC 3339, UTC; empty for 0.
    CsvWriter &day(std::int32_t day); ///< "2026-10-01"
    CsvWriter &empty();
    CsvWriter &endRow();

    const QByteArray &bytes() const { return m_bytes; }

private:
    CsvWriter &cell(const QByteArray &utf8);

    QByteArray m_bytes;
    bool m_isInRow = false;
};

} // namespace turnpike
