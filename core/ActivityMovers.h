// SPDX-License-Identifier: GPL-3.0-or-later
// What changed most between two periods, and why.
#pragma once

#include "core/ActivityBreakdown.h"

#include <array>

namespace turnpike {

/// What a change of spend comes from.
enum class SpendCause : quint8 {
    New, ///< Not used before.
    Requests, ///< More or fewer of them, at what one cost before.
    Length, ///< More or fewer tokens a request, at what one cost before.
    Models, ///< Tokens that moved between models, at the models' prices before.
    Price, ///< What a token costs at a model: its price, its cache, prompt against completion.
};
inline constexpr std::size_t spendCauses = 5;

/// By SpendCause; they add up to the change exactly: what rounding leaves is in Price.
using CauseAmounts = std::array<Money, spendCauses>;

/// One model, key or provider.
struct ActivityMover
{
    ActivityRow row;
    CauseAmounts causes{};

    Money change() const { return row.now.cost - row.before.cost; }
};

struct ActivityMovers
{
    QList<ActivityMover> rows; ///< Largest change of spend first; also those that are gone.
    ActivitySums now;
    ActivitySums before;
    CauseAmounts causes{}; ///< Of all rows.
    Period period;
    Period periodBefore;
    std::int64_t asOfUs = 0;

    Money change() const { return now.cost - before.cost; }
};

} // namespace turnpike
