// SPDX-License-Identifier: GPL-3.0-or-later
// Usage and cost of many requests at once: how to cut them, and what comes of it.
#pragma once

#include "core/Money.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike {

enum class ActivityDimension : quint8 { Day, Model, Key, Provider };

/// What to add up. Days are those of core/Window.h, both included.
struct ActivityRange
{
    std::int32_t fromDay = 0;
    std::int32_t toDay = 0;
    bool includesSimulated = false;
};

/// What is added up of many requests.
struct ActivitySums
{
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    std::int64_t refusals = 0;
    std::int64_t promptTokens = 0;
    std::int64_t cachedTokens = 0;
    std::int64_t cacheWriteTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t reasoningTokens = 0;
    Money cost;
    Money lost;
};

/// The sums of one day, model, key or provider.
struct ActivityTotals : ActivitySums
{
    std::int64_t id = 0; ///< The day number or row id; 0 for what is unknown.
    QString name; ///< Model slug, key name or provider slug; empty for a day and what is unknown.
    QString publicId; ///< The key's hash; else empty.
};

/// The sums of one day, key, model and provider, with their names: empty for what is unknown.
struct ActivityDetail : ActivitySums
{
    std::int32_t day = 0;
    QString keyHash;
    QString keyName;
    QString model;
    QString provider; ///< Slug.
};

/// How to cut a range of time into cells: by time, by up to two dimensions, of one owner or of all.
struct ActivityCut
{
    enum class Step : quint8 { Whole, Day, Hour };
    /// Model, key or provider, and the row id that it must have.
    struct Filter
    {
        ActivityDimension dimension = ActivityDimension::Model;
        std::int64_t id = 0;
    };

    Step step = Step::Day;
    QList<ActivityDimension> by{}; ///< At most two; never Day, which is a step.
    std::optional<Filter> filter{};
    std::int64_t from = 0; ///< Days of core/Window.h, or hours since 1970 when stepping by hour.
    std::int64_t to = 0; ///< Included.
    bool includesSimulated = false;
};

/// The sums of one cell. Unused places are 0.
struct ActivityCell : ActivitySums
{
    std::int64_t at = 0; ///< Day or hour.
    std::int64_t first = 0; ///< Row id in the first dimension.
    std::int64_t second = 0;
};

} // namespace turnpike
