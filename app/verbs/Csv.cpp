// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verbs/Csv.h"

namespace turnpike {

QString csvText(const QString &text)
{
    static const QString starters = QStringLiteral("=+-@\t\r");
    if (text.isEmpty() || !starters.contains(text.front()))
        return text;
    return QLatin1Char('\'') + text;
}

QByteArray csvLine(const QStringList &cells)
{
    QString line;
    for (const QString &cell : cells) {
        if (!line.isEmpty() || &cell != &cells.first())
            line += QLatin1Char(',');
        const bool isPlain = std::ranges::none_of(cell, [](QChar c) {
            return c == QLatin1Char(',') || c == QLatin1Char('"') || c == QLatin1Char('\n')
                || c == QLatin1Char('\r');
        });
        if (isPlain)
            line += cell;
        else
            line += QLatin1Char('"')
                + QString(cell).replace(QLatin1String("\""), QLatin1String("\"\""))
                + QLatin1Char('"');
    }
    return line.toUtf8() + "\r\n";
}

} // namespace turnpike
