// SPDX-License-Identifier: GPL-3.0-or-later
// What delegates and widgets paint alike: marks, badges, tabular numbers, bars and lines.
#pragma once

#include "models/Cell.h"

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QRectF>
#include <QSize>
#include <QVector>

class QPainter;

namespace turnpike::ui {

class Theme;

/// Fills `box` with the mark; a Spinner is turned by `angle` degrees.
void drawMark(QPainter &painter, Mark mark, const QColor &colour, const QRectF &box,
              qreal angle = 0);

QSize badgeSize(const Theme &theme, const CellBadge &badge);
void drawBadge(QPainter &painter, const Theme &theme, const QRectF &box, const CellBadge &badge);

/// Text in which every digit stands on the advance of "0": Qt 6.4 cannot ask a font for tabular
/// digits. `box` is filled vertically centred; nothing is elided.
qreal numberWidth(const QFontMetricsF &metrics, const QString &text);
void drawNumber(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QString &text);

/// A limit bar with round ends. `perMille` above 1000 is a full bar.
void drawBar(QPainter &painter, const QRectF &box, int perMille, const QColor &track,
             const QColor &fill);

struct SparkLook
{
    QColor line;
    QColor ground; ///< Rings the last point.
    qreal width = 1.5;
    qreal fillOpacity = 0.1; ///< Below the line; 0: no fill.
    qreal dot = 6; ///< Diameter of the last point; 0: none.
};
/// As stat cards and sparklines look in the theme, on a surface.
SparkLook sparkLook(const Theme &theme, Tone tone);

/// A line of the values from the oldest at the left, scaled to the box. Fewer than 2: nothing.
void drawSpark(QPainter &painter, const QRectF &box, const QVector<qint64> &values,
               const SparkLook &look);

} // namespace turnpike::ui
