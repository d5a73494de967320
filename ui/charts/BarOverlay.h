// SPDX-License-Identifier: GPL-3.0-or-later
// What Qt Charts cannot draw on a BarCanvas.
#pragma once

#include <QGraphicsItem>

namespace turnpike::ui {

class BarCanvas;

/// Two of them: one under the grid and one over everything. They take no mouse and print with the
/// scene.
class BarOverlay final : public QGraphicsItem
{
public:
    enum class Layer : quint8 { Ground, Top };

    BarOverlay(const BarCanvas &canvas, Layer layer, QGraphicsItem *chart);

    void refresh(); ///< Something to paint has changed, or its place.
    QRectF boundingRect() const override { return m_box; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void paintHatch(QPainter &painter) const;
    void paintBefore(QPainter &painter) const;
    void paintVeil(QPainter &painter) const;
    void paintRoundTops(QPainter &painter) const;
    void paintBadge(QPainter &painter) const;
    void paintTime(QPainter &painter) const;
    void paintFocus(QPainter &painter) const;

    const BarCanvas &m_canvas;
    Layer m_layer;
    QRectF m_box;
};

} // namespace turnpike::ui
