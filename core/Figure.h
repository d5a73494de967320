// SPDX-License-Identifier: GPL-3.0-or-later
// One figure: what charts, tables, CSV files and pages all show. docs/life_of_a_figure.md.
#pragma once

#include <QList>
#include <QString>

#include <cstdint>
#include <numeric>

namespace turnpike {

enum class FigureUnit : quint8 { NanoUsd, Tokens, Requests };

/// A span on the time axis.
struct FigureBucket
{
    std::int64_t startUs = 0;
    std::int64_t endUs = 0; ///< Not included.
    QString label; ///< "22 Nov", "14:00"
    QString fullLabel; ///< "Sunday 22 November"
    bool isRunning = false; ///< Not over yet.
};

struct FigureSeries
{
    QString name; ///< Model slug, key name or provider name.
    QString
        id; ///< Stable: model slug, key hash or provider slug; empty when unknown, and of Other.
    std::int64_t rowId = 0; ///< 0 when unknown, and of Other.
    bool isOther = false; ///< The sum of what is too small for a series of its own.
    int memberCount = 0; ///< Of Other: how many it sums.
    QList<qint64> values; ///< One a bucket, in the figure's unit.

    std::int64_t total() const
    {
        return std::accumulate(values.begin(), values.end(), std::int64_t{0});
    }
};

struct Figure
{
    static constexpr int maxSeries = 6; ///< Besides Other.

    QString title;
    FigureUnit unit = FigureUnit::NanoUsd;
    QString zone; ///< Of the buckets: "UTC".
    std::int64_t asOfUs = 0;
    QList<FigureBucket> buckets;
    QList<FigureSeries> series; ///< The largest first, Other last.

    std::int64_t bucketTotal(qsizetype bucket) const
    {
        std::int64_t sum = 0;
        for (const FigureSeries &one : series)
            sum += one.values.at(bucket);
        return sum;
    }
    std::int64_t total() const
    {
        std::int64_t sum = 0;
        for (const FigureSeries &one : series)
            sum += one.total();
        return sum;
    }
};

} // namespace turnpike
