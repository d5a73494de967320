// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/DrillBar.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SegmentedControl.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace turnpike::ui {

namespace {

constexpr int longestCrumb = 260;

} // namespace

DrillBar::DrillBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_trail(new QWidget(this))
    , m_crumbs(new QHBoxLayout(m_trail))
    , m_tabs(new SegmentedControl(theme, this))
    , m_thenBy(new FilterChip(theme, tr("Then by"), this))
{
    setObjectName(QStringLiteral("drillBar"));
    m_trail->setAccessibleName(tr("Drilled down to"));
    m_crumbs->setContentsMargins(0, 0, 0, 0);
    m_crumbs->setSpacing(theme.px(8));
    m_tabs->setObjectName(QStringLiteral("activityTabs"));
    m_tabs->setAccessibleName(tr("List"));
    m_tabs->setSegments({tr("Breakdown"), tr("Requests"), tr("Movers")});
    m_thenBy->setObjectName(QStringLiteral("thenByChip"));
    m_thenBy->setRequired(true);
    auto *columns = makeFramedIconButton(theme, QStringLiteral("columns"), tr("Columns"), this);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme.px(8));
    line->addWidget(m_trail, 1);
    line->addWidget(m_tabs);
    line->addWidget(m_thenBy);
    line->addWidget(columns);
    connect(m_tabs, &SegmentedControl::currentChanged, this, [this](int tab) {
        if (!m_isShowing)
            Q_EMIT tabChosen(ActivityView::Tab(tab));
    });
    connect(m_thenBy, &FilterChip::changed, this, [this] {
        if (!m_isShowing)
            Q_EMIT thenByChosen(ActivityQuery::Group(m_thenBy->values().value(0).toInt()));
    });
    connect(columns, &QToolButton::clicked, this, [this, columns] {
        Q_EMIT columnsWanted(columns->mapToGlobal(QPoint(0, columns->height())));
    });
}

void DrillBar::show(const ActivityView &view)
{
    m_isShowing = true;
    m_tabs->setCurrent(int(view.tab));
    QList<Choice> choices;
    for (const ActivityQuery::Group group : view.offeredGroups())
        choices.append({nameOf(group), int(group)});
    m_thenBy->setChoices(choices, false);
    m_thenBy->setValues({int(view.thenBy)});
    m_thenBy->setVisible(view.tab != ActivityView::Tab::Requests && !view.filters().isEmpty());
    m_isShowing = false;
    showCrumbs(view);
}

void DrillBar::showCrumbs(const ActivityView &view)
{
    while (QLayoutItem *item = m_crumbs->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // One of them may be what was pressed.
        }
        delete item;
    }
    const qsizetype last = view.crumbs.size();
    for (qsizetype level = 0; level <= last; ++level) {
        if (level > 0)
            m_crumbs->addWidget(makeLabel(QStringLiteral("›"), "faint", m_trail));
        const QString name = level == 0 ? tr("All") : view.crumbs[level - 1].name;
        if (level == last) {
            auto *here = new ElidedLabel(name, m_trail);
            here->setObjectName(QStringLiteral("crumbHere"));
            here->setProperty("role", QStringLiteral("strong"));
            here->setMode(Qt::ElideMiddle);
            here->setMaximumWidth(m_theme.px(longestCrumb));
            m_crumbs->addWidget(here);
            continue;
        }
        auto *link = makeButton(m_theme, name, {}, "link", m_trail);
        link->setObjectName(QStringLiteral("crumb%1").arg(level));
        connect(link, &QPushButton::clicked, this, [this, level] { Q_EMIT upWanted(int(level)); });
        m_crumbs->addWidget(link);
    }
    if (last > 0) {
        auto *all = makeIconButton(m_theme, QStringLiteral("x"), tr("Back to all"), m_trail);
        all->setObjectName(QStringLiteral("crumbClear"));
        connect(all, &QToolButton::clicked, this, [this] { Q_EMIT upWanted(0); });
        m_crumbs->addWidget(all);
    }
    m_crumbs->addStretch(1);
}

} // namespace turnpike::ui
