// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveInspector.h"

#include "ui/panes/live/LiveRoute.h"
#include "ui/panes/live/LiveSummary.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/TabBar.h"

#include <QBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace turnpike::ui {

LiveInspector::LiveInspector(const Theme &theme, QWidget *parent)
    : Card(theme, parent)
    , m_theme(theme)
    , m_tabs(new TabBar(theme, this))
    , m_pages(new QStackedWidget(this))
    , m_summary(new LiveSummary(theme))
    , m_route(new LiveRoute(theme))
    , m_raw(new QPlainTextEdit)
{
    setAccessibleName(tr("Request"));
    body()->setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12));
    body()->setSpacing(theme.px(6));
    body()->addWidget(buildHead());
    body()->addWidget(m_pages, 1);
    m_raw->setReadOnly(true);
    m_raw->setTabChangesFocus(true);
    m_raw->setFont(theme.font(Theme::Font::Mono));
    m_raw->setAccessibleName(tr("Record as JSON"));
    m_raw->setObjectName(QStringLiteral("rawRecord"));
    for (QWidget *page : {static_cast<QWidget *>(m_summary), static_cast<QWidget *>(m_route),
                          buildContent(), static_cast<QWidget *>(m_raw)})
        m_pages->addWidget(page);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(&theme, &Theme::changed, this, [this] {
        m_raw->setFont(m_theme.font(Theme::Font::Mono));
        if (!m_details.request.id.isEmpty())
            m_route->setDetails(m_details);
    });
}

QWidget *LiveInspector::buildHead()
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(m_theme.px(8));
    m_tabs->setTabs({tr("Summary"), tr("Route"), tr("Content"), tr("Raw")});
    m_tabs->setObjectName(QStringLiteral("liveTabs"));
    m_tabs->setAccessibleName(tr("Parts of the request"));
    auto *curl = makeButton(m_theme, tr("Copy as curl"), QStringLiteral("terminal"), "small", head);
    curl->setObjectName(QStringLiteral("copyCurl"));
    m_openKey = makeButton(m_theme, tr("Open key"), QStringLiteral("key-round"), "small", head);
    m_openKey->setObjectName(QStringLiteral("openKey"));
    auto *close = makeIconButton(m_theme, QStringLiteral("x"), tr("Close (Esc)"), head);
    close->setObjectName(QStringLiteral("closeInspector"));
    row->addWidget(m_tabs, 1);
    row->addWidget(curl);
    row->addWidget(m_openKey);
    row->addWidget(close);
    connect(curl, &QPushButton::clicked, this, &LiveInspector::copyCurlAsked);
    connect(m_openKey, &QPushButton::clicked, this, &LiveInspector::openKeyAsked);
    connect(close, &QToolButton::clicked, this, &LiveInspector::closeAsked);
    return head;
}

QWidget *LiveInspector::buildContent()
{
    auto *page = new QWidget;
    auto *lines = new QVBoxLayout(page);
    lines->setContentsMargins(0, m_theme.px(8), 0, 0);
    lines->addWidget(makeLabel(tr("Prompts and answers are not stored"), "strong", page));
    QLabel *why = makeLabel(
        tr("Turnpike passes them on and keeps metadata only: who asked which model, how many "
           "tokens, how long it took and what it cost. There is nothing here that could leak."),
        "small", page);
    why->setObjectName(QStringLiteral("whyNoContent"));
    why->setWordWrap(true);
    why->setMaximumWidth(m_theme.px(560));
    lines->addWidget(why);
    lines->addStretch();
    return page;
}

void LiveInspector::setDetails(const LiveDetails &details, std::int64_t nowUs)
{
    m_details = details;
    m_summary->setDetails(details, nowUs);
    m_route->setDetails(details);
    const QString raw = rawText(details);
    if (raw != m_raw->toPlainText())
        m_raw->setPlainText(raw);
    const int attempts = details.request.attemptCount;
    m_tabs->setTabCount(1, attempts > 1 ? attempts : -1);
    m_openKey->setEnabled(static_cast<bool>(details.request.key));
}

} // namespace turnpike::ui
