// SPDX-License-Identifier: GPL-3.0-or-later
// The colours of one tone of the console, by what they are for.
#pragma once

#include "models/Cell.h"

#include <QColor>

#include <array>

namespace turnpike::ui {

struct Colours
{
    QColor bg, surface, surface2, raised, sidebar, hover, selected, navSelected, navSelectedText;
    QColor text, text2, text3, placeholder, disabled;
    QColor hairline, border, borderInput;
    QColor accent, accentFill, accentFillHover, onAccent;
    QColor success, successTint, warning, warningTint, danger, dangerTint, dangerFill;
    QColor dangerFillHover, info, infoTint, neutral, neutralTint, simulated, simulatedTint;
    QColor barTrack, barWarning, barSuccess, keycap, skeleton, scrim;
    QColor toast, toastText, toastAction;
    QColor codeKeyword, codeString, organizationTile;
    std::array<QColor, 7> series; ///< Fixed order; [6] is Other.

    QColor of(Tone tone) const; ///< For text and marks.
    QColor tint(Tone tone) const; ///< The ground of a badge or banner in that tone.
    QColor bar(Tone tone) const; ///< The fill of a limit bar in that tone.

    static const Colours &light();
    static const Colours &dark();
};

/// WCAG 2 contrast of two opaque colours, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace turnpike::ui
