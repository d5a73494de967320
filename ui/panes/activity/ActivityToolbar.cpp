// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ActivityToolbar.h"

#include "ui/panes/activity/ViewsButton.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/MenuButton.h"
#include "ui/widgets/WrapLayout.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace turnpike::ui {

namespace {

constexpr int askForPeriod = -1; ///< The choice that opens the dialog.

} // namespace

ActivityToolbar::ActivityToolbar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_range(new FilterChip(theme, {}, this))
    , m_group(new FilterChip(theme, tr("Group by"), this))
    , m_simulated(new FilterChip(theme, tr("Simulated"), this))
    , m_compare(new FilterChip(theme, tr("Compare to"), this))
    , m_views(new ViewsButton(theme, this))
    , m_export(new MenuButton(theme, tr("Export"), QStringLiteral("download"), this))
{
    setObjectName(QStringLiteral("activityToolbar"));
    m_range->setObjectName(QStringLiteral("rangeChip"));
    m_range->setLeadingIcon(QStringLiteral("calendar"));
    m_range->setRequired(true);
    m_group->setObjectName(QStringLiteral("groupChip"));
    QList<Choice> groups;
    for (const auto group :
         {ActivityQuery::Group::Model, ActivityQuery::Group::Key, ActivityQuery::Group::Provider})
        groups.append({nameOf(group), int(group)});
    m_group->setChoices(groups, false);
    m_group->setRequired(true);
    m_simulated->setObjectName(QStringLiteral("simulatedChip"));
    m_simulated->setChoices({{tr("left out"), false}, {tr("included"), true}}, false);
    m_simulated->setRequired(true);
    m_compare->setObjectName(QStringLiteral("compareChip"));
    m_compare->setRequired(true);
    auto *earlier = makeFramedIconButton(theme, QStringLiteral("chevron-left"),
                                         tr("Period before ([)"), this);
    auto *later = makeFramedIconButton(theme, QStringLiteral("chevron-right"),
                                       tr("Period after (])"), this);
    earlier->setObjectName(QStringLiteral("earlier"));
    later->setObjectName(QStringLiteral("later"));
    m_export->setObjectName(QStringLiteral("exportButton"));

    auto *line = new WrapLayout(theme.px(8), theme.px(8), this);
    line->addWidget(m_range);
    line->addWidget(earlier);
    line->addWidget(later);
    line->addWidget(m_group);
    line->addWidget(m_simulated);
    line->addWidget(m_compare);
    auto *trailing = new QHBoxLayout;
    trailing->setSpacing(theme.px(8));
    trailing->addWidget(m_views);
    trailing->addWidget(m_export);
    line->setTrailing(trailing);
    connect(m_range, &FilterChip::changed, this, &ActivityToolbar::chooseRange);
    connect(m_group, &FilterChip::changed, this, [this] {
        if (!m_isShowing)
            Q_EMIT groupChosen(ActivityQuery::Group(m_group->values().value(0).toInt()));
    });
    connect(m_simulated, &FilterChip::changed, this, [this] {
        if (!m_isShowing)
            Q_EMIT simulatedChosen(m_simulated->values().value(0).toBool());
    });
    connect(m_compare, &FilterChip::changed, this, [this] {
        if (!m_isShowing)
            Q_EMIT compareChosen(ActivityView::Compare(m_compare->values().value(0).toInt()));
    });
    connect(earlier, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(-1); });
    connect(later, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(1); });
    buildExport();
}

void ActivityToolbar::buildExport()
{
    QMenu *menu = m_export->actionMenu();
    menu->setObjectName(QStringLiteral("exportMenu"));
    const auto add = [this, menu](const QString &text, void (ActivityToolbar::*wanted)()) {
        connect(menu->addAction(text), &QAction::triggered, this, wanted);
    };
    add(tr("Breakdown as CSV…"), &ActivityToolbar::breakdownCsvWanted);
    add(tr("Requests as CSV…"), &ActivityToolbar::requestsCsvWanted);
    menu->addSeparator();
    add(tr("Report as PDF…"), &ActivityToolbar::pdfWanted);
    add(tr("Print report…"), &ActivityToolbar::printWanted);
}

void ActivityToolbar::openExportMenu()
{
    m_export->open();
}

void ActivityToolbar::show(const ActivityView &view, std::int64_t nowUs)
{
    m_isShowing = true;
    QList<Choice> ranges;
    for (int range = 0; range < int(DateRange::Custom); ++range)
        ranges.append({nameOf(DateRange(range)), range});
    if (view.range == DateRange::Custom)
        ranges.append({periodText(view.custom, nowUs), int(DateRange::Custom)});
    ranges.append({tr("Custom…"), askForPeriod});
    m_shownRange = {int(view.range)};
    m_range->setChoices(ranges, false);
    m_range->setValues(m_shownRange);
    m_range->setToolTip(tr("%1, days of UTC").arg(periodText(view.period(nowUs), nowUs)));
    m_group->setValues({int(view.group)});
    m_simulated->setValues({view.includesSimulated});
    QList<Choice> compares{{tr("nothing"), int(ActivityView::Compare::Off)},
                           {tr("previous period"), int(ActivityView::Compare::Before)}};
    if (view.offersWeekBefore(nowUs))
        compares.append({tr("a week before"), int(ActivityView::Compare::WeekBefore)});
    m_compare->setChoices(compares, false);
    m_compare->setValues({int(view.compare)});
    m_isShowing = false;
}

void ActivityToolbar::chooseRange()
{
    if (m_isShowing)
        return;
    const int value = m_range->values().value(0).toInt();
    if (value != askForPeriod) {
        m_shownRange = {value};
        Q_EMIT rangeChosen(DateRange(value));
        return;
    }
    m_isShowing = true;
    m_range->setValues(m_shownRange); // Until a period is chosen.
    m_isShowing = false;
    Q_EMIT customWanted();
}

void ActivityToolbar::focusPeriod()
{
    m_range->setFocus(Qt::ShortcutFocusReason);
}

} // namespace turnpike::ui
