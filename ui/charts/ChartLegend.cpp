// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ChartLegend.h"

#include "core/Format.h"
#include "models/FigureText.h"
#include "ui/charts/LegendRow.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace turnpike::ui {

ChartLegend::ChartLegend(const Theme &theme, StackedBarChart &chart, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_chart(chart)
    , m_footer(new QWidget(this))
    , m_totalLabel(makeLabel(tr("Total"), "faint", m_footer))
    , m_total(makeLabel({}, nullptr, m_footer))
{
    setObjectName(QStringLiteral("chartLegend"));
    setAccessibleName(tr("Series of the chart"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    column->addLayout(m_rows);
    column->addStretch(1);
    auto *rule = new QFrame(this);
    rule->setFrameShape(QFrame::HLine);
    rule->setFrameShadow(QFrame::Plain);
    const auto follow = [this, rule] {
        QFont font = m_theme.font(Theme::Font::Strong);
        font.setWeight(QFont::DemiBold);
        m_total->setFont(font);
        QPalette palette = rule->palette();
        palette.setColor(QPalette::WindowText, m_theme.colours().hairline);
        rule->setPalette(palette);
        refresh();
    };
    connect(&theme, &Theme::changed, this, follow);
    column->addWidget(rule);
    auto *line = new QHBoxLayout(m_footer);
    line->setContentsMargins(0, theme.px(8), 0, theme.px(4));
    line->addWidget(m_totalLabel, 1);
    m_total->setObjectName(QStringLiteral("chartTotal"));
    line->addWidget(m_total);
    column->addWidget(m_footer);
    connect(&chart, &StackedBarChart::figureChanged, this, &ChartLegend::rebuild);
    connect(&chart, &StackedBarChart::hiddenSeriesChanged, this, &ChartLegend::refresh);
    connect(&chart, &StackedBarChart::hovered, this, [this](int, int series) {
        m_marked = series;
        refresh();
    });
    rebuild();
    follow();
}

void ChartLegend::setShares(bool hasShares)
{
    m_hasShares = hasShares;
    refresh();
}

void ChartLegend::setRowHeight(int at100)
{
    m_rowHeight = at100;
    rebuild();
}

void ChartLegend::setTotalLabel(const QString &text)
{
    m_totalLabel->setText(text);
}

void ChartLegend::rebuild()
{
    qDeleteAll(m_series);
    m_series.clear();
    m_marked = -1;
    for (int series = 0; series < m_chart.figure().series.size(); ++series) {
        auto *row = new LegendRow(m_theme, m_rowHeight, this);
        row->setObjectName(QStringLiteral("legendRow%1").arg(series));
        connect(row, &QAbstractButton::clicked, this, [this, series] { toggle(series); });
        connect(row, &LegendRow::isolated, this, [this, series] { isolate(series); });
        m_rows->addWidget(row);
        m_series.append(row);
    }
    refresh();
}

void ChartLegend::refresh()
{
    const turnpike::Figure &figure = m_chart.figure();
    std::int64_t shown = 0;
    for (int series = 0; series < m_series.size(); ++series) {
        if (!m_chart.hiddenSeries().contains(series))
            shown += figure.series[series].total();
    }
    for (int series = 0; series < m_series.size(); ++series) {
        const FigureSeries &about = figure.series[series];
        const std::int64_t value = about.total();
        LegendRow::Content content;
        content.colour = m_chart.canvas()->colourOf(series);
        content.name = seriesName(about);
        content.value = figureValue(figure.unit, value);
        content.isHidden = m_chart.hiddenSeries().contains(series);
        content.isMarked = series == m_marked;
        if (m_hasShares)
            content.share = content.isHidden
                ? format::dash
                : format::percent(double(value) / double(std::max<std::int64_t>(shown, 1)), 0);
        content.spoken
            = QStringLiteral("%1, %2").arg(content.name, figureSpoken(figure.unit, value));
        m_series[series]->setContent(content);
    }
    m_total->setText(figureValue(figure.unit, shown));
    m_total->setToolTip(figureExact(figure.unit, shown));
}

void ChartLegend::toggle(int series)
{
    QSet<int> hidden = m_chart.hiddenSeries();
    if (!hidden.remove(series))
        hidden.insert(series);
    m_chart.setHiddenSeries(hidden);
}

void ChartLegend::isolate(int series)
{
    QSet<int> others;
    for (int other = 0; other < m_series.size(); ++other) {
        if (other != series)
            others.insert(other);
    }
    m_chart.setHiddenSeries(m_chart.hiddenSeries() == others ? QSet<int>() : others);
}

} // namespace turnpike::ui
