// SPDX-License-Identifier: GPL-3.0-or-later
// Stacked bars of a figure, as vectors.
#pragma once

#include "core/FigureScale.h"

#include <QRectF>

class QPainter;

namespace turnpike {

/// Paints in page units.
class FigurePainter
{
public:
    explicit FigurePainter(QPainter &painter)
        : m_painter(painter)
    {}

    /// `area` holds axis texts, and the legend below them, too.
    void paint(const QRectF &area, const Figure &figure, bool hasLegend);

private:
    void write(const QPointF &at, const QString &text);
    void paintAxis(const QRectF &plot, qreal left, const Figure &figure, const FigureScale &axis);
    void paintBars(const QRectF &plot, const Figure &figure, const FigureScale &axis);
    void paintBucketLabels(const QRectF &plot, const Figure &figure);
    void paintLegend(const QRectF &area, const Figure &figure);

    QPainter &m_painter;
};

} // namespace turnpike
