// SPDX-License-Identifier: GPL-3.0-or-later
// Usage and cost of many requests at once, read from the rollups and never from the generations.
#pragma once

#include "core/Money.h"
#include "core/Result.h"

#include <QList>
#include <QString>

#include <cstdint>

namespace turnpike {

class Session;

enum class ActivityDimension : quint8 { Day, Model, Key, Provider };

/// What to add up. Days are those of core/Window.h, both included.
struct ActivityRange
{
    std::int32_t fromDay = 0;
    std::int32_t toDay = 0;
    bool includesSimulated = false;
};

/// The sums of one day, model, key or provider.
struct ActivityTotals
{
    std::int64_t id = 0; ///< The day number or row id; 0 for what is unknown.
    QString name; ///< Model slug, key name or provider slug; empty for a day and what is unknown.
    QString publicId; ///< The key's hash; else empty.
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

} // namespace turnpike

namespace turnpike::ActivityRepository {

/// Days in order, everything else by cost, the dearest first. Errors: those of Session::run.
Result<QList<ActivityTotals>> totals(Session &session, ActivityDimension by,
                                     const ActivityRange &range);

} // namespace turnpike::ActivityRepository
