// SPDX-License-Identifier: GPL-3.0-or-later
// Where in the figures one is, and what of it is listed below.
#pragma once

#include "ui/panes/activity/ActivityView.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace turnpike::ui {

class FilterChip;
class SegmentedControl;
class Theme;

class DrillBar final : public QWidget
{
    Q_OBJECT

public:
    explicit DrillBar(const Theme &theme, QWidget *parent = nullptr);

    /// Shows the view; emits nothing.
    void show(const ActivityView &view);

Q_SIGNALS:
    void upWanted(int crumbs); ///< How many to keep.
    void tabChosen(turnpike::ui::ActivityView::Tab tab);
    void thenByChosen(turnpike::ActivityQuery::Group group);
    void columnsWanted(const QPoint &globalPosition);

private:
    void showCrumbs(const ActivityView &view);

    const Theme &m_theme;
    QWidget *m_trail;
    QHBoxLayout *m_crumbs;
    SegmentedControl *m_tabs;
    FilterChip *m_thenBy;
    bool m_isShowing = false;
};

} // namespace turnpike::ui
