// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/MoversView.h"

#include "models/MoversModel.h"
#include "ui/panes/activity/WaterfallChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int whyWidth = 300;
constexpr int causeHeight = 34;

} // namespace

MoversView::MoversView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_chart(new WaterfallChart(theme, this))
    , m_title(makeLabel({}, "section", this))
    , m_note(makeLabel({}, "faint", this))
    , m_list(new QWidget(this))
    , m_causes(new QVBoxLayout(m_list))
{
    m_chart->setObjectName(QStringLiteral("waterfall"));
    m_title->setObjectName(QStringLiteral("whyTitle"));
    m_causes->setContentsMargins(0, 0, 0, 0);
    m_causes->setSpacing(0);
    m_note->setObjectName(QStringLiteral("whyNote"));
    m_note->setWordWrap(true);
    auto *why = new QWidget(this);
    why->setFixedWidth(theme.px(whyWidth));
    auto *column = new QVBoxLayout(why);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(6));
    column->addWidget(m_title);
    column->addWidget(m_list);
    column->addStretch(1);
    column->addWidget(m_note);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(theme.px(16), theme.px(12), theme.px(18), theme.px(10));
    line->setSpacing(theme.px(24));
    line->addWidget(m_chart, 1);
    line->addWidget(why);
}

void MoversView::setMovers(const ActivityMovers &movers, const QString &before, const QString &now)
{
    m_chart->setMovers(movers, before, now);
    m_title->setText(tr("Why %1").arg(changeMoney(movers.change())));
    while (QLayoutItem *item = m_causes->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (std::size_t i = 0; i < spendCauses; ++i) {
        if (movers.causes[i].nanoUsd != 0)
            addCause(SpendCause(i), movers.causes[i]);
    }
    m_note->setText(
        m_causes->count() == 0
            ? tr("Nothing changed between the two periods.")
            : tr("Causes add up to the change; what rounding leaves is in the tokens."));
}

void MoversView::addCause(SpendCause cause, Money amount)
{
    QString text = causeText(cause, amount);
    text[0] = text[0].toUpper();
    auto *row = new QWidget(m_list);
    row->setFixedHeight(m_theme.px(causeHeight));
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    QLabel *name = makeLabel(text, "strong", row);
    QLabel *value = makeLabel(changeMoney(amount), "strong", row);
    value->setObjectName(QStringLiteral("cause%1").arg(int(cause)));
    value->setAccessibleName(tr("%1, %2").arg(text, changeMoney(amount)));
    line->addWidget(name, 1);
    line->addWidget(value);
    m_causes->addWidget(row);
}

} // namespace turnpike::ui
