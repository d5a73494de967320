// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verbs/Text.h"

#include <QDateTime>

#include <boost/json.hpp>

namespace turnpike {

namespace {

constexpr qint64 usPerSecond = 1'000'000;
const QDate epoch(1970, 1, 1);

} // namespace

QByteArray tableText(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows)
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (widths.size() <= i)
                widths.append(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    QString text;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += row[i].leftJustified(widths[i] + 2);
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        text += line + QLatin1Char('\n');
    }
    return text.toUtf8();
}

QByteArray jsonLine(const boost::json::value &value)
{
    return QByteArray::fromStdString(boost::json::serialize(value)) + '\n';
}

boost::json::value jsonOrNull(const QString &text)
{
    return text.isEmpty() ? boost::json::value(nullptr) : boost::json::value(jsonString(text));
}

boost::json::string jsonString(const QString &text)
{
    return boost::json::string(text.toStdString());
}

boost::json::string jsonUsd(Money amount)
{
    return boost::json::string(jsonText(amount));
}

QString timeText(std::int64_t us)
{
    if (us == 0)
        return {};
    return QDateTime::fromSecsSinceEpoch(us / usPerSecond, Qt::UTC).toString(Qt::ISODate);
}

Result<std::int64_t> parseTime(const QString &text, const char *option)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    const bool hasZone = time.timeSpec() != Qt::LocalTime;
    if (!time.isValid() || !hasZone)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--%1 wants a time such as 2026-12-31T00:00:00Z, not \"%2\".")
                        .arg(QLatin1String(option), text));
    return time.toMSecsSinceEpoch() * 1'000;
}

Result<std::int32_t> parseDay(const QString &text, const char *option)
{
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (!date.isValid())
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--%1 wants a day such as 2026-07-01, not \"%2\".")
                        .arg(QLatin1String(option), text));
    return static_cast<std::int32_t>(epoch.daysTo(date));
}

Result<Period> parsePeriod(const Invocation &invocation, std::int32_t today)
{
    constexpr std::int32_t defaultDays = 30;
    std::int32_t last = today;
    if (invocation.has("to")) {
        TRY_ASSIGN(last, parseDay(invocation.value("to"), "to"));
    }
    std::int32_t first = last - defaultDays + 1;
    if (invocation.has("from")) {
        TRY_ASSIGN(first, parseDay(invocation.value("from"), "from"));
    }
    if (first > last)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--from is after --to: there is no day in between."));
    return Period::ofDays(first, last);
}

QString dayText(std::int32_t day)
{
    return epoch.addDays(day).toString(Qt::ISODate);
}

Result<Money> parseUsd(const QString &text, const char *what)
{
    const std::optional<Money> amount = parseMoney(text.toStdString());
    if (!amount)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("%1 wants a decimal number of US dollars such as 12.50, not "
                                   "\"%2\".")
                        .arg(QLatin1String(what), text));
    return *amount;
}

Result<> readCount(const Invocation &invocation, const char *option, std::int64_t &count)
{
    if (!invocation.has(option))
        return {};
    bool isNumber = false;
    const QString text = invocation.value(option);
    count = text.toLongLong(&isNumber);
    if (!isNumber || count < 0)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--%1 wants a whole number, 0 for unlimited, not \"%2\".")
                        .arg(QLatin1String(option), text));
    return {};
}

VerbResult printed(QByteArray out)
{
    return {Exit::Ok, std::move(out), {}};
}

} // namespace turnpike
