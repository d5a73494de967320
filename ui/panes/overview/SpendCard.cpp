// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/SpendCard.h"

#include "core/Format.h"
#include "ui/charts/ChartLegend.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/theme/Theme.h"

#include <QHBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int legendWidth = 250;
constexpr int legendRow = 27;

Period spanOf(const Figure &figure)
{
    return {figure.buckets.first().startUs, figure.buckets.last().endUs};
}

Place activityOf(const Period &period, const std::optional<ActivityCut::Filter> &filter = {})
{
    return places::activity(period, ActivityQuery::Metric::Spend, ActivityQuery::Group::Model,
                            filter);
}

bool isSame(const Figure &a, const Figure &b)
{
    return a.buckets.size() == b.buckets.size() && a.series.size() == b.series.size()
        && (a.buckets.isEmpty() || a.buckets.last().startUs == b.buckets.last().startUs)
        && std::ranges::equal(a.series, b.series,
                              [](const FigureSeries &one, const FigureSeries &other) {
                                  return one.rowId == other.rowId && one.isOther == other.isOther
                                      && one.values == other.values;
                              });
}

} // namespace

SpendCard::SpendCard(const Theme &theme, SeriesColours &colours, QWidget *parent)
    : Card(theme, parent)
    , m_chart(new StackedBarChart(theme, this))
{
    setObjectName(QStringLiteral("spend"));
    setTitle(tr("Spend per day"));
    m_chart->setObjectName(QStringLiteral("spendChart"));
    m_chart->setSeriesColours(&colours);
    m_chart->setCompact(true);
    m_legend = new ChartLegend(theme, *m_chart, this);
    m_legend->setShares(true);
    m_legend->setRowHeight(legendRow);
    m_legend->setFixedWidth(theme.px(legendWidth));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(theme.px(16), 0, theme.px(18), theme.px(12));
    row->setSpacing(theme.px(24));
    row->addWidget(m_chart, 1);
    row->addWidget(m_legend);
    body()->addLayout(row, 1);
    if (places::exists({QStringLiteral("activity"), {}})) {
        setLink(tr("Open in Activity"));
        connect(this, &Card::linkActivated, this,
                [this] { Q_EMIT placeAsked(activityOf(spanOf(m_shown))); });
        connect(m_chart, &StackedBarChart::segmentActivated, this, &SpendCard::askBucket);
        connect(m_chart, &StackedBarChart::bucketActivated, this,
                [this](int bucket) { askBucket(bucket, -1); });
    }
}

void SpendCard::show(const Overview &overview, bool isCompared)
{
    tellSpan(overview, isCompared);
    if (isSame(m_shown, overview.spendByModel))
        return;
    m_shown = overview.spendByModel;
    m_chart->setFigure(m_shown);
    markYesterday(overview);
}

void SpendCard::tellSpan(const Overview &overview, bool isCompared)
{
    m_legend->setTotalLabel(overview.days == 1 ? tr("today") : tr("%1 days").arg(overview.days));
    const Money before = overview.spendBefore.value_or(Money{});
    if (!isCompared || before.nanoUsd <= 0) {
        setSubtitle(tr("by model, credits"));
        return;
    }
    const double change = format::growth(overview.spend.nanoUsd, before.nanoUsd);
    setSubtitle(
        tr("by model, credits · %1 vs %2")
            .arg(format::change(change), periodText(overview.span().before(), overview.asOfUs)));
}

void SpendCard::markYesterday(const Overview &overview)
{
    const auto isAbout = [&](const AttentionItem &item) {
        return item.kind == AttentionKind::SpendAnomaly && item.day == overview.today - 1;
    };
    if (std::ranges::none_of(overview.attention, isAbout) || !overview.weekBeforeYesterday
        || overview.weekBeforeYesterday->nanoUsd == 0) {
        m_chart->setBadge({});
        return;
    }
    const Money before = *overview.weekBeforeYesterday;
    const double change = format::growth(overview.yesterday.nanoUsd, before.nanoUsd);
    m_chart->setBadge({static_cast<int>(m_shown.buckets.size()) - 2,
                       {format::change(change), Tone::Warning, Mark::None}});
}

/// `series` -1, Other or unknown: the whole day.
void SpendCard::askBucket(int bucket, int series)
{
    const FigureBucket &day = m_shown.buckets[bucket];
    const Period period{day.startUs, day.endUs};
    const bool isModel = series >= 0 && m_shown.series[series].rowId != 0;
    Q_EMIT placeAsked(
        isModel ? activityOf(
            period, ActivityCut::Filter{ActivityDimension::Model, m_shown.series[series].rowId})
                : activityOf(period));
}

} // namespace turnpike::ui
