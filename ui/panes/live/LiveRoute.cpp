// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveRoute.h"

#include "core/Format.h"
#include "models/LiveCells.h"
#include "ui/panes/live/PhaseChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace turnpike::ui {

namespace {

void clear(QLayout &layout)
{
    while (QLayoutItem *item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

QScrollArea *scrolled(QWidget *content, const QString &name)
{
    auto *area = new QScrollArea;
    area->setAccessibleName(name);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false); // setWidget() has switched it on.
    return area;
}

CellBadge decisionBadge(const CandidateLine &line)
{
    if (line.isAnswer)
        return {line.decision, Tone::Success, Mark::Check};
    if (line.attempt > 0)
        return {line.decision, Tone::Warning, Mark::Triangle};
    return {line.decision, Tone::Neutral, line.isLeftOut ? Mark::Cross : Mark::None};
}

} // namespace

LiveRoute::LiveRoute(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(32));
    row->addWidget(buildAttempts(), 4);
    row->addWidget(buildCandidates(), 9);
}

QWidget *LiveRoute::buildAttempts()
{
    auto *column = new QWidget(this);
    auto *lines = new QVBoxLayout(column);
    lines->setContentsMargins(0, 0, 0, 0);
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Attempts"), "heading", column));
    head->addStretch();
    m_total = makeLabel({}, "small", column);
    head->addWidget(m_total);
    lines->addLayout(head);
    m_attempts = new QWidget;
    m_attempts->setObjectName(QStringLiteral("attempts"));
    m_attemptLines = new QVBoxLayout(m_attempts);
    m_attemptLines->setContentsMargins(0, 0, 0, 0);
    m_attemptLines->setSpacing(m_theme.px(2));
    lines->addWidget(scrolled(m_attempts, tr("Attempts")), 1);
    return column;
}

QWidget *LiveRoute::buildCandidates()
{
    auto *column = new QWidget(this);
    auto *lines = new QVBoxLayout(column);
    lines->setContentsMargins(0, 0, 0, 0);
    m_heading = makeLabel({}, "heading", column);
    lines->addWidget(m_heading);
    m_sentence = makeLabel({}, "small", column);
    m_sentence->setObjectName(QStringLiteral("routeSentence"));
    m_sentence->setWordWrap(true);
    lines->addWidget(m_sentence);
    m_candidates = new QWidget;
    m_candidates->setObjectName(QStringLiteral("candidates"));
    m_candidateGrid = new QGridLayout(m_candidates);
    m_candidateGrid->setContentsMargins(0, 0, 0, 0);
    m_candidateGrid->setHorizontalSpacing(m_theme.px(16));
    m_candidateGrid->setVerticalSpacing(0);
    m_candidateGrid->setColumnStretch(3, 1);
    lines->addWidget(scrolled(m_candidates, tr("Candidates")), 1);
    return column;
}

void LiveRoute::setDetails(const LiveDetails &details)
{
    showAttempts(details);
    showCandidates(details);
}

void LiveRoute::showAttempts(const LiveDetails &details)
{
    clear(*m_attemptLines);
    const QList<AttemptLine> attempts = attemptsOf(details);
    const LiveRequest &request = details.request;
    m_total->setText(request.isRunning() ? QString() : format::latency(request.totalUs));
    int number = 0;
    for (const AttemptLine &attempt : attempts) {
        ++number;
        auto *head = new QWidget(m_attempts);
        auto *line = new QHBoxLayout(head);
        line->setContentsMargins(0, m_theme.px(4), 0, 0);
        line->setSpacing(m_theme.px(8));
        auto *badge = new Badge(m_theme, head);
        badge->setBadge(
            {QString::number(number),
             attempt.isSuccess ? Tone::Success : (request.isRunning() ? Tone::Info : Tone::Warning),
             Mark::None});
        line->addWidget(badge);
        line->addWidget(makeLabel(attempt.endpoint, "strong", head));
        line->addWidget(makeLabel(attempt.words, "small", head), 1);
        line->addWidget(makeLabel(
            request.isRunning() ? QString() : format::latency(attempt.durationUs), "strong", head));
        m_attemptLines->addWidget(head);
        QStringList details{attempt.timing};
        if (attempt.lost > Money{})
            details += tr("may have cost up to %1").arg(format::requestMoney(attempt.lost));
        auto *detail = makeLabel(details.join(QStringLiteral(" · ")), "faint", m_attempts);
        detail->setWordWrap(true);
        m_attemptLines->addWidget(detail);
    }
    if (attempts.isEmpty())
        m_attemptLines->addWidget(
            makeLabel(tr("Nothing was sent to a provider."), "small", m_attempts));
    m_attemptLines->addStretch();
}

void LiveRoute::showCandidates(const LiveDetails &details)
{
    clear(*m_candidateGrid);
    const QList<CandidateLine> candidates = candidatesOf(details);
    m_heading->setText(tr("Candidates for %1").arg(liveModel(details.request, details.names)));
    int row = 0;
    for (const CandidateLine &candidate : candidates) {
        m_candidateGrid->setRowMinimumHeight(row, m_theme.px(30));
        m_candidateGrid->addWidget(
            makeLabel(candidate.endpoint, candidate.isLeftOut ? "quiet" : "strong", m_candidates),
            row, 0);
        m_candidateGrid->addWidget(makeLabel(candidate.model, "small", m_candidates), row, 1);
        auto *badge = new Badge(m_theme, m_candidates);
        badge->setBadge(decisionBadge(candidate));
        m_candidateGrid->addWidget(badge, row, 2, Qt::AlignLeft);
        auto *reason = makeLabel(candidate.reason, "small", m_candidates);
        reason->setWordWrap(true);
        m_candidateGrid->addWidget(reason, row, 3);
        ++row;
    }
    if (const int more = untoldCandidates(details); more > 0) {
        const QString words
            = tr("and %n more, which the record has no room to name", nullptr, more);
        m_candidateGrid->addWidget(makeLabel(words, "faint", m_candidates), row++, 0, 1, 4);
    }
    m_candidateGrid->setRowStretch(row, 1);
    QString sentence = routeSentence(details);
    if (details.request.isRunning())
        sentence = tr("The decision is kept when the request ends.");
    else if (!details.row)
        sentence = details.problem.isEmpty() ? tr("Reading…") : details.problem;
    else if (candidates.isEmpty())
        sentence = tr("The request was refused before an endpoint was looked for.");
    m_sentence->setText(sentence);
}

} // namespace turnpike::ui
