// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/ResultPage.h"

#include "core/Format.h"
#include "models/LiveCells.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

QString costOf(const GenerationRow &row)
{
    return row.has(GenerationFlag::Unpriced) ? ResultPage::tr("%1 unpriced").arg(format::dash)
                                             : format::requestMoney(row.cost);
}

QString detailsOf(const GenerationRow &row)
{
    QStringList parts;
    if (!row.providerName.isEmpty())
        parts << ResultPage::tr("answered by %1").arg(row.providerName);
    parts << ResultPage::tr("%1 tokens in, %2 out")
                 .arg(format::tokens(row.usage.prompt), format::tokens(row.usage.completion))
          << ResultPage::tr("key %1").arg(row.keyName) << format::timeOfDay(row.admittedUs);
    return parts.join(QStringLiteral(" · "));
}

QString explanationOf(const GenerationRow &row)
{
    if (row.has(GenerationFlag::Simulated))
        return ResultPage::tr("A simulated answer costs nothing: it stays out of spend, limits and "
                              "reports.");
    if (row.has(GenerationFlag::Unpriced))
        return ResultPage::tr("The model has no price yet. Set one, and the request is priced, "
                              "too.");
    return ResultPage::tr("The amount is exact to the nano-dollar, and counts towards limits.");
}

} // namespace

ResultPage::ResultPage(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_explanation(makeLabel({}, "quiet", this))
    , m_console(makeButton(theme, tr("Open the console"), {}, "primary", this))
    , m_provider(makeButton(theme, tr("Add a real provider key"), {}, nullptr, this))
    , m_limit(makeButton(theme, {}, {}, "link", this))
{
    m_explanation->setWordWrap(true);
    m_console->setObjectName(QStringLiteral("openConsole"));
    m_provider->setObjectName(QStringLiteral("addRealKey"));
    m_limit->setObjectName(QStringLiteral("setLimit"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(40), theme.px(24), theme.px(40), theme.px(16));
    column->setSpacing(theme.px(14));
    column->addWidget(makeRow());
    column->addWidget(m_explanation);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(theme.px(8));
    buttons->addWidget(m_console);
    buttons->addWidget(m_provider);
    buttons->addStretch(1);
    column->addSpacing(theme.px(4));
    column->addLayout(buttons);
    auto *next = new QHBoxLayout;
    next->setSpacing(theme.px(6));
    next->addWidget(makeLabel(tr("Next:"), "small", this));
    next->addWidget(m_limit);
    next->addStretch(1);
    column->addLayout(next);
    column->addStretch(1);
    connect(m_console, &QPushButton::clicked, this, &ResultPage::consoleAsked);
    connect(m_provider, &QPushButton::clicked, this, &ResultPage::providerAsked);
    connect(m_limit, &QPushButton::clicked, this, &ResultPage::limitAsked);
}

QWidget *ResultPage::makeRow()
{
    auto *card = new Card(m_theme, this);
    m_mark = new StateMark(m_theme, card);
    m_status = makeLabel({}, "strong", card);
    m_model = new ElidedLabel({}, card);
    m_time = makeLabel({}, "quiet", card);
    m_cost = makeLabel({}, "strong", card);
    m_simulated = new Badge(m_theme, card);
    m_details = new ElidedLabel({}, card);
    m_details->setProperty("role", QStringLiteral("small"));
    m_status->setObjectName(QStringLiteral("resultStatus"));
    m_model->setObjectName(QStringLiteral("resultModel"));
    m_time->setObjectName(QStringLiteral("resultTime"));
    m_cost->setObjectName(QStringLiteral("resultCost"));
    m_details->setObjectName(QStringLiteral("resultDetails"));
    auto *column = new QVBoxLayout; // The card sets the margins of its body anew.
    column->setContentsMargins(m_theme.px(20), m_theme.px(16), m_theme.px(20), m_theme.px(16));
    column->setSpacing(m_theme.px(10));
    auto *row = new QHBoxLayout;
    row->setSpacing(m_theme.px(8));
    row->addWidget(m_mark);
    row->addWidget(m_status);
    row->addSpacing(m_theme.px(12));
    row->addWidget(m_model, 1);
    row->addWidget(m_time);
    row->addSpacing(m_theme.px(24));
    row->addWidget(m_cost);
    auto *below = new QHBoxLayout;
    below->setSpacing(m_theme.px(10));
    below->addWidget(m_simulated);
    below->addWidget(m_details, 1);
    column->addLayout(row);
    column->addLayout(below);
    card->body()->addLayout(column);
    return card;
}

void ResultPage::setRow(const GenerationRow &row)
{
    const LiveRequest request = liveRequest(row);
    const bool isSimulated = row.has(GenerationFlag::Simulated);
    const bool isWhole = row.state == GenerationState::Complete;
    m_mark->setMark(Mark::Dot, isWhole ? Tone::Success : Tone::Neutral);
    m_status->setText(row.httpStatus > 0 ? QString::number(row.httpStatus) : format::dash);
    m_status->setAccessibleName(spokenStatus(request, row.admittedUs));
    m_model->setText(row.modelSlug);
    m_time->setText(format::latency(row.totalUs));
    m_cost->setText(costOf(row));
    m_cost->setAccessibleName(tr("Cost %1").arg(m_cost->text()));
    m_simulated->setBadge(isSimulated ? CellBadge{tr("SIMULATED"), Tone::Simulated, Mark::Diamond}
                                      : CellBadge{});
    m_details->setText(detailsOf(row));
    m_explanation->setText(explanationOf(row));
    m_limit->setText(tr("set a limit for %1").arg(row.keyName));
}

void ResultPage::setSimulatorOnly(bool isSimulatorOnly)
{
    m_provider->setVisible(isSimulatorOnly);
}

void ResultPage::takeFocus()
{
    m_console->setFocus(Qt::OtherFocusReason);
}

} // namespace turnpike::ui
