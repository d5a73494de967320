// SPDX-License-Identifier: GPL-3.0-or-later
// In place of the chart: what moved, and why, in amounts that add up.
#pragma once

#include "core/ActivityMovers.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QVBoxLayout;

namespace turnpike::ui {

class Theme;
class WaterfallChart;

class MoversView final : public QWidget
{
    Q_OBJECT

public:
    explicit MoversView(const Theme &theme, QWidget *parent = nullptr);

    /// `before`, `now`: what the two periods are called.
    void setMovers(const ActivityMovers &movers, const QString &before, const QString &now);
    WaterfallChart *chart() const { return m_chart; }
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void addCause(SpendCause cause, Money amount);

    const Theme &m_theme;
    QBoxLayout *m_line;
    WaterfallChart *m_chart;
    QWidget *m_why;
    QLabel *m_title;
    QLabel *m_note;
    QWidget *m_list;
    QVBoxLayout *m_causes;
};

} // namespace turnpike::ui
