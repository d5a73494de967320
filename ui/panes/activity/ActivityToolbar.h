// SPDX-License-Identifier: GPL-3.0-or-later
// Period, grouping, simulated requests, export.
#pragma once

#include "ui/panes/activity/ActivityView.h"

#include <QWidget>

namespace turnpike::ui {

class FilterChip;
class MenuButton;
class ViewsButton;
class Theme;

class ActivityToolbar final : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityToolbar(const Theme &theme, QWidget *parent = nullptr);

    /// Shows the view; emits nothing.
    void show(const ActivityView &view, std::int64_t nowUs);
    void focusPeriod();
    ViewsButton *views() const { return m_views; }
    void openExportMenu();

Q_SIGNALS:
    void rangeChosen(turnpike::ui::DateRange range);
    void customWanted();
    void stepWanted(int direction);
    void groupChosen(turnpike::ActivityQuery::Group group);
    void simulatedChosen(bool isIncluded);
    void compareChosen(turnpike::ui::ActivityView::Compare compare);
    void breakdownCsvWanted();
    void requestsCsvWanted();
    void pdfWanted();
    void printWanted();

private:
    void buildExport();
    void chooseRange();

    const Theme &m_theme;
    FilterChip *m_range;
    FilterChip *m_group;
    FilterChip *m_simulated;
    FilterChip *m_compare;
    ViewsButton *m_views;
    MenuButton *m_export;
    QVariantList m_shownRange;
    bool m_isShowing = false; ///< Chips change because of show().
};

} // namespace turnpike::ui
