// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/CsvWriter.h"

#include "core/Period.h"
#include "core/Timestamp.h"

#include <algorithm>

namespace turnpike {

namespace {

bool readsAsFormula(const QString &text)
{
    static const QString starters = QStringLiteral("=+-@\t\r");
    return !text.isEmpty() && starters.contains(text.front());
}

bool isPlain(const QByteArray &text)
{
    return std::ranges::none_of(
        text, [](char c) { return c == ',' || c == '"' || c == '\n' || c == '\r'; });
}

} // namespace

CsvWriter::CsvWriter(std::initializer_list<const char *> columns)
{
    for (const char *column : columns)
        cell(column);
    endRow();
}

CsvWriter &CsvWriter::text(const QString &value)
{
    return cell((readsAsFormula(value) ? QLatin1Char('\'') + value : value).toUtf8());
}

CsvWriter &CsvWriter::number(std::int64_t value)
{
    return cell(QByteArray::number(static_cast<qlonglong>(value)));
}

CsvWriter &CsvWriter::money(Money value)
{
    return cell(QByteArray::fromStdString(exactText(value)));
}

CsvWriter &CsvWriter::time(std::int64_t us)
{
    return us == 0 ? empty() : cell(QByteArray::fromStdString(timestampText(us)));
}

CsvWriter &CsvWriter::day(std::int32_t day)
{
    constexpr qsizetype dateLength = 10;
    return cell(QByteArray::fromStdString(timestampText(day * Period::dayUs)).left(dateLength));
}

CsvWriter &CsvWriter::empty()
{
    return cell({});
}

CsvWriter &CsvWriter::endRow()
{
    m_bytes += "\r\n";
    m_isInRow = false;
    return *this;
}

CsvWriter &CsvWriter::cell(const QByteArray &utf8)
{
    if (m_isInRow)
        m_bytes += ',';
    m_isInRow = true;
    if (isPlain(utf8))
        m_bytes += utf8;
    else
        m_bytes += '"' + QByteArray(utf8).replace('"', "\"\"") + '"';
    return *this;
}

} // namespace turnpike
