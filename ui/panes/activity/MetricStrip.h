// SPDX-License-Identifier: GPL-3.0-or-later
// The figures above the chart; the first three decide what it shows.
#pragma once

#include "models/Cell.h"
#include "services/ActivityQuery.h"

#include <QWidget>

class QGridLayout;

namespace turnpike::ui {

class MetricCell;
class Theme;

class MetricStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit MetricStrip(const Theme &theme, QWidget *parent = nullptr);

    /// What the ledger cannot answer has no cell.
    void setSummary(const ActivitySummary &summary);
    void setMetric(ActivityQuery::Metric metric);

Q_SIGNALS:
    void metricChosen(turnpike::ActivityQuery::Metric metric);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// Two lines where one is too narrow for the figures.
    void arrange();

    const Theme &m_theme;
    QGridLayout *m_grid;
    QList<MetricCell *> m_cells; ///< All, as they stand; children.
    QList<MetricCell *> m_metrics; ///< By ActivityQuery::Metric; children.
    MetricCell *m_errors;
    MetricCell *m_firstToken;
    MetricCell *m_cacheHit;
};

} // namespace turnpike::ui
