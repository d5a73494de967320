// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Paint.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace turnpike::ui {
namespace {

void drawStroked(QPainter &painter, Mark mark, const QColor &colour, const QRectF &box, qreal angle)
{
    const qreal width = box.width() * (mark == Mark::Cross || mark == Mark::Check ? 0.25 : 0.2);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const qreal in = width / 2;
    const QRectF inner = box.adjusted(in, in, -in, -in);
    const QPointF centre = inner.center();
    switch (mark) {
    case Mark::Ring: painter.drawEllipse(inner); break;
    case Mark::Cross:
        painter.drawLine(inner.topLeft(), inner.bottomRight());
        painter.drawLine(inner.topRight(), inner.bottomLeft());
        break;
    case Mark::Clock:
        painter.drawEllipse(inner);
        painter.setPen(QPen(colour, width * 0.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF({centre - QPointF(0, inner.height() * 0.26), centre,
                                        centre + QPointF(inner.width() * 0.2, 0)}));
        break;
    case Mark::Check:
        painter.drawPolyline(
            QPolygonF({inner.topLeft() + QPointF(0, inner.height() * 0.55),
                       inner.topLeft() + QPointF(inner.width() * 0.35, inner.height() * 0.88),
                       inner.topRight() + QPointF(0, inner.height() * 0.12)}));
        break;
    case Mark::Spinner: painter.drawArc(inner, qRound((90 - angle) * 16), -270 * 16); break;
    default: break;
    }
}

QPainterPath sparkPath(const QRectF &box, const QVector<qint64> &values)
{
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double span = std::max<double>(1, double(*high) - double(*low));
    QPainterPath path;
    for (qsizetype i = 0; i < values.size(); ++i) {
        const double share = (double(values[i]) - double(*low)) / span;
        const QPointF point(box.left() + box.width() * double(i) / double(values.size() - 1),
                            box.bottom() - box.height() * share);
        i == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    return path;
}

/// Micro without its spacing.
QFont badgeFont(const Theme &theme)
{
    QFont font = theme.font(Theme::Font::Micro);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0);
    return font;
}

/// The side of a badge's mark at 100 %: a clock needs more room to be read.
qreal badgeMarkSide(Mark mark)
{
    return mark == Mark::Clock ? 8 : 7;
}

bool isDigit(QChar character)
{
    return character >= QLatin1Char('0') && character <= QLatin1Char('9');
}

/// Calls `take(part, isDigit)` for each digit and each run between digits.
template <typename Take>
void eachPart(const QString &text, Take take)
{
    qsizetype from = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isDigit(text[i]))
            continue;
        if (i > from)
            take(text.mid(from, i - from), false);
        take(QString(text[i]), true);
        from = i + 1;
    }
    if (from < text.size())
        take(text.mid(from), false);
}

} // namespace

void drawMark(QPainter &painter, Mark mark, const QColor &colour, const QRectF &box, qreal angle)
{
    if (mark == Mark::None)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QPointF centre = box.center();
    switch (mark) {
    case Mark::Dot: {
        const qreal in = box.width() * 0.06;
        painter.drawEllipse(box.adjusted(in, in, -in, -in));
        break;
    }
    case Mark::Triangle:
        painter.setPen(
            QPen(colour, box.width() * 0.12, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolygon(QPolygonF({QPointF(centre.x(), box.top() + box.height() * 0.06),
                                       box.bottomRight() - QPointF(0, box.height() * 0.08),
                                       box.bottomLeft() - QPointF(0, box.height() * 0.08)}));
        break;
    case Mark::Diamond:
        painter.drawPolygon(
            QPolygonF({QPointF(centre.x(), box.top()), QPointF(box.right(), centre.y()),
                       QPointF(centre.x(), box.bottom()), QPointF(box.left(), centre.y())}));
        break;
    default: drawStroked(painter, mark, colour, box, angle);
    }
    painter.restore();
}

QSize badgeSize(const Theme &theme, const CellBadge &badge)
{
    const QFontMetricsF metrics(badgeFont(theme));
    qreal width = metrics.horizontalAdvance(badge.text) + 2 * theme.px(7);
    if (badge.mark != Mark::None)
        width += theme.pxF(badgeMarkSide(badge.mark)) + theme.px(5);
    return {qCeil(width), theme.px(18)};
}

void drawBadge(QPainter &painter, const Theme &theme, const QRectF &box, const CellBadge &badge)
{
    const Colours &colours = theme.colours();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.tint(badge.tone));
    painter.drawRoundedRect(box, theme.pxF(4), theme.pxF(4));
    QRectF text = box.adjusted(theme.px(7), 0, -theme.px(7), 0);
    if (badge.mark != Mark::None) {
        const qreal side = theme.pxF(badgeMarkSide(badge.mark));
        drawMark(painter, badge.mark, colours.of(badge.tone),
                 QRectF(text.left(), box.center().y() - side / 2, side, side));
        text.setLeft(text.left() + side + theme.px(5));
    }
    painter.setFont(badgeFont(theme));
    painter.setPen(colours.of(badge.tone == Tone::Normal ? Tone::Neutral : badge.tone));
    painter.drawText(text.adjusted(0, 0, theme.px(4), 0), Qt::AlignVCenter | Qt::AlignLeft,
                     badge.text);
    painter.restore();
}

qreal numberWidth(const QFontMetricsF &metrics, const QString &text)
{
    qreal width = 0;
    const qreal digit = metrics.horizontalAdvance(QLatin1Char('0'));
    eachPart(text, [&](const QString &part, bool isDigit) {
        width += isDigit ? digit : metrics.horizontalAdvance(part);
    });
    return width;
}

void drawNumber(QPainter &painter, const QRectF &box, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font());
    const qreal digit = metrics.horizontalAdvance(QLatin1Char('0'));
    const qreal width = numberWidth(metrics, text);
    qreal x = alignment & Qt::AlignRight ? box.right() - width
        : alignment & Qt::AlignHCenter   ? box.center().x() - width / 2
                                         : box.left();
    const qreal baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    eachPart(text, [&](const QString &part, bool isDigit) {
        const qreal advance = metrics.horizontalAdvance(part);
        const qreal room = isDigit ? digit : advance;
        painter.drawText(QPointF(x + (room - advance) / 2, baseline), part);
        x += room;
    });
}

void drawBar(QPainter &painter, const QRectF &box, int perMille, const QColor &track,
             const QColor &fill)
{
    const qreal radius = box.height() / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(track);
    painter.drawRoundedRect(box, radius, radius);
    if (perMille > 0) {
        QRectF part = box;
        part.setWidth(std::max(box.height(), box.width() * std::min(perMille, 1000) / 1000.0));
        painter.setBrush(fill);
        painter.drawRoundedRect(part, radius, radius);
    }
    painter.restore();
}

SparkLook sparkLook(const Theme &theme, Tone tone)
{
    const Colours &colours = theme.colours();
    const bool isPlain = tone == Tone::Accent || tone == Tone::Normal;
    return {.line = isPlain ? colours.accent : colours.bar(tone),
            .ground = colours.surface,
            .width = theme.pxF(1.5),
            .fillOpacity = theme.isDark() ? 0.18 : 0.1,
            .dot = theme.pxF(6)};
}

void drawSpark(QPainter &painter, const QRectF &box, const QVector<qint64> &values,
               const SparkLook &look)
{
    if (values.size() < 2)
        return;
    const qreal in = std::max(look.width, look.dot) / 2 + 1;
    const QRectF plot = box.adjusted(0, in, look.dot > 0 ? -in : 0, -in);
    const QPainterPath line = sparkPath(plot, values);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (look.fillOpacity > 0) {
        QPainterPath area = line;
        area.lineTo(plot.right(), box.bottom());
        area.lineTo(plot.left(), box.bottom());
        area.closeSubpath();
        QColor fill = look.line;
        fill.setAlphaF(float(look.fillOpacity));
        painter.fillPath(area, fill);
    }
    painter.setPen(QPen(look.line, look.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
    if (look.dot > 0) {
        const QPointF last = line.currentPosition();
        painter.setPen(QPen(look.ground, 1.5));
        painter.setBrush(look.line);
        painter.drawEllipse(last, look.dot / 2, look.dot / 2);
    }
    painter.restore();
}

} // namespace turnpike::ui
