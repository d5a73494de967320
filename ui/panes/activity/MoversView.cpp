// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/MoversView.h"

#include "models/MoversModel.h"
#include "ui/panes/activity/WaterfallChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int whyWidth = 300;
constexpr int besideWidth = 860; ///< Narrower, words at the bars run into each other.
constexpr int causeHeight = 34;

} // namespace

MoversView::MoversView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_line(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_chart(new WaterfallChart(theme, this))
    , m_why(new QWidget(this))
    , m_title(makeLabel({}, "section", m_why))
    , m_note(makeLabel({}, "faint", m_why))
    , m_list(new QWidget(m_why))
    , m_causes(new QVBoxLayout(m_list))
{
    m_chart->setObjectName(QStringLiteral("waterfall"));
    m_title->setObjectName(QStringLiteral("whyTitle"));
    m_causes->setContentsMargins(0, 0, 0, 0);
    m_causes->setSpacing(0);
    m_note->setObjectName(QStringLiteral("whyNote"));
    m_note->setWordWrap(true);
    auto *column = new QVBoxLayout(m_why);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(6));
    column->addWidget(m_title);
    column->addWidget(m_list);
    column->addStretch(1);
    column->addWidget(m_note);
    m_line->setContentsMargins(theme.px(16), theme.px(12), theme.px(18), theme.px(10));
    m_line->setSpacing(theme.px(24));
    m_line->addWidget(m_chart, 1);
    m_line->addWidget(m_why);
    arrange();
}

QSize MoversView::minimumSizeHint() const
{
    const QMargins margins = m_line->contentsMargins();
    const int widest = std::max(m_chart->minimumWidth(), m_theme.px(whyWidth));
    return {margins.left() + widest + margins.right(), m_line->minimumSize().height()};
}

void MoversView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

/// The causes stand beside the chart where both have room, else below it.
void MoversView::arrange()
{
    const bool isBeside = width() >= m_theme.px(besideWidth);
    m_line->setDirection(isBeside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_why->setMinimumWidth(isBeside ? m_theme.px(whyWidth) : 0);
    m_why->setMaximumWidth(isBeside ? m_theme.px(whyWidth) : QWIDGETSIZE_MAX);
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
