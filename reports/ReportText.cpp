// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/ReportText.h"

#include "core/Format.h"
#include "core/Int128.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace turnpike {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("report", source);
}

QDate dateOf(std::int32_t day)
{
    return QDate(1970, 1, 1).addDays(day);
}

bool isInOneMonth(const QDate &first, const QDate &last)
{
    return first.year() == last.year() && first.month() == last.month();
}

} // namespace

QString daysText(const Period &period)
{
    const QLocale locale;
    const QDate first = dateOf(period.firstDay());
    const QDate last = dateOf(period.lastDay());
    const QString end = locale.toString(last, text("d MMMM yyyy"));
    if (first == last)
        return end;
    if (isInOneMonth(first, last))
        return text("%1–%2").arg(locale.toString(first.day()), end);
    const bool isOneYear = first.year() == last.year();
    return text("%1 – %2").arg(
        locale.toString(first, isOneYear ? text("d MMMM") : text("d MMMM yyyy")), end);
}

QString periodText(const Period &period)
{
    if (period.isWholeMonth())
        return QLocale().toString(dateOf(period.firstDay()), text("MMMM yyyy"));
    return daysText(period);
}

QString shortDayText(std::int32_t day)
{
    return QLocale().toString(dateOf(day), text("d MMM"));
}

QString momentText(std::int64_t us)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(us / 1000);
    const int minutes = std::abs(local.offsetFromUtc()) / 60;
    const QString zone = minutes == 0
        ? QStringLiteral("UTC")
        : QStringLiteral("UTC%1%2:%3")
              .arg(local.offsetFromUtc() < 0 ? QStringLiteral("\u2212") : QStringLiteral("+"))
              .arg(minutes / 60, 2, 10, QLatin1Char('0'))
              .arg(minutes % 60, 2, 10, QLatin1Char('0'));
    return text("%1 (%2)").arg(QLocale().toString(local, text("d MMM yyyy, HH:mm")), zone);
}

std::optional<Money> blendedPrice(const ActivitySums &sums)
{
    constexpr std::int64_t million = 1'000'000;
    const std::int64_t tokens = sums.promptTokens + sums.completionTokens;
    if (tokens <= 0)
        return {};
    const Int128 scaled = Int128(sums.cost.nanoUsd) * million + tokens / 2;
    return Money{static_cast<std::int64_t>(scaled / tokens)};
}

QString blendedText(const ActivitySums &sums)
{
    const auto price = blendedPrice(sums);
    return price ? format::money(*price) : format::dash;
}

QString cachedText(const ActivitySums &sums, int decimals)
{
    if (sums.promptTokens <= 0)
        return format::dash;
    return format::percent(
        static_cast<double>(sums.cachedTokens) / static_cast<double>(sums.promptTokens), decimals);
}

QString changeText(std::int64_t now, std::int64_t before, const Period &periodBefore)
{
    const QString than = periodBefore.isWholeMonth()
        ? QLocale().toString(dateOf(periodBefore.firstDay()), QStringLiteral("MMMM"))
        : text("the %1 days before").arg(periodBefore.lastDay() - periodBefore.firstDay() + 1);
    if (before == 0)
        return now == 0 ? QString() : text("none in %1").arg(than);
    const double change = format::growth(now, before);
    return text("%1 vs %2").arg(format::change(change), than);
}

QString limitText(const KeyLimit &limit)
{
    const QString amount = format::money(limit.amount);
    switch (limit.reset) {
    case Window::Day: return text("limit %1 per day").arg(amount);
    case Window::Week: return text("limit %1 per week").arg(amount);
    case Window::Month: return text("limit %1 per month").arg(amount);
    case Window::Lifetime: break;
    }
    return text("limit %1 in all").arg(amount);
}

std::int64_t printedCents(Money amount)
{
    constexpr std::int64_t cent = 10'000'000;
    const std::int64_t size = std::abs(amount.nanoUsd);
    const std::int64_t cents = size / cent + (size % cent >= cent / 2 ? 1 : 0);
    return amount.nanoUsd < 0 ? -cents : cents;
}

QString legendName(const FigureSeries &series)
{
    if (series.isOther)
        return text("Other (%1)").arg(series.memberCount);
    return series.name.section(QLatin1Char('/'), -1);
}

QStringList bucketLabels(const Figure &figure)
{
    QStringList labels;
    if (figure.buckets.isEmpty())
        return labels;
    const QDate first = dateOf(dayOf(figure.buckets.first().startUs));
    const QDate last = dateOf(dayOf(figure.buckets.last().startUs));
    for (const FigureBucket &bucket : figure.buckets)
        labels.append(isInOneMonth(first, last)
                          ? QLocale().toString(dateOf(dayOf(bucket.startUs)).day())
                          : bucket.label);
    return labels;
}

} // namespace turnpike
