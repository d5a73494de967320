// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/MetricStrip.h"

#include "core/Format.h"
#include "models/FigureText.h"
#include "ui/panes/activity/MetricCell.h"
#include "ui/theme/Theme.h"

#include <QGridLayout>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace turnpike::ui {

namespace {

using Metric = ActivityQuery::Metric;

constexpr int leastWidth = 150; ///< Of a cell, for its figure and change.
constexpr double leastPoints = 0.0005; ///< Below, a share reads as unchanged.

struct Share
{
    std::int64_t part = 0;
    std::int64_t whole = 0; ///< 0: there is no share.

    double value() const { return whole == 0 ? 0 : double(part) / double(whole); }
};

QString changeText(std::int64_t now, std::int64_t before)
{
    if (before == 0)
        return now == 0 ? QString() : MetricStrip::tr("new");
    return format::change(format::growth(now, before));
}

/// "+0.2": points are no percents of anything.
QString pointsText(double now, double before)
{
    const double points = (now - before) * 100;
    const QString size = QLocale().toString(std::abs(points), 'f', 1);
    return (points < 0 ? QString(QChar(0x2212)) : QStringLiteral("+")) + size;
}

MetricCell::Content amount(FigureUnit unit, std::int64_t now, std::int64_t before)
{
    MetricCell::Content content;
    content.value = unit == FigureUnit::Requests ? format::countShort(now) : figureValue(unit, now);
    content.change = changeText(now, before);
    content.exact
        = MetricStrip::tr("%1, before: %2").arg(figureExact(unit, now), figureExact(unit, before));
    content.spoken = figureSpoken(unit, now);
    return content;
}

/// Fewer are better when `isBad`.
MetricCell::Content share(Share nowShare, Share beforeShare, int decimals, bool isBad)
{
    const double now = nowShare.value();
    const double before = beforeShare.value();
    MetricCell::Content content;
    content.value = format::percent(now, decimals);
    if (beforeShare.whole == 0 || std::abs(now - before) < leastPoints)
        return content;
    content.change = pointsText(now, before);
    content.tone = (now > before) == isBad ? Tone::Warning : Tone::Success;
    content.exact = MetricStrip::tr("Before: %1").arg(format::percent(before));
    return content;
}

} // namespace

MetricStrip::MetricStrip(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("metricStrip"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(0);
    const QStringList labels{tr("Spend"), tr("Tokens"), tr("Requests")};
    for (int metric = 0; metric < labels.size(); ++metric) {
        auto *cell = new MetricCell(theme, labels[metric], true, this);
        cell->setObjectName(QStringLiteral("metric%1").arg(metric));
        connect(cell, &QAbstractButton::clicked, this,
                [this, metric] { Q_EMIT metricChosen(Metric(metric)); });
        m_metrics.append(cell);
    }
    m_errors = new MetricCell(theme, tr("Errors"), false, this);
    m_firstToken = new MetricCell(theme, tr("TTFT p50"), false, this);
    m_cacheHit = new MetricCell(theme, tr("Cache hit"), false, this);
    m_errors->setObjectName(QStringLiteral("metricErrors"));
    m_firstToken->setObjectName(QStringLiteral("metricFirstToken"));
    m_cacheHit->setObjectName(QStringLiteral("metricCacheHit"));
    for (MetricCell *cell : {m_errors, m_firstToken, m_cacheHit})
        cell->hide();
    m_cells = m_metrics + QList{m_errors, m_firstToken, m_cacheHit};
    arrange();
    m_metrics.first()->setChecked(true);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MetricStrip::setMetric(ActivityQuery::Metric metric)
{
    m_metrics[int(metric)]->setChecked(true);
}

void MetricStrip::setSummary(const ActivitySummary &summary)
{
    const ActivitySums &now = summary.now;
    const ActivitySums &before = summary.before;
    m_metrics[int(Metric::Spend)]->setContent(
        amount(FigureUnit::NanoUsd, now.cost.nanoUsd, before.cost.nanoUsd));
    m_metrics[int(Metric::Tokens)]->setContent(
        amount(FigureUnit::Tokens, tokensOf(now), tokensOf(before)));
    m_metrics[int(Metric::Requests)]->setContent(
        amount(FigureUnit::Requests, now.requests, before.requests));

    m_errors->setVisible(now.requests > 0);
    m_errors->setContent(
        share({now.errors, now.requests}, {before.errors, before.requests}, 1, true));

    m_cacheHit->setVisible(now.promptTokens > 0);
    m_cacheHit->setContent(share({now.cachedTokens, now.promptTokens},
                                 {before.cachedTokens, before.promptTokens}, 0, false));

    m_firstToken->setVisible(summary.ttftMedianUs.has_value());
    arrange();
    if (!summary.ttftMedianUs)
        return;
    MetricCell::Content content;
    content.value = format::latency(*summary.ttftMedianUs);
    if (summary.ttftMedianBeforeUs && *summary.ttftMedianBeforeUs > 0) {
        const double change = format::growth(*summary.ttftMedianUs, *summary.ttftMedianBeforeUs);
        content.change = format::change(change);
        content.tone = change < 0 ? Tone::Success : Tone::Warning;
        content.exact = tr("Before: %1").arg(format::latency(*summary.ttftMedianBeforeUs));
    }
    m_firstToken->setContent(content);
}

void MetricStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void MetricStrip::arrange()
{
    QList<MetricCell *> shown = m_cells;
    shown.removeIf([](const MetricCell *cell) { return cell->isHidden(); });
    const int count = int(shown.size());
    const bool isOneLine = count * m_theme.px(leastWidth) <= width();
    const int columns = isOneLine ? count : (count + 1) / 2;
    for (MetricCell *cell : m_cells)
        m_grid->removeWidget(cell);
    for (int i = 0; i < count; ++i)
        m_grid->addWidget(shown[i], i / columns, i % columns);
    for (int column = 0; column < m_cells.size(); ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    update();
}

void MetricStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(QPen(m_theme.colours().hairline, 1));
    for (const MetricCell *cell : m_cells) {
        if (!cell->isVisible())
            continue;
        const QRect at = cell->geometry();
        painter.drawLine(0, at.bottom(), width(), at.bottom());
        if (at.x() > 0)
            painter.drawLine(at.x(), at.top() + m_theme.px(12), at.x(),
                             at.bottom() + 1 - m_theme.px(13));
    }
}

} // namespace turnpike::ui
