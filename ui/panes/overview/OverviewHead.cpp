// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/OverviewHead.h"

#include "core/Format.h"
#include "core/Overview.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/MenuButton.h"
#include "ui/widgets/WrapLayout.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>

#include <algorithm>
#include <array>

namespace turnpike::ui {

namespace {

constexpr std::array offered{DateRange::Days7, DateRange::Days30, DateRange::ThisMonth,
                             DateRange::Days90};

QDateTime timeOf(std::int64_t us)
{
    return QDateTime::fromMSecsSinceEpoch(us / 1000, Qt::UTC);
}

} // namespace

OverviewHead::OverviewHead(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_date(makeLabel({}, "strong", this))
    , m_updated(makeLabel({}, "faint", this))
    , m_range(new FilterChip(theme, {}, this))
    , m_compare(new FilterChip(theme, tr("Compare to"), this))
    , m_export(new MenuButton(theme, tr("Export"), QStringLiteral("download"), this))
{
    setObjectName(QStringLiteral("overviewHead"));
    m_date->setObjectName(QStringLiteral("date"));
    m_updated->setObjectName(QStringLiteral("updated"));
    m_range->setObjectName(QStringLiteral("overviewRange"));
    m_range->setLeadingIcon(QStringLiteral("calendar"));
    QList<Choice> ranges;
    for (const DateRange range : offered)
        ranges.append({nameOf(range), int(range)});
    m_range->setChoices(ranges, false);
    m_range->setRequired(true);
    m_compare->setObjectName(QStringLiteral("overviewCompare"));
    m_compare->setChoices({{tr("previous period"), true}, {tr("nothing"), false}}, false);
    m_compare->setRequired(true);
    m_export->setObjectName(QStringLiteral("overviewExport"));
    auto *row = new WrapLayout(theme.px(8), theme.px(8), this);
    row->addWidget(m_date);
    row->addWidget(m_updated);
    auto *trailing = new QHBoxLayout;
    trailing->setSpacing(theme.px(8));
    for (QWidget *each : {static_cast<QWidget *>(m_range), static_cast<QWidget *>(m_compare),
                          static_cast<QWidget *>(m_export)})
        trailing->addWidget(each);
    row->setTrailing(trailing);
    connect(m_range, &FilterChip::changed, this, [this] {
        if (!m_isShowing)
            Q_EMIT rangeChosen(DateRange(m_range->values().value(0).toInt()));
    });
    connect(m_compare, &FilterChip::changed, this, [this] {
        if (!m_isShowing)
            Q_EMIT compareChosen(m_compare->values().value(0).toBool());
    });
    buildExport();
}

void OverviewHead::buildExport()
{
    QMenu *menu = m_export->actionMenu();
    menu->setObjectName(QStringLiteral("overviewExportMenu"));
    using Group = ActivityQuery::Group;
    connect(menu->addAction(tr("Spend by model as CSV…")), &QAction::triggered, this,
            [this] { Q_EMIT csvWanted(Group::Model); });
    connect(menu->addAction(tr("Spend by key as CSV…")), &QAction::triggered, this,
            [this] { Q_EMIT csvWanted(Group::Key); });
    menu->addSeparator();
    connect(menu->addAction(tr("Report as PDF…")), &QAction::triggered, this,
            &OverviewHead::pdfWanted);
    connect(menu->addAction(tr("Print report…")), &QAction::triggered, this,
            &OverviewHead::printWanted);
}

bool OverviewHead::isOffered(DateRange range)
{
    return std::ranges::find(offered, range) != offered.end();
}

void OverviewHead::show(DateRange range, bool isCompared)
{
    m_isShowing = true;
    m_range->setValues({int(range)});
    m_compare->setValues({isCompared});
    m_isShowing = false;
}

/// Days are UTC, so the date is, too.
void OverviewHead::tellTime(std::int64_t nowUs, const Overview *overview, bool isOld)
{
    m_date->setText(QLocale().toString(timeOf(nowUs), tr("dddd d MMMM, HH:mm")));
    if (!overview)
        m_updated->setText(tr("UTC"));
    else if (isOld)
        m_updated->setText(
            tr("UTC · as of %1").arg(QLocale().toString(timeOf(overview->asOfUs), tr("HH:mm"))));
    else
        m_updated->setText(tr("UTC · updated %1").arg(format::ago(overview->asOfUs, nowUs)));
}

void OverviewHead::focusPeriod()
{
    m_range->setFocus(Qt::ShortcutFocusReason);
}

void OverviewHead::openExportMenu()
{
    m_export->open();
}

void OverviewHead::setChoicesVisible(bool areVisible)
{
    m_range->setVisible(areVisible);
    m_compare->setVisible(areVisible);
    m_export->setVisible(areVisible);
}

} // namespace turnpike::ui
