// SPDX-License-Identifier: GPL-3.0-or-later
// Which colour of the chart palette a series has: the same in every chart of the session.
#pragma once

#include "core/Figure.h"

#include <QHash>
#include <QList>

namespace turnpike::ui {

/// A series is given a colour when it is first shown and keeps it. Where two that meet in a figure
/// were given the same, the smaller borrows a free one there.
class SeriesColours
{
public:
    static constexpr int other
        = turnpike::Figure::maxSeries; ///< Place of Other in Colours::series.

    /// Places in Colours::series, one a series, all different.
    QList<int> of(const turnpike::Figure &figure);

private:
    QHash<QString, int> m_given;
};

} // namespace turnpike::ui
