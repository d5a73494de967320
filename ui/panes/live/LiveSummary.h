// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's first tab: what it was, where the time went, what it cost.
#pragma once

#include "ui/panes/live/LiveDetails.h"

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace turnpike::ui {

class Badge;
class BillTable;
class KeyValueList;
class PhaseChart;
class StateMark;
class Theme;

class LiveSummary final : public QWidget
{
    Q_OBJECT

public:
    explicit LiveSummary(const Theme &theme, QWidget *parent = nullptr);

    void setDetails(const LiveDetails &details, std::int64_t nowUs);

    /// That of its widest column: they stand below each other where there is no room.
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;

private:
    void arrange();
    QWidget *buildFacts();
    QWidget *buildTime();
    QWidget *buildCost();
    void showFacts(const LiveDetails &details, std::int64_t nowUs);

    const Theme &m_theme;
    QBoxLayout *m_columns;
    Badge *m_badge = nullptr;
    QLabel *m_when = nullptr;
    KeyValueList *m_facts = nullptr;
    QLabel *m_time = nullptr;
    PhaseChart *m_chart = nullptr;
    QWidget *m_remarkRow = nullptr;
    StateMark *m_remarkMark = nullptr;
    QLabel *m_remark = nullptr;
    QLabel *m_cost = nullptr;
    BillTable *m_bill = nullptr;
};

} // namespace turnpike::ui
