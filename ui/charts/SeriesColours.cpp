// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/SeriesColours.h"

#include <algorithm>
#include <array>

namespace turnpike::ui {

QList<int> SeriesColours::of(const turnpike::Figure &figure)
{
    std::array<bool, turnpike::Figure::maxSeries> isTaken{};
    QList<int> colours(figure.series.size(), other);
    QList<qsizetype> without;
    for (qsizetype i = 0; i < figure.series.size(); ++i) {
        const FigureSeries &series = figure.series[i];
        if (series.isOther)
            continue;
        const auto given = m_given.constFind(series.id + QLatin1Char('\n') + series.name);
        if (given == m_given.constEnd() || isTaken[std::size_t(*given)]) {
            without.append(i);
            continue;
        }
        colours[i] = *given;
        isTaken[std::size_t(*given)] = true;
    }
    for (const qsizetype i : without) {
        const auto free = std::find(isTaken.begin(), isTaken.end(), false);
        if (free == isTaken.end())
            break;
        *free = true;
        colours[i] = int(free - isTaken.begin());
        const FigureSeries &series = figure.series[i];
        const QString name = series.id + QLatin1Char('\n') + series.name;
        if (!m_given.contains(name))
            m_given.insert(name, colours[i]);
    }
    return colours;
}

} // namespace turnpike::ui
