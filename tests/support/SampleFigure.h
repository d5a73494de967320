// SPDX-License-Identifier: GPL-3.0-or-later
// A figure to draw: thirty days up to a running one, six series and Other.
#pragma once

#include "core/Figure.h"

#include <QDate>
#include <QDateTime>
#include <QLocale>

namespace turnpike {

inline Figure sampleFigure(int days = 30)
{
    constexpr std::int64_t dayUs = 86'400'000'000;
    const QDate last(2026, 11, 23);
    Figure figure;
    figure.title = QStringLiteral("Spend");
    figure.zone = QStringLiteral("UTC");
    for (int day = days - 1; day >= 0; --day) {
        const QDate date = last.addDays(-day);
        FigureBucket bucket;
        bucket.startUs = date.startOfDay(Qt::UTC).toMSecsSinceEpoch() * 1000;
        bucket.endUs = bucket.startUs + dayUs;
        bucket.label = QLocale::c().toString(date, QStringLiteral("d MMM"));
        bucket.fullLabel = QLocale::c().toString(date, QStringLiteral("dddd d MMMM"));
        bucket.isRunning = day == 0;
        figure.buckets.append(bucket);
    }
    figure.asOfUs = figure.buckets.last().startUs + dayUs / 2;
    const QStringList names{QStringLiteral("alder/alder-large-3"),
                            QStringLiteral("birch/birch-2-pro"),
                            QStringLiteral("cedar/cedar-coder-2"),
                            QStringLiteral("alder/alder-mini-3"),
                            QStringLiteral("elm/elm-v3"),
                            QStringLiteral("birch/birch-2-flash"),
                            QStringLiteral("Other")};
    for (int i = 0; i < names.size(); ++i) {
        FigureSeries series;
        series.name = names[i];
        series.isOther = i == names.size() - 1;
        series.memberCount = series.isOther ? 9 : 0;
        series.id = series.isOther ? QString() : names[i];
        series.rowId = series.isOther ? 0 : i + 1;
        for (int day = 0; day < days; ++day)
            series.values.append((60 - i * 8 + (day * (i + 3)) % 17) * 1'000'000'000LL
                                 + (day % 7 < 2 ? -5'000'000'000LL : 0) + day * 1'234'567LL);
        figure.series.append(series);
    }
    return figure;
}

} // namespace turnpike
