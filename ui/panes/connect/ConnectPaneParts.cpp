// SPDX-License-Identifier: GPL-3.0-or-later
// How the Connect pane is put together.
#include "core/ports/GatewayControl.h"
#include "services/ControlPlane.h"
#include "ui/SessionSecrets.h"
#include "ui/panes/connect/AddressList.h"
#include "ui/panes/connect/CheckCard.h"
#include "ui/panes/connect/ConnectPane.h"
#include "ui/panes/connect/Hairline.h"
#include "ui/panes/connect/KeyAndModel.h"
#include "ui/panes/connect/SnippetSection.h"
#include "ui/panes/connect/StepMark.h"
#include "ui/panes/connect/ToolGrid.h"
#include "ui/panes/connect/ToolTile.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SearchField.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

// Logical pixels at 100 %.
constexpr int sideMargin = 24;
constexpr int checkWidth = 392;
constexpr int besideOneAnother = 1092; ///< What both cards need.
constexpr int narrow = 760; ///< Below it a card of the whole width has no room for one line.

} // namespace

QWidget *ConnectPane::makeToolStep()
{
    const Theme &theme = console().theme;
    auto *step = new QWidget(this);
    auto *column = new QVBoxLayout(step);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(12));
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(10));
    m_toolStep = new StepMark(theme, 1, step);
    m_toolNote = makeLabel({}, "faint", step);
    m_allTools = makeButton(theme, {}, {}, "link", step);
    m_allTools->setObjectName(QStringLiteral("allTools"));
    m_grid = new ToolGrid(theme, step);
    m_search = new SearchField(theme, tr("Search %1 tools and SDKs").arg(m_grid->count()), step);
    m_search->setFixedWidth(theme.px(240));
    head->addWidget(m_toolStep);
    head->addWidget(makeLabel(tr("Tool"), "section", step));
    head->addWidget(m_toolNote);
    head->addStretch(1);
    head->addWidget(m_allTools);
    head->addWidget(m_search);
    column->addLayout(head);
    column->addWidget(m_grid);
    return step;
}

QWidget *ConnectPane::makeCards()
{
    const Theme &theme = console().theme;
    auto *cards = new QWidget(this);
    m_cards = new QBoxLayout(QBoxLayout::LeftToRight, cards);
    m_cards->setContentsMargins(0, 0, 0, 0);
    m_cards->setSpacing(theme.px(16));
    auto *card = new Card(theme, cards);
    m_choice = new KeyAndModel(theme, card);
    m_snippets = new SnippetSection(theme, card);
    m_addresses = new AddressList(theme, console().notices, card);
    auto *body = new QVBoxLayout; // The card sets the margins of its own anew with each theme.
    card->body()->addLayout(body);
    body->setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16));
    body->setSpacing(theme.px(12));
    body->addWidget(m_choice);
    body->addWidget(new Hairline(theme, card));
    body->addWidget(m_snippets);
    body->addWidget(new Hairline(theme, card));
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Addresses for anything else"), "section", card));
    head->addStretch(1);
    m_addressNote = makeLabel(tr("Same key, same limits"), "faint", card);
    head->addWidget(m_addressNote);
    body->addLayout(head);
    body->addWidget(m_addresses);
    body->addStretch(1);
    m_checkCard = new CheckCard(theme, *m_check, cards);
    m_cards->addWidget(card, 1);
    m_cards->addWidget(m_checkCard);
    return cards;
}

void ConnectPane::resizeEvent(QResizeEvent *event)
{
    Pane::resizeEvent(event);
    fit();
}

/// The pane scrolls down only, so what has no room beside one another stands below.
void ConnectPane::fit()
{
    const Theme &theme = console().theme;
    const int room = width() - theme.px(2 * sideMargin);
    const bool isStacked = room < theme.px(besideOneAnother);
    const bool isNarrow = room < theme.px(narrow);
    m_cards->setDirection(isStacked ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_checkCard->setMinimumWidth(isStacked ? 0 : theme.px(checkWidth));
    m_checkCard->setMaximumWidth(isStacked ? QWIDGETSIZE_MAX : theme.px(checkWidth));
    m_addresses->setNarrow(isNarrow);
    m_addressNote->setVisible(!isNarrow);
    m_choice->setNarrow(isNarrow);
    m_search->setFixedWidth(theme.px(isNarrow ? 160 : 240));
}

void ConnectPane::connectParts()
{
    connect(m_search, &SearchField::searched, m_grid, &ToolGrid::filter);
    connect(m_grid, &ToolGrid::chosen, this, &ConnectPane::followTool);
    connect(m_grid, &ToolGrid::shownChanged, this, &ConnectPane::followTools);
    connect(m_allTools, &QPushButton::clicked, this,
            [this] { m_grid->setShowsAll(!m_grid->showsAll()); });
    connect(m_choice, &KeyAndModel::changed, this, &ConnectPane::followKey);
    connect(m_choice, &KeyAndModel::newKeyAsked, this, &ConnectPane::makeKey);
    connect(m_snippets, &SnippetSection::keyAsked, this, &ConnectPane::makeKey);
    connect(m_snippets, &SnippetSection::copied, this, &ConnectPane::noteCopied);
    connect(m_snippets, &SnippetSection::writeAsked, this, &ConnectPane::planWrite);
    connect(m_snippets, &SnippetSection::otherToolAsked, this, [this] {
        m_grid->choose(ToolCatalog::tools().first().id);
        m_grid->tile(m_grid->current())->setFocus(Qt::OtherFocusReason);
    });
    connect(m_checkCard, &CheckCard::testAsked, this, &ConnectPane::sendTest);
    connect(m_checkCard, &CheckCard::startAsked, this, [this] { console().gateway.start(); });
    connect(m_checkCard, &CheckCard::requestAsked, this, [this](const QString &generation) {
        console().navigation.go(
            {QStringLiteral("live"), {{QStringLiteral("generation"), generation}}});
    });
    connect(m_checkCard, &CheckCard::keyAsked, this, [this] {
        QVariantMap arguments;
        if (const std::optional<Key> key = m_choice->key())
            arguments.insert(QStringLiteral("key"), QVariant::fromValue<qint64>(key->id.value));
        console().navigation.go({QStringLiteral("keys"), arguments});
    });
    connect(m_checkCard, &CheckCard::copyAsked, this, [this](const QString &text) {
        QGuiApplication::clipboard()->setText(text);
        console().notices.toast(tr("Copied: %1").arg(text));
    });
    connect(&console().control, &ControlPlane::keysChanged, this, &ConnectPane::readKeys);
    connect(&console().control, &ControlPlane::catalogChanged, this, &ConnectPane::readModels);
    connect(&console().control, &ControlPlane::providersChanged, this, &ConnectPane::readModels);
    connect(&console().scope, &WorkspaceScope::changed, this, [this] {
        readKeys();
        Q_EMIT titleChanged();
    });
    connect(&console().secrets, &SessionSecrets::changed, this, &ConnectPane::followSnippet);
    console().gateway.onChange(this, [this] { followGateway(); });
}

} // namespace turnpike::ui
