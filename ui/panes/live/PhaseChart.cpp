// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/PhaseChart.h"

#include "ui/theme/Theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

namespace {

constexpr int rowHeight = 25;
constexpr int labelWidth = 112;
constexpr int barHeight = 10;
constexpr int streamHeight = 18;
constexpr int leastBar = 3;

} // namespace

PhaseChart::PhaseChart(const Theme &theme, QWidget *parent)
    : PaintedFigure(theme, parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PhaseChart::setPhases(const QList<LivePhaseBar> &phases, std::int64_t totalUs)
{
    m_phases = phases;
    m_totalUs = totalUs;
    for (const LivePhaseBar &phase : phases)
        m_totalUs = std::max(m_totalUs, phase.startUs + phase.lengthUs);
    QStringList spoken;
    for (const LivePhaseBar &phase : phases)
        spoken += phase.label + QStringLiteral(": ") + phase.text;
    setAccessibleName(tr("Time by phase. %1").arg(spoken.join(QStringLiteral("; "))));
    updateGeometry();
    update();
}

QSize PhaseChart::sizeHint() const
{
    return {theme().px(300), theme().px(rowHeight) * int(m_phases.size())};
}

QSize PhaseChart::minimumSizeHint() const
{
    return {theme().px(220), sizeHint().height()};
}

QColor PhaseChart::colourOf(LivePhaseBar::Kind kind) const
{
    const Colours &colours = theme().colours();
    switch (kind) {
    case LivePhaseBar::Kind::Waiting: return colours.series[6];
    case LivePhaseBar::Kind::FailedAttempt: return colours.series[1];
    case LivePhaseBar::Kind::Connect: return colours.series[4];
    case LivePhaseBar::Kind::FirstToken: return colours.series[2];
    case LivePhaseBar::Kind::Stream: break;
    }
    return colours.series[0];
}

void PhaseChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal height = theme().pxF(rowHeight);
    for (int i = 0; i < m_phases.size(); ++i) {
        const QRectF row(0, i * height, width(), height);
        if (i + 1 < m_phases.size()) {
            const qreal y = std::floor(row.bottom()) - 0.5;
            painter.setPen(QPen(theme().colours().hairline, 1));
            painter.drawLine(QPointF(theme().px(labelWidth), y), QPointF(width(), y));
        }
        paintRow(painter, row, m_phases[i]);
    }
}

void PhaseChart::paintRow(QPainter &painter, const QRectF &row, const LivePhaseBar &phase) const
{
    const Colours &colours = theme().colours();
    const bool isStream = phase.kind == LivePhaseBar::Kind::Stream;
    painter.setFont(theme().font(Theme::Font::Small));
    painter.setPen(colours.text2);
    const QRectF label(0, row.top(), theme().px(labelWidth) - theme().px(8), row.height());
    painter.drawText(
        label, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(phase.label, Qt::ElideRight, int(label.width())));
    const qreal left = theme().px(labelWidth);
    const qreal room = width() - left;
    const qreal scale = m_totalUs > 0 ? room / static_cast<qreal>(m_totalUs) : 0;
    const qreal barWidth
        = std::max(static_cast<qreal>(phase.lengthUs) * scale, theme().pxF(leastBar));
    const QFontMetrics metrics = painter.fontMetrics();
    const bool fills = barWidth + metrics.horizontalAdvance(phase.text) + theme().px(6) >= room;
    const qreal height = theme().pxF(isStream || fills ? streamHeight : barHeight);
    const qreal x
        = std::min(left + static_cast<qreal>(phase.startUs) * scale, left + room - barWidth);
    const QRectF bar(x, row.center().y() - height / 2, barWidth, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(phase.kind));
    painter.drawRoundedRect(bar, theme().pxF(2), theme().pxF(2));

    const qreal textWidth = painter.fontMetrics().horizontalAdvance(phase.text);
    const qreal gap = theme().px(isStream ? 8 : 6);
    const bool fitsRight = bar.right() + gap + textWidth < width();
    const bool fitsLeft = bar.left() - gap - textWidth >= left;
    if (isStream ? textWidth + 2 * gap < bar.width() : !fitsRight && !fitsLeft) {
        QFont strong = painter.font();
        strong.setWeight(QFont::DemiBold);
        painter.setFont(strong);
        painter.setPen(theme().isDark() ? colours.bg : colours.onAccent);
        const QRectF inside = bar.adjusted(gap, 0, -gap, 0);
        painter.drawText(
            inside, Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(phase.text, Qt::ElideRight, int(inside.width())));
        return;
    }
    painter.setPen(phase.kind == LivePhaseBar::Kind::FailedAttempt ? colours.text2 : colours.text3);
    const QRectF beside = fitsRight
        ? QRectF(bar.right() + gap, row.top(), textWidth + 2, row.height())
        : QRectF(bar.left() - gap - textWidth, row.top(), textWidth, row.height());
    painter.drawText(beside, Qt::AlignVCenter | Qt::AlignLeft, phase.text);
}

} // namespace turnpike::ui
