// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/BarOverlay.h"

#include "ui/charts/BarCanvas.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QChart>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr qreal groundZ = 1.5; // Above the plot's background, below grid and bars.
constexpr qreal topZ = 60;
constexpr int veilAlpha = 148; // 58 %
constexpr int mostSingleVeils = 120; // Above, two rectangles are cheaper and look the same.
constexpr qreal hatchGap = 5;
constexpr qreal cornerRadius = 3;
constexpr qreal labelGap = 4;
constexpr qreal leastRoundWidth = 4;

/// What is outside the rounded corners at the top of a bar.
QPainterPath cornersOf(const QRectF &bar)
{
    const qreal radius = std::min({cornerRadius, bar.width() / 2, bar.height()});
    QPainterPath whole;
    whole.addRect(QRectF(bar.left() - 0.5, bar.top() - 0.5, bar.width() + 1, radius + 0.5));
    QPainterPath kept;
    kept.addRoundedRect(QRectF(bar.left(), bar.top(), bar.width(), 4 * radius), radius, radius);
    return whole - kept;
}

} // namespace

BarOverlay::BarOverlay(const BarCanvas &canvas, Layer layer, QGraphicsItem *chart)
    : QGraphicsItem(chart)
    , m_canvas(canvas)
    , m_layer(layer)
{
    setZValue(layer == Layer::Ground ? groundZ : topZ);
    setAcceptedMouseButtons(Qt::NoButton);
}

void BarOverlay::refresh()
{
    const QRectF box(QPointF(), m_canvas.chart()->size());
    if (box != m_box) {
        prepareGeometryChange();
        m_box = box;
    }
    update();
}

void BarOverlay::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    const int bucket = m_canvas.highlighted().bucket;
    if (m_layer == Layer::Ground) {
        if (bucket >= 0)
            painter->fillRect(m_canvas.slotRect(bucket), m_canvas.theme().colours().hover);
        return;
    }
    painter->setRenderHint(QPainter::Antialiasing);
    paintHatch(*painter);
    if (bucket >= 0)
        paintVeil(*painter);
    paintRoundTops(*painter);
    paintBefore(*painter);
    paintBadge(*painter);
    if (bucket >= 0)
        paintTime(*painter);
    if (m_canvas.hasFocusMark())
        paintFocus(*painter);
}

void BarOverlay::paintHatch(QPainter &painter) const
{
    const QList<FigureBucket> &buckets = m_canvas.figure().buckets;
    for (int bucket = 0; bucket < buckets.size(); ++bucket) {
        if (!buckets[bucket].isRunning)
            continue;
        const QRectF bar = m_canvas.barRect(bucket);
        if (bar.height() < 1)
            continue;
        painter.save();
        painter.setClipRect(bar);
        painter.setPen(QPen(m_canvas.theme().colours().surface, 1.6));
        for (qreal y = bar.top(); y < bar.bottom() + bar.width(); y += hatchGap)
            painter.drawLine(QPointF(bar.left(), y), QPointF(bar.right(), y - bar.width()));
        painter.restore();
    }
}

void BarOverlay::paintVeil(QPainter &painter) const
{
    QColor veil = m_canvas.theme().colours().surface;
    veil.setAlpha(veilAlpha);
    const int bucket = m_canvas.highlighted().bucket;
    const int count = int(m_canvas.figure().buckets.size());
    if (count <= mostSingleVeils) {
        for (int i = 0; i < count; ++i) {
            if (i != bucket)
                painter.fillRect(m_canvas.barRect(i), veil);
        }
        return;
    }
    const QRectF plot = m_canvas.chart()->plotArea();
    const QRectF slot = m_canvas.slotRect(bucket);
    painter.fillRect(QRectF(plot.topLeft(), QPointF(slot.left(), plot.bottom())), veil);
    painter.fillRect(QRectF(QPointF(slot.right(), plot.top()), plot.bottomRight()), veil);
}

void BarOverlay::paintRoundTops(QPainter &painter) const
{
    const Colours &colours = m_canvas.theme().colours();
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < m_canvas.figure().buckets.size(); ++i) {
        const QRectF bar = m_canvas.barRect(i);
        if (bar.width() < leastRoundWidth || bar.height() < 1)
            continue;
        painter.setBrush(i == m_canvas.highlighted().bucket ? colours.hover : colours.surface);
        painter.drawPath(cornersOf(bar));
    }
}

/// A line across the slot of each bucket, ringed so that it shows over bars, too.
void BarOverlay::paintBefore(QPainter &painter) const
{
    const Colours &colours = m_canvas.theme().colours();
    for (int i = 0; i < m_canvas.figure().buckets.size(); ++i) {
        const qreal y = m_canvas.beforeY(i);
        if (y < 0)
            return;
        const QRectF slot = m_canvas.slotRect(i);
        const QLineF line(slot.left() + slot.width() * 0.08, y, slot.right() - slot.width() * 0.08,
                          y);
        painter.setPen(QPen(colours.surface, 4, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
        painter.setPen(QPen(colours.text, 2, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
    }
}

void BarOverlay::paintBadge(QPainter &painter) const
{
    const ChartBadge &badge = m_canvas.badge();
    if (badge.bucket < 0 || badge.bucket >= m_canvas.figure().buckets.size())
        return;
    const QSizeF size = badgeSize(m_canvas.theme(), badge.badge);
    const QRectF bar = m_canvas.barRect(badge.bucket);
    const QRectF plot = m_canvas.chart()->plotArea();
    const qreal left = std::min(bar.center().x() - size.width() / 2,
                                m_canvas.chart()->size().width() - size.width());
    // Above the neighbours that it is wide enough to cover, too.
    qreal highest = bar.top();
    for (int i = 0; i < m_canvas.figure().buckets.size(); ++i) {
        const QRectF other = m_canvas.barRect(i);
        if (other.right() > left && other.left() < left + size.width() && other.height() >= 1)
            highest = std::min(highest, other.top());
    }
    const qreal top = std::max(plot.top(), highest - size.height() - 6);
    drawBadge(painter, m_canvas.theme(), QRectF(QPointF(std::round(left), std::round(top)), size),
              badge.badge);
}

void BarOverlay::paintTime(QPainter &painter) const
{
    const Colours &colours = m_canvas.theme().colours();
    const int bucket = m_canvas.highlighted().bucket;
    const QString text = m_canvas.figure().buckets[bucket].label;
    const QRectF plot = m_canvas.chart()->plotArea();
    const QRectF slot = m_canvas.slotRect(bucket);
    QFont font = m_canvas.axisFont();
    font.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const qreal width = metrics.horizontalAdvance(text) + 2;
    const QSizeF chart = m_canvas.chart()->size();
    const QRectF label(std::clamp(slot.center().x() - width / 2, 0.0, chart.width() - width),
                       plot.bottom() + 1.5, width, chart.height() - plot.bottom() - 1.5);
    // Labels that it would touch are covered whole.
    const QFontMetricsF plain(m_canvas.axisFont());
    for (const int other : m_canvas.labelledBuckets()) {
        const qreal half
            = plain.horizontalAdvance(m_canvas.figure().buckets[other].label) / 2 + labelGap;
        const qreal middle = m_canvas.slotRect(other).center().x();
        const QRectF covered(middle - half, label.top(), 2 * half, label.height());
        if (covered.intersects(label))
            painter.fillRect(covered, colours.surface);
    }
    painter.setFont(font);
    painter.setPen(colours.text);
    painter.drawText(label.adjusted(0, 0, 0, -6), Qt::AlignCenter | Qt::TextDontClip, text);
}

void BarOverlay::paintFocus(QPainter &painter) const
{
    const ChartSpot spot = m_canvas.highlighted();
    if (spot.bucket < 0)
        return;
    const QRectF box = spot.series < 0 ? m_canvas.slotRect(spot.bucket)
                                       : m_canvas.segmentRect(spot).adjusted(-2, -2, 2, 2);
    painter.setPen(QPen(m_canvas.theme().colours().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3);
}

} // namespace turnpike::ui
