// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/FigurePainter.h"

#include "core/Format.h"
#include "reports/PageStyle.h"
#include "reports/ReportText.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>

namespace turnpike {

namespace {

constexpr qreal labelRoom = mm(6); ///< Below the bars.
constexpr qreal legendRoom = mm(6);
constexpr qreal segmentGap = pt(0.3);
constexpr qreal barShare = 0.64; ///< Of the width of a bucket.

QString tickText(FigureUnit unit, std::int64_t value, std::int64_t step)
{
    constexpr std::int64_t dollar = 1'000'000'000;
    constexpr std::int64_t cent = dollar / 100;
    if (unit != FigureUnit::NanoUsd)
        return format::tokens(value);
    if (step % cent != 0)
        return value == 0 ? format::requestMoney({}) : format::requestMoney(Money{value});
    const QString exact = format::money(Money{value});
    return step % dollar == 0 ? exact.chopped(3) : exact; // Without its cents.
}

QColor colourOf(const FigureSeries &series, qsizetype place)
{
    return series.isOther ? PageStyle::series.back()
                          : PageStyle::series[static_cast<std::size_t>(place)];
}

qreal lengthOf(std::int64_t value, const FigureScale &axis, qreal height)
{
    return height * (static_cast<qreal>(value) / static_cast<qreal>(axis.top()));
}

} // namespace

void FigurePainter::paint(const QRectF &area, const Figure &figure, bool hasLegend)
{
    std::int64_t highest = 0;
    for (qsizetype i = 0; i < figure.buckets.size(); ++i)
        highest = std::max(highest, figure.bucketTotal(i));
    const FigureScale axis = FigureScale::of(highest, figure.unit, 5);
    const QFontMetricsF metrics(PageStyle::font(PageFont::Axis));
    const qreal axisRoom
        = metrics.horizontalAdvance(tickText(figure.unit, axis.top(), axis.step)) + mm(2.2);
    const QRectF plot
        = area.adjusted(axisRoom, mm(1), -mm(1), -labelRoom - (hasLegend ? legendRoom : 0));
    paintAxis(plot, area.left(), figure, axis);
    if (highest > 0)
        paintBars(plot, figure, axis);
    paintBucketLabels(plot, figure);
    if (hasLegend)
        paintLegend(area, figure);
}

void FigurePainter::write(const QPointF &at, const QString &text)
{
    m_painter.setFont(PageStyle::font(PageFont::Axis, text));
    m_painter.setPen(PageStyle::grey);
    m_painter.drawText(at, text);
}

void FigurePainter::paintAxis(const QRectF &plot, qreal left, const Figure &figure,
                              const FigureScale &axis)
{
    for (int i = 0; i <= axis.intervals; ++i) {
        const qreal y = plot.bottom() - plot.height() * i / axis.intervals;
        m_painter.fillRect(QRectF(plot.left(), y - pt(0.125), plot.width(), pt(0.25)),
                           i == 0 ? PageStyle::rule : PageStyle::hairline);
        write({left, y + pt(2.4)}, tickText(figure.unit, axis.step * i, axis.step));
    }
}

void FigurePainter::paintBars(const QRectF &plot, const Figure &figure, const FigureScale &axis)
{
    const qreal slot = plot.width() / static_cast<qreal>(figure.buckets.size());
    const qreal width = std::min(slot * barShare, mm(8));
    m_painter.setPen(Qt::NoPen);
    for (qsizetype bucket = 0; bucket < figure.buckets.size(); ++bucket) {
        const qreal x = plot.left() + slot * static_cast<qreal>(bucket) + (slot - width) / 2;
        std::int64_t below = 0;
        for (qsizetype i = 0; i < figure.series.size(); ++i) {
            const std::int64_t value = figure.series[i].values[bucket];
            const qreal bottom = plot.bottom() - lengthOf(below, axis, plot.height());
            const qreal height = lengthOf(value, axis, plot.height());
            below += value;
            const qreal gap = height > 4 * segmentGap ? segmentGap : 0;
            m_painter.fillRect(QRectF(x, bottom - height, width, height - gap),
                               colourOf(figure.series[i], i));
        }
    }
}

void FigurePainter::paintBucketLabels(const QRectF &plot, const Figure &figure)
{
    const QStringList labels = bucketLabels(figure);
    const QFontMetricsF metrics(PageStyle::font(PageFont::Axis));
    const qreal slot = plot.width() / static_cast<qreal>(std::max<qsizetype>(labels.size(), 1));
    qreal widest = 0;
    for (const QString &label : labels)
        widest = std::max(widest, metrics.horizontalAdvance(label));
    // Every second at least when there are many: they read more easily.
    qsizetype stride = labels.size() > 16 ? 2 : 1;
    while (static_cast<qreal>(stride) * slot < widest + mm(2))
        ++stride;
    for (qsizetype i = 0; i < labels.size(); i += stride) {
        const qreal middle = plot.left() + slot * (static_cast<qreal>(i) + 0.5);
        write({middle - metrics.horizontalAdvance(labels[i]) / 2, plot.bottom() + mm(3.8)},
              labels[i]);
    }
}

void FigurePainter::paintLegend(const QRectF &area, const Figure &figure)
{
    constexpr qreal swatch = mm(2.3);
    const QFontMetricsF metrics(PageStyle::font(PageFont::Axis));
    const qreal baseline = area.bottom() - mm(0.6);
    qreal x = area.left();
    for (qsizetype i = 0; i < figure.series.size(); ++i) {
        const QString name
            = metrics.elidedText(legendName(figure.series[i]), Qt::ElideMiddle, mm(30));
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colourOf(figure.series[i], i));
        m_painter.drawRoundedRect(QRectF(x, baseline - swatch + pt(0.4), swatch, swatch), mm(0.4),
                                  mm(0.4));
        write({x + swatch + mm(1.2), baseline}, name);
        x += swatch + mm(1.2) + metrics.horizontalAdvance(name) + mm(4.6);
    }
}

} // namespace turnpike
