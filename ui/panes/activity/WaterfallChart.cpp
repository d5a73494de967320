// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/WaterfallChart.h"

#include "core/Format.h"
#include "models/FigureText.h"
#include "models/MoversModel.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

namespace {

constexpr int widestBar = 54;
constexpr qreal barShare = 0.62;
constexpr int headRoom = 22; ///< For the value above the highest bar.
constexpr int footRoom = 26; ///< For the names below.
constexpr qreal leastHeight = 3;
constexpr int gridLines = 5;

} // namespace

WaterfallChart::WaterfallChart(const Theme &theme, QWidget *parent)
    : PaintedFigure(theme, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumWidth(theme.px(360));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void WaterfallChart::setMovers(const ActivityMovers &movers, const QString &before,
                               const QString &now)
{
    m_bars = {{Kind::Before, before, format::money(movers.before.cost), {}, movers.before.cost}};
    Money at = movers.before.cost;
    std::int64_t highest = at.nanoUsd;
    const auto add = [&](const QString &name, Money change, int row) {
        m_bars.append({change.nanoUsd < 0 ? Kind::Fall : Kind::Rise, name, changeMoney(change), at,
                       at + change, row});
        at += change;
        highest = std::max(highest, at.nanoUsd);
    };
    const qsizetype shown = movers.rows.size() > mostMovers + 1 ? mostMovers : movers.rows.size();
    for (qsizetype row = 0; row < shown; ++row)
        add(movers.rows[row].row.name, movers.rows[row].change(), int(row));
    if (shown < movers.rows.size())
        add(tr("%1 others").arg(movers.rows.size() - shown), movers.now.cost - at, -1);
    m_bars.append({Kind::After, now, format::money(movers.now.cost), {}, movers.now.cost});
    m_scale = FigureScale::of(std::max(highest, movers.now.cost.nanoUsd), FigureUnit::NanoUsd,
                              gridLines);
    m_pointed = std::min(m_pointed, barCount() - 1);
    QStringList spoken;
    for (int bar = 0; bar < barCount(); ++bar)
        spoken.append(barText(bar));
    setAccessibleName(tr("Change of spend: %1").arg(spoken.join(QStringLiteral("; "))));
    update();
}

QString WaterfallChart::barText(int bar) const
{
    return tr("%1, %2").arg(m_bars[bar].name, m_bars[bar].value);
}

// Where it is

QRectF WaterfallChart::plot() const
{
    QFontMetricsF metrics(theme().font(Theme::Font::Micro));
    qreal widest = 0;
    for (int i = 0; i <= m_scale.intervals; ++i)
        widest = std::max(
            widest, metrics.horizontalAdvance(figureTick(FigureUnit::NanoUsd, m_scale.step * i)));
    return QRectF(rect()).adjusted(std::ceil(widest) + theme().px(14), theme().px(headRoom),
                                   -theme().px(4), -theme().px(footRoom));
}

QRectF WaterfallChart::slotRect(int bar) const
{
    const QRectF room = plot();
    const qreal width = room.width() / std::max(1, barCount());
    return {room.left() + width * bar, room.top(), width, room.height()};
}

qreal WaterfallChart::yOf(Money amount) const
{
    const QRectF room = plot();
    return room.bottom()
        - room.height() * qreal(amount.nanoUsd) / qreal(std::max<std::int64_t>(m_scale.top(), 1));
}

QRect WaterfallChart::barRect(int bar) const
{
    const QRectF slot = slotRect(bar);
    return QRectF(slot.left(), 0, slot.width(), height()).toAlignedRect();
}

int WaterfallChart::barAt(const QPoint &at) const
{
    for (int bar = 0; bar < barCount(); ++bar) {
        if (barRect(bar).contains(at))
            return bar;
    }
    return -1;
}

// Painting

QColor WaterfallChart::colourOf(Kind kind) const
{
    const Colours &colours = theme().colours();
    switch (kind) {
    case Kind::Before: return colours.series[6];
    case Kind::Rise: return colours.series[1];
    case Kind::Fall: return colours.series[2];
    case Kind::After: break;
    }
    return colours.series[0];
}

void WaterfallChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_bars.isEmpty())
        return;
    paintGrid(painter);
    for (int bar = 0; bar < barCount(); ++bar)
        paintBar(painter, bar);
}

void WaterfallChart::paintGrid(QPainter &painter) const
{
    const Colours &colours = theme().colours();
    const QRectF room = plot();
    painter.setFont(theme().font(Theme::Font::Micro));
    for (int i = 0; i <= m_scale.intervals; ++i) {
        const qreal y = std::round(yOf({m_scale.step * i})) + 0.5;
        painter.setPen(QPen(colours.hairline, 1));
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y));
        painter.setPen(colours.text3);
        drawNumber(painter, QRectF(0, y - 10, room.left() - theme().px(10), 20), Qt::AlignRight,
                   figureTick(FigureUnit::NanoUsd, m_scale.step * i));
    }
}

void WaterfallChart::paintBar(QPainter &painter, int bar) const
{
    const Colours &colours = theme().colours();
    const Bar &about = m_bars[bar];
    const QRectF slot = slotRect(bar);
    const qreal width = std::min(slot.width() * barShare, theme().pxF(widestBar));
    const qreal top = std::min(yOf(about.from), yOf(about.to));
    const qreal height = std::max(std::abs(yOf(about.from) - yOf(about.to)), leastHeight);
    const QRectF box(slot.center().x() - width / 2, top, width, height);
    if (bar == m_pointed && about.row >= 0) {
        painter.fillRect(slot, colours.hover);
        painter.setPen(QPen(colours.accent, 2));
        painter.setBrush(Qt::NoBrush);
        if (hasFocus())
            painter.drawRoundedRect(slot.adjusted(1, 1 - theme().px(headRoom), -1, -1), 3, 3);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(about.kind));
    painter.drawRoundedRect(box, 2, 2);
    if (bar + 1 < barCount()) {
        painter.setPen(QPen(colours.text3, 1, Qt::DotLine));
        const qreal y = std::round(yOf(about.to)) + 0.5;
        const QRectF next = slotRect(bar + 1);
        painter.drawLine(QPointF(box.right() + 1, y), QPointF(next.center().x() - width / 2, y));
    }
    painter.setFont(theme().font(Theme::Font::Small));
    const QFontMetricsF metrics(painter.font());
    painter.setPen(about.kind == Kind::Fall ? colours.success : colours.text);
    const QRectF above(slot.left() - 8, top - theme().px(20), slot.width() + 16, theme().px(18));
    drawNumber(painter, above, Qt::AlignHCenter, about.value);
    painter.setPen(about.row >= 0 || about.kind == Kind::Rise ? colours.text2 : colours.text);
    const QRectF below(slot.left() + 2, plot().bottom() + theme().px(6), slot.width() - 4,
                       theme().px(18));
    painter.drawText(below, Qt::AlignCenter,
                     metrics.elidedText(about.name, Qt::ElideMiddle, below.width()));
}

// Pointer and keys

void WaterfallChart::point(int bar)
{
    if (bar == m_pointed)
        return;
    m_pointed = bar;
    setToolTip(bar >= 0 ? barText(bar) : QString());
    setCursor(bar >= 0 && m_bars[bar].row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void WaterfallChart::open(int bar)
{
    if (bar >= 0 && bar < barCount() && m_bars[bar].row >= 0)
        Q_EMIT moverActivated(m_bars[bar].row);
}

void WaterfallChart::mouseMoveEvent(QMouseEvent *event)
{
    point(barAt(event->pos()));
}

void WaterfallChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        open(barAt(event->pos()));
}

void WaterfallChart::leaveEvent(QEvent *event)
{
    point(-1);
    PaintedFigure::leaveEvent(event);
}

void WaterfallChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: point(std::max(m_pointed - 1, 0)); return;
    case Qt::Key_Right: point(std::min(m_pointed + 1, barCount() - 1)); return;
    case Qt::Key_Return:
    case Qt::Key_Enter: open(m_pointed); return;
    default: PaintedFigure::keyPressEvent(event);
    }
}

void WaterfallChart::focusOutEvent(QFocusEvent *event)
{
    point(-1);
    PaintedFigure::focusOutEvent(event);
}

} // namespace turnpike::ui
