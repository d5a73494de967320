// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/routing/RoutePreviewPanel.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "models/RouteText.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/panes/routing/RouteForm.h"
#include "ui/panes/routing/RouteStep.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Scrolled.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

RoutePreviewPanel::RoutePreviewPanel(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_form(nullptr)
{
    setObjectName(QStringLiteral("routePreview"));
    setAccessibleName(tr("Route preview"));
    const Theme &theme = console.theme;
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(14));
    column->setSpacing(theme.px(10));
    buildHead(column);
    m_form = new RouteForm(theme, page);
    column->addWidget(m_form);
    column->addSpacing(theme.px(4));
    buildAnswer(column);
    column->addStretch(1);
    QScrollArea *scroll = makeScrolled(page, this);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    outer->addWidget(scroll);
    connect(m_form, &RouteForm::changed, this, &RoutePreviewPanel::refresh);
    console.gateway.onChange(this, [this] { refresh(); });
}

void RoutePreviewPanel::buildHead(QVBoxLayout *column)
{
    const Theme &theme = m_console.theme;
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(8));
    line->addWidget(makeLabel(tr("Route preview"), "section", this));
    line->addStretch(1);
    m_now = makeLabel({}, "faint", this);
    auto *close = makeIconButton(theme, QStringLiteral("x"), tr("Close preview"), this);
    close->setObjectName(QStringLiteral("closePreview"));
    line->addWidget(m_now);
    line->addWidget(close);
    column->addLayout(line);
    connect(close, &QToolButton::clicked, this, &RoutePreviewPanel::closed);
}

void RoutePreviewPanel::buildAnswer(QVBoxLayout *column)
{
    const Theme &theme = m_console.theme;
    m_verdict = makeLabel({}, "heading", this);
    m_verdict->setObjectName(QStringLiteral("routeVerdict"));
    m_verdict->setWordWrap(true);
    m_order = makeLabel({}, "small", this);
    m_order->setObjectName(QStringLiteral("routeOrderText"));
    m_order->setWordWrap(true);
    column->addWidget(m_verdict);
    column->addWidget(m_order);
    m_problem = new TintBox(theme, Tone::Warning, this);
    auto *box = new QHBoxLayout(m_problem);
    box->setContentsMargins(theme.px(14), theme.px(11), theme.px(14), theme.px(11));
    m_problemText = makeLabel({}, nullptr, m_problem);
    m_problemText->setObjectName(QStringLiteral("routeProblem"));
    m_problemText->setTextFormat(Qt::PlainText);
    m_problemText->setWordWrap(true);
    m_problem->addText(m_problemText);
    box->addWidget(m_problemText, 1);
    m_problem->hide();
    column->addWidget(m_problem);
    m_stepColumn = new QVBoxLayout;
    m_stepColumn->setSpacing(theme.px(4));
    column->addLayout(m_stepColumn);
    m_more = makeLabel({}, "small", this);
    column->addWidget(m_more);
    column->addSpacing(theme.px(6));
    m_leftOutTitle = makeLabel({}, "heading", this);
    m_leftOutTitle->setObjectName(QStringLiteral("routeLeftOutTitle"));
    column->addWidget(m_leftOutTitle);
    m_leftOutColumn = new QVBoxLayout;
    m_leftOutColumn->setSpacing(theme.px(2));
    column->addLayout(m_leftOutColumn);
    m_moreLeftOut = makeLabel({}, "small", this);
    column->addWidget(m_moreLeftOut);
    m_more->hide();
    m_leftOutTitle->hide();
    m_moreLeftOut->hide();
}

void RoutePreviewPanel::refresh()
{
    const RoutePreviewQuestion asked = m_form->question();
    m_now->setText(tr("now, %1").arg(format::timeOfDay(m_console.clock.nowUs())));
    if (asked.model.isEmpty()) {
        m_hasAsked = false;
        show({});
        return;
    }
    const bool isOther = !m_hasAsked || !(asked == m_asked);
    const RoutePreview preview = m_console.gateway.previewRoute(asked);
    m_asked = asked;
    m_hasAsked = true;
    if (!isOther && preview == m_preview)
        return;
    show(preview);
    if (isOther && isVisible())
        announce(m_verdict, preview.problem.isEmpty() ? m_verdict->text() : preview.problem);
}

void RoutePreviewPanel::show(const RoutePreview &preview)
{
    m_preview = preview;
    showHead();
    showSteps();
    showLeftOut();
}

void RoutePreviewPanel::showHead()
{
    const auto &candidates = m_preview.candidates;
    if (!m_hasAsked)
        m_verdict->setText(tr("Name a model to see where a request for it would go."));
    else if (!m_preview.problem.isEmpty())
        m_verdict->setText(tr("This request would be refused"));
    else if (candidates.empty())
        m_verdict->setText(tr("This request would go nowhere"));
    else if (candidates.front().firstPerMille < 1'000)
        m_verdict->setText(tr("This request would most likely go to %1")
                               .arg(candidates.front().place.providerName));
    else
        m_verdict->setText(
            tr("This request would go to %1").arg(candidates.front().place.providerName));
    const QString order = m_preview.problem.isEmpty() ? routeOrderText(m_preview) : QString();
    m_order->setText(order);
    m_order->setVisible(!order.isEmpty());
    m_problemText->setText(m_preview.problem);
    m_problem->setVisible(!m_preview.problem.isEmpty());
}

void RoutePreviewPanel::showSteps()
{
    const bool isTried = m_preview.problem.isEmpty();
    const std::size_t all = isTried ? m_preview.candidates.size() : 0;
    const std::size_t shown = std::min(all, mostSteps);
    while (std::size_t(m_steps.size()) < shown) {
        auto *step = new RouteStep(m_console.theme, this);
        m_stepColumn->addWidget(step);
        connect(step, &RouteStep::clicked, this, [this, step] {
            m_console.navigation.go(
                {QStringLiteral("providers"),
                 {{QStringLiteral("provider"), qlonglong(step->provider().value)}}});
        });
        m_steps.append(step);
    }
    for (std::size_t at = 0; at < std::size_t(m_steps.size()); ++at) {
        RouteStep *step = m_steps[qsizetype(at)];
        if (at < shown)
            step->setStep(m_preview, at);
        step->setVisible(at < shown);
    }
    m_more->setVisible(all > shown);
    m_more->setText(tr("and %1 more when these fail").arg(format::count(qint64(all - shown))));
}

void RoutePreviewPanel::showLeftOut()
{
    const std::size_t all = m_preview.leftOut.size();
    const std::size_t shown = std::min(all, mostLeftOut);
    while (std::size_t(m_leftOut.size()) < 2 * shown) {
        auto *name = new ElidedLabel({}, this);
        auto *reason = makeLabel({}, "small", this);
        reason->setWordWrap(true);
        reason->setContentsMargins(0, 0, 0, m_console.theme.px(6));
        m_leftOutColumn->addWidget(name);
        m_leftOutColumn->addWidget(reason);
        m_leftOut << name << reason;
    }
    for (std::size_t at = 0; at < std::size_t(m_leftOut.size()) / 2; ++at) {
        QLabel *name = m_leftOut[qsizetype(2 * at)];
        QLabel *reason = m_leftOut[qsizetype(2 * at + 1)];
        name->setVisible(at < shown);
        reason->setVisible(at < shown);
        if (at >= shown)
            continue;
        const RoutePreviewLeftOut &out = m_preview.leftOut[at];
        name->setText(QStringLiteral("%1 · %2").arg(out.place.providerName, out.place.model));
        reason->setText(leftOutText(out.reason));
    }
    m_leftOutTitle->setVisible(all > 0);
    m_leftOutTitle->setText(all == 1
                                ? tr("Left out: 1 endpoint")
                                : tr("Left out: %1 endpoints").arg(format::count(qint64(all))));
    m_moreLeftOut->setVisible(all > shown);
    m_moreLeftOut->setText(tr("and %1 more").arg(format::count(qint64(all - shown))));
}

} // namespace turnpike::ui
