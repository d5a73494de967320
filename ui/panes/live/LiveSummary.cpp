// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveSummary.h"

#include "core/Format.h"
#include "models/LiveCells.h"
#include "ui/panes/live/BillTable.h"
#include "ui/panes/live/PhaseChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/KeyValueList.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int gap = 32;
constexpr int headHeight = 24;

QVBoxLayout *columnOf(QWidget *column)
{
    auto *lines = new QVBoxLayout(column);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    return lines;
}

CellBadge badgeOf(const LiveRequest &request, std::int64_t nowUs)
{
    CellBadge badge = liveBadge(request, nowUs);
    const QString word = request.finishReason.isEmpty() ? liveNote(request) : request.finishReason;
    if (!word.isEmpty())
        badge.text += QLatin1Char(' ') + word;
    if (badge.tone == Tone::Success)
        badge.mark = Mark::Check;
    return badge;
}

QString modelText(const LiveDetails &details)
{
    const QString model = liveModel(details.request, details.names);
    const QString &asked = details.request.requestedModel;
    if (asked.isEmpty() || asked == model)
        return model;
    return LiveSummary::tr("%1 (asked: %2)").arg(model, asked);
}

} // namespace

LiveSummary::LiveSummary(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight, this);
    m_columns->setContentsMargins(0, 0, 0, 0);
    m_columns->setSpacing(theme.px(gap));
    m_columns->addWidget(buildFacts(), 3);
    m_columns->addWidget(buildTime(), 5);
    m_columns->addWidget(buildCost(), 4);
}

QSize LiveSummary::minimumSizeHint() const
{
    int widest = 0;
    for (int i = 0; i < m_columns->count(); ++i)
        widest = std::max(widest, m_columns->itemAt(i)->minimumSize().width());
    return {widest, m_columns->minimumSize().height()};
}

/// Figures that come later may be wider than there is room for.
bool LiveSummary::event(QEvent *event)
{
    const bool isDone = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        arrange();
    return isDone;
}

void LiveSummary::arrange()
{
    int together = m_columns->spacing() * (m_columns->count() - 1);
    for (int i = 0; i < m_columns->count(); ++i)
        together += m_columns->itemAt(i)->minimumSize().width();
    m_columns->setDirection(together <= width() ? QBoxLayout::LeftToRight
                                                : QBoxLayout::TopToBottom);
}

QWidget *LiveSummary::buildFacts()
{
    auto *column = new QWidget(this);
    column->setMinimumWidth(m_theme.px(240));
    auto *lines = columnOf(column);
    auto *head = new QHBoxLayout;
    head->addStrut(m_theme.px(headHeight));
    head->setSpacing(m_theme.px(8));
    m_badge = new Badge(m_theme, column);
    m_badge->setObjectName(QStringLiteral("inspectorBadge"));
    m_when = makeLabel({}, "small", column);
    head->addWidget(m_badge);
    head->addWidget(m_when);
    head->addStretch();
    lines->addLayout(head);
    lines->addSpacing(m_theme.px(2));
    m_facts = new KeyValueList(m_theme, column);
    m_facts->setObjectName(QStringLiteral("inspectorFacts"));
    m_facts->setLabelWidth(92);
    lines->addWidget(m_facts);
    lines->addStretch();
    return column;
}

QWidget *LiveSummary::buildTime()
{
    auto *column = new QWidget(this);
    auto *lines = columnOf(column);
    m_time = makeLabel({}, "heading", column);
    m_time->setMinimumHeight(m_theme.px(headHeight));
    m_chart = new PhaseChart(m_theme, column);
    m_chart->setObjectName(QStringLiteral("phases"));
    m_remarkRow = new QWidget(column);
    auto *remark = new QHBoxLayout(m_remarkRow);
    remark->setContentsMargins(0, m_theme.px(6), 0, 0);
    remark->setSpacing(m_theme.px(8));
    m_remarkMark = new StateMark(m_theme, m_remarkRow, 11);
    m_remark = makeLabel({}, "small", m_remarkRow);
    m_remark->setObjectName(QStringLiteral("remark"));
    m_remark->setWordWrap(true);
    remark->addWidget(m_remarkMark, 0, Qt::AlignTop);
    remark->addWidget(m_remark, 1);
    lines->addWidget(m_time);
    lines->addWidget(m_chart);
    lines->addWidget(m_remarkRow);
    lines->addStretch();
    return column;
}

QWidget *LiveSummary::buildCost()
{
    auto *column = new QWidget(this);
    auto *lines = columnOf(column);
    m_cost = makeLabel({}, "heading", column);
    m_cost->setMinimumHeight(m_theme.px(headHeight));
    m_cost->setObjectName(QStringLiteral("cost"));
    m_bill = new BillTable(m_theme, column);
    lines->addWidget(m_cost);
    lines->addWidget(m_bill);
    lines->addStretch();
    return column;
}

void LiveSummary::setDetails(const LiveDetails &details, std::int64_t nowUs)
{
    const LiveRequest &request = details.request;
    showFacts(details, nowUs);
    const bool isRunning = request.isRunning();
    m_time->setText(
        tr("Time  %1").arg(isRunning ? tr("still running") : format::latency(request.totalUs)));
    const auto soFar
        = isRunning ? std::max<std::int64_t>(nowUs - request.admittedUs, 0) : request.totalUs;
    m_chart->setPhases(phasesOf(details), soFar);
    const QString remark = remarkOf(details);
    m_remark->setText(remark);
    m_remarkRow->setVisible(!remark.isEmpty());
    const bool isBad
        = request.state == GenerationState::Failed || request.state == GenerationState::Interrupted;
    m_remarkMark->setMark(isBad ? Mark::Cross : Mark::Triangle,
                          isBad ? Tone::Danger : Tone::Warning);
    const bool isUnknown = isRunning || request.has(GenerationFlag::Unpriced);
    m_cost->setText(
        tr("Cost  %1").arg(isUnknown ? format::dash : format::requestMoney(request.cost)));
    m_cost->setToolTip(isUnknown ? QString() : format::exactMoney(request.cost));
    m_bill->setBill(billOf(details), request);
}

void LiveSummary::showFacts(const LiveDetails &details, std::int64_t nowUs)
{
    const LiveRequest &request = details.request;
    m_badge->setBadge(badgeOf(request, nowUs));
    m_badge->setAccessibleName(spokenStatus(request, nowUs));
    m_when->setText(timeWithMs(request.admittedUs));
    m_when->setToolTip(format::dateTime(request.admittedUs));
    const auto orDash = [](const QString &text) { return text.isEmpty() ? format::dash : text; };
    m_facts->clear();
    m_facts->add(tr("Id"), request.id, true)->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->add(tr("Endpoint"), QStringLiteral("POST ") + livePath(request.api), true);
    m_facts->add(tr("Model"), orDash(modelText(details)));
    m_facts->add(tr("Key"), orDash(liveKey(request, details.names)));
    m_facts->add(tr("App"), orDash(liveApp(request)))->setToolTip(request.userAgent);
    m_facts->add(tr("Session"), orDash(request.session));
}

} // namespace turnpike::ui
