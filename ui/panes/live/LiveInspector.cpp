// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveInspector.h"

#include "ui/panes/live/LiveRoute.h"
#include "ui/panes/live/LiveSummary.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Scrolled.h"
#include "ui/widgets/TabBar.h"
#include "ui/widgets/WrapLayout.h"

#include <QBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
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
    const std::pair<QWidget *, QString> pages[] = {{m_summary, tr("Summary of the request")},
                                                   {m_route, tr("Route of the request")},
                                                   {buildContent(), tr("Content")}};
    for (const auto &[page, name] : pages) {
        QScrollArea *scroll = makeScrolled(page, m_pages);
        scroll->setFocusPolicy(Qt::TabFocus); // The keyboard scrolls: there is nothing else in it.
        scroll->setAccessibleName(name);
        m_pages->addWidget(scroll);
    }
    m_pages->addWidget(m_raw);
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
    auto *row = new WrapLayout(m_theme.px(8), m_theme.px(4), head);
    m_tabs->setTabs({tr("Summary"), tr("Route"), tr("Content"), tr("Raw")});
    m_tabs->setObjectName(QStringLiteral("liveTabs"));
    m_tabs->setAccessibleName(tr("Parts of the request"));
    auto *curl = makeButton(m_theme, tr("Copy as curl"), QStringLiteral("terminal"), "small", head);
    curl->setObjectName(QStringLiteral("copyCurl"));
    m_openKey = makeButton(m_theme, tr("Open key"), QStringLiteral("key-round"), "small", head);
    m_openKey->setObjectName(QStringLiteral("openKey"));
    auto *close = makeIconButton(m_theme, QStringLiteral("x"), tr("Close (Esc)"), head);
    close->setObjectName(QStringLiteral("closeInspector"));
    m_tabs->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    row->addWidget(m_tabs);
    auto *acts = new QHBoxLayout;
    acts->setSpacing(m_theme.px(8));
    acts->addWidget(curl);
    acts->addWidget(m_openKey);
    acts->addWidget(close);
    row->setTrailing(acts);
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
