// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/FirstStepsView.h"

#include "ui/panes/overview/FirstStepRow.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int columnWidth = 600;

} // namespace

FirstStepsView::FirstStepsView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_progress(makeLabel({}, "faint", this))
{
    setObjectName(QStringLiteral("firstSteps"));
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(10));
    column->addWidget(makeLabel(tr("Make your first request"), "title", this));
    m_progress->setObjectName(QStringLiteral("progress"));
    column->addWidget(m_progress);
    column->addSpacing(theme.px(6));
    auto *centred = new QHBoxLayout(this);
    centred->addStretch(1);
    auto *middle = new QWidget(this);
    middle->setMaximumWidth(theme.px(columnWidth));
    middle->setLayout(column);
    centred->addWidget(middle, 4);
    centred->addStretch(1);

    const Place providers{QStringLiteral("providers"), {}};
    const Place connectTool{QStringLiteral("connect"), {}};
    const bool hasProviders = places::exists(providers);
    for (FirstStepRow *row :
         {addRow(tr("Add a provider"),
                 hasProviders ? tr("Without one, the built-in simulator answers, at no cost.")
                              : tr("With “turnpiked provider add”. Until then the built-in "
                                   "simulator answers, at no cost."),
                 hasProviders ? providers : connectTool),
          addRow(tr("Create a key"),
                 tr("Tools identify themselves with it, and it can be limited."),
                 {QStringLiteral("keys"), {{QStringLiteral("create"), true}}}),
          addRow(tr("Connect a tool"),
                 tr("An agent, an editor or an SDK: copy the lines it needs."), connectTool),
          addRow(tr("First request"), tr("Watch it arrive, with its price and its route."),
                 {QStringLiteral("live"), {}}),
          addRow(tr("Set a limit"), tr("Per day, week or month, for each key."),
                 {QStringLiteral("keys"), {}})}) {
        column->addWidget(row);
        m_rows.append(row);
    }
    column->addStretch(1);
}

FirstStepRow *FirstStepsView::addRow(const QString &title, const QString &sentence,
                                     const Place &place)
{
    const int number = ++m_rowCount;
    auto *row = new FirstStepRow(m_theme, number, title, sentence, this);
    row->setObjectName(QStringLiteral("step%1").arg(number));
    connect(row, &QAbstractButton::clicked, this, [this, place] { Q_EMIT placeAsked(place); });
    return row;
}

void FirstStepsView::show(const FirstSteps &steps)
{
    const QList<bool> done{steps.hasProvider, steps.hasKey, steps.hasTool, steps.hasRequest,
                           steps.hasLimit};
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setDone(done[i]);
        m_rows[i]->setNext(i == done.indexOf(false));
    }
    m_progress->setText(
        tr("%1 of %2 steps done").arg(std::ranges::count(done, true)).arg(done.size()));
}

} // namespace turnpike::ui
