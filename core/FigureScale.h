// SPDX-License-Identifier: GPL-3.0-or-later
// The value axis of a figure on screen and on paper: round steps, in integers.
#pragma once

#include "core/Figure.h"

namespace turnpike {

struct FigureScale
{
    std::int64_t step = 1;
    int intervals = 1; ///< The axis ends at step * intervals.

    std::int64_t top() const { return step * intervals; }

    /// The smallest of 1, 2, 2.5 and 5 times a power of ten that needs at most `maxIntervals`.
    static FigureScale of(std::int64_t highest, FigureUnit unit, int maxIntervals);
};

} // namespace turnpike
