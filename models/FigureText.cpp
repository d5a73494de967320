// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/FigureText.h"

#include "core/Format.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>

namespace turnpike {

namespace {

constexpr std::int64_t dayUs = 86'400'000'000;

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::FigureText", text);
}

/// `value` of `one` without trailing zeros, but cents in full.
QString decimalOf(std::int64_t value, std::int64_t one, bool isMoney)
{
    const std::int64_t whole = value / one;
    std::int64_t rest = value % one;
    QString text = QLocale().toString(qlonglong(whole));
    if (rest == 0)
        return text;
    QString decimals;
    while (rest != 0) {
        rest *= 10;
        decimals.append(QChar(char16_t(u'0' + rest / one)));
        rest %= one;
    }
    if (isMoney)
        decimals = decimals.leftJustified(2, u'0');
    return text + QLocale().decimalPoint() + decimals;
}

QString stepName(const Figure &figure)
{
    if (figure.buckets.isEmpty())
        return {};
    const FigureBucket &bucket = figure.buckets[figure.buckets.size() / 2];
    const std::int64_t length = bucket.endUs - bucket.startUs;
    if (length < dayUs)
        return say("by hour");
    return length == dayUs ? say("by day") : say("by week");
}

} // namespace

QString figureValue(FigureUnit unit, std::int64_t value)
{
    switch (unit) {
    case FigureUnit::NanoUsd: return format::money(Money{value});
    case FigureUnit::Tokens: return format::tokens(value);
    case FigureUnit::Requests: break;
    }
    return format::count(value);
}

QString figureExact(FigureUnit unit, std::int64_t value)
{
    return unit == FigureUnit::NanoUsd ? format::exactMoney(Money{value})
                                       : figureSpoken(unit, value);
}

QString figureSpoken(FigureUnit unit, std::int64_t value)
{
    switch (unit) {
    case FigureUnit::NanoUsd: return format::spokenMoney(Money{value});
    case FigureUnit::Tokens: return say("%1 tokens").arg(format::count(value));
    case FigureUnit::Requests: break;
    }
    return say("%1 requests").arg(format::count(value));
}

QString figureTick(FigureUnit unit, std::int64_t value)
{
    static constexpr std::array<char16_t, 3> suffixes{u'K', u'M', u'B'};
    const bool isMoney = unit == FigureUnit::NanoUsd;
    std::int64_t one = isMoney ? 1'000'000'000 : 1;
    int suffix = -1;
    for (; suffix + 1 < int(suffixes.size()) && value / one >= 1000; ++suffix)
        one *= 1000;
    QString text = decimalOf(value, one, isMoney && suffix < 0);
    if (suffix >= 0)
        text.append(QChar(suffixes[std::size_t(suffix)]));
    return isMoney ? QLatin1Char('$') + text : text;
}

QString seriesName(const FigureSeries &series)
{
    if (!series.isOther)
        return series.name;
    return say("%1 (%2)").arg(series.name, format::count(series.memberCount));
}

QString figureSummary(const Figure &figure)
{
    if (figure.buckets.isEmpty())
        return say("%1: nothing").arg(figure.title);
    qsizetype highest = 0;
    for (qsizetype bucket = 1; bucket < figure.buckets.size(); ++bucket) {
        if (figure.bucketTotal(bucket) > figure.bucketTotal(highest))
            highest = bucket;
    }
    return say("%1 %2, %3 to %4, total %5, highest %6: %7")
        .arg(figure.title, stepName(figure), figure.buckets.first().fullLabel,
             figure.buckets.last().fullLabel, figureSpoken(figure.unit, figure.total()),
             figure.buckets[highest].fullLabel,
             figureSpoken(figure.unit, figure.bucketTotal(highest)));
}

} // namespace turnpike
