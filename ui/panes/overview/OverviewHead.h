// SPDX-License-Identifier: GPL-3.0-or-later
// The line above the overview: the date and how new the figures are, what they span, export.
#pragma once

#include "services/ActivityQuery.h"
#include "ui/panes/activity/ActivityView.h"

#include <QWidget>

class QLabel;

namespace turnpike {

struct Overview;

namespace ui {

class FilterChip;
class MenuButton;
class Theme;

class OverviewHead final : public QWidget
{
    Q_OBJECT

public:
    OverviewHead(const Theme &theme, QWidget *parent);

    /// Shows the choices; emits nothing.
    void show(DateRange range, bool isCompared);
    /// `overview`: the last that could be read, or null; `isOld`: the newest could not be read.
    void tellTime(std::int64_t nowUs, const Overview *overview, bool isOld);
    void focusPeriod();
    void openExportMenu();
    /// Without figures there is nothing to choose or to export.
    void setChoicesVisible(bool areVisible);

    /// Ranges that end today, which is what an overview is about.
    static bool isOffered(DateRange range);

Q_SIGNALS:
    void rangeChosen(turnpike::ui::DateRange range);
    void compareChosen(bool isCompared);
    void csvWanted(turnpike::ActivityQuery::Group group);
    void pdfWanted();
    void printWanted();

private:
    void buildExport();

    QLabel *m_date;
    QLabel *m_updated;
    FilterChip *m_range;
    FilterChip *m_compare;
    MenuButton *m_export;
    bool m_isShowing = false; ///< Chips change because of show().
};

} // namespace ui
} // namespace turnpike
