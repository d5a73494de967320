// SPDX-License-Identifier: GPL-3.0-or-later
// What to show of usage over time, and what comes of it besides a figure.
#pragma once

#include "core/ActivityBreakdown.h"
#include "core/GenerationRow.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike {

struct ActivityQuery
{
    enum class Metric : quint8 { Spend, Tokens, Requests };
    enum class Group : quint8 { None, Model, Key, Provider };
    /// Auto: hours up to two days, days up to 92, else weeks.
    enum class Step : quint8 { Auto, Hour, Day, Week };

    Period period; ///< Days and weeks want whole days.
    Metric metric = Metric::Spend;
    Group group = Group::Model;
    Step step = Step::Auto;
    std::optional<ActivityCut::Filter> filter{}; ///< One model, key or provider.
    /// Of requests() only: what they have besides, in another dimension.
    std::optional<ActivityCut::Filter> alsoFilter{};
    /// What it is compared with; nothing: Period::before().
    std::optional<Period> against{};
    bool includesSimulated = false;

    Period periodBefore() const { return against.value_or(period.before()); }
    /// The step that Auto stands for.
    Step resolvedStep() const;
};

/// The strip of figures above a chart.
struct ActivitySummary
{
    ActivitySums now;
    ActivitySums before;
    /// Time to first token, median over the requests that had one; nothing when there is none, or
    /// when the period holds more requests than are read for it.
    std::optional<std::int64_t> ttftMedianUs;
    std::optional<std::int64_t> ttftMedianBeforeUs;
    Period period;
    Period periodBefore;
    std::int64_t asOfUs = 0;
};

/// A page of the requests behind a figure.
struct ActivityPage
{
    std::int64_t beforeRow = 0; ///< The last row id of the page before; 0: the newest.
    int limit = 100; ///< 1 to 1,000.
};

} // namespace turnpike
