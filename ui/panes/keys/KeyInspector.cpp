// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyInspector.h"

#include "core/Format.h"
#include "services/LedgerReads.h"
#include "ui/panes/keys/KeyAbilities.h"
#include "ui/panes/keys/KeyAccessView.h"
#include "ui/panes/keys/KeyActions.h"
#include "ui/panes/keys/KeyHistoryView.h"
#include "ui/panes/keys/KeyLimitBox.h"
#include "ui/panes/keys/KeyLimitsView.h"
#include "ui/panes/keys/KeyMenu.h"
#include "ui/panes/keys/KeySpendView.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/KeyValueList.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Scrolled.h"
#include "ui/widgets/TabBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

enum Page { Overview, Limits, Access, History };

} // namespace

KeyInspector::KeyInspector(Console &console, KeyActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_actions(actions)
{
    setObjectName(QStringLiteral("keyInspector"));
    setAccessibleName(tr("Key"));
    const Theme &theme = console.theme;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(14));
    column->setSpacing(0);
    buildHead(column);
    m_tabs = new TabBar(theme, this);
    m_tabs->setObjectName(QStringLiteral("keyTabs"));
    m_tabs->setAccessibleName(tr("Parts of the key"));
    m_tabs->setTabs({tr("Overview"), tr("Limits"), tr("Access"), tr("History")});
    column->addWidget(m_tabs);
    m_pages = new QStackedWidget(this);
    m_limits = new KeyLimitsView(theme, actions, this);
    m_access = new KeyAccessView(console, this);
    for (QWidget *page :
         {buildOverview(), static_cast<QWidget *>(m_limits), static_cast<QWidget *>(m_access)}) {
        QScrollArea *scroll = makeScrolled(page, this);
        scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_pages->addWidget(scroll);
    }
    m_history = new KeyHistoryView(theme, this);
    m_pages->addWidget(m_history);
    column->addWidget(m_pages, 1);
    connect(m_tabs, &TabBar::currentChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        if (page == History)
            readHistory();
    });
}

void KeyInspector::buildHead(QVBoxLayout *column)
{
    const Theme &theme = m_console.theme;
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(8));
    m_name = new ElidedLabel({}, this);
    m_name->setObjectName(QStringLiteral("keyName"));
    QFont font = theme.font(Theme::Font::Section);
    font.setPixelSize(theme.px(16));
    m_name->setFont(font);
    m_badge = new Badge(theme, this);
    m_more = makeIconButton(theme, QStringLiteral("ellipsis"), tr("More actions"), this);
    m_more->setObjectName(QStringLiteral("keyMore"));
    auto *close = makeIconButton(theme, QStringLiteral("x"), tr("Close inspector"), this);
    close->setObjectName(QStringLiteral("closeInspector"));
    line->addWidget(m_name);
    line->addWidget(m_badge);
    line->addStretch(1);
    line->addWidget(m_more);
    line->addWidget(close);
    column->addLayout(line);
    column->addSpacing(theme.px(4));
    m_made = makeLabel({}, "small", this);
    m_made->setTextFormat(Qt::PlainText);
    column->addWidget(m_made);
    column->addSpacing(theme.px(4));
    connect(m_more, &QToolButton::clicked, this, &KeyInspector::openMenu);
    connect(close, &QToolButton::clicked, this, &KeyInspector::closed);
}

QWidget *KeyInspector::buildOverview()
{
    const Theme &theme = m_console.theme;
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, theme.px(16), 0, 0);
    column->setSpacing(0);
    m_limit = new KeyLimitBox(theme, page);
    column->addWidget(m_limit);
    column->addSpacing(theme.px(12));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(theme.px(8));
    m_limitButton = makeButton(theme, tr("Set limit…"), QString(), nullptr, page);
    m_limitButton->setObjectName(QStringLiteral("setLimit"));
    m_powerButton = makeButton(theme, tr("Disable"), QStringLiteral("ban"), nullptr, page);
    m_powerButton->setObjectName(QStringLiteral("powerKey"));
    buttons->addWidget(m_limitButton);
    buttons->addWidget(m_powerButton);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addSpacing(theme.px(20));
    column->addWidget(makeLabel(tr("What this key can do"), "heading", page));
    column->addSpacing(theme.px(4));
    m_abilities = new KeyAbilities(theme, page);
    column->addWidget(m_abilities);
    connect(m_abilities, &KeyAbilities::limitsWanted, m_tabs,
            [this] { m_tabs->setCurrentIndex(Limits); });
    connect(m_abilities, &KeyAbilities::accessWanted, m_tabs,
            [this] { m_tabs->setCurrentIndex(Access); });
    column->addSpacing(theme.px(20));
    m_spend = new KeySpendView(theme, page);
    column->addWidget(m_spend);
    column->addSpacing(theme.px(14));
    m_facts = new KeyValueList(theme, page);
    column->addWidget(m_facts);
    column->addStretch(1);
    connect(m_limitButton, &QPushButton::clicked, this, [this] {
        if (m_row)
            m_actions.setLimit(m_row->key);
    });
    connect(m_powerButton, &QPushButton::clicked, this, [this] {
        if (m_row)
            m_actions.setDisabled({m_row->key}, !m_row->key.isDisabled);
    });
    return page;
}

void KeyInspector::show(const std::optional<KeyRow> &row, std::int64_t nowUs)
{
    const bool isOther = !row || row->key.id != key();
    const bool hasMoved = isOther || row->key.usage != m_row->key.usage
        || row->key.requestsToday != m_row->key.requestsToday;
    m_row = row;
    m_nowUs = nowUs;
    setEnabled(row.has_value());
    if (isOther) {
        m_historyUpdatedUs = -1;
        m_spend->clear();
        m_history->clear();
    }
    if (!row)
        return;
    showHead();
    showFacts();
    m_limit->show(*row, nowUs);
    m_limits->show(*row, nowUs);
    m_access->show(*row, nowUs);
    if (hasMoved)
        readFigures();
    if (m_pages->currentIndex() == History)
        readHistory();
}

void KeyInspector::showHead()
{
    const Key &key = m_row->key;
    m_name->setText(key.name);
    m_badge->setBadge(keyStateBadge(keyState(*m_row, m_nowUs)));
    const QString made = tr("created %1").arg(format::date(key.createdUs));
    m_made->setText(key.creatorName.isEmpty() ? made : tr("%1 · %2").arg(key.creatorName, made));
    const bool isTight = key.limit && limitTone(key) != Tone::Accent;
    m_limitButton->setText(isTight ? tr("Raise limit…") : tr("Set limit…"));
    setStyleProperty(*m_limitButton, "kind",
                     isTight ? QVariant(QStringLiteral("primary")) : QVariant());
    m_powerButton->setText(key.isDisabled ? tr("Enable") : tr("Disable"));
}

void KeyInspector::showFacts()
{
    const Key &key = m_row->key;
    m_abilities->show(*m_row, m_nowUs);
    m_facts->clear();
    m_facts->add(tr("Key"), printedLabel(key), true);
    m_facts->add(tr("Last used"), lastUsed(*m_row, m_nowUs));
    m_facts->add(tr("Today"),
                 key.requestsToday == 1 ? tr("1 request")
                                        : tr("%1 requests").arg(format::count(key.requestsToday)));
}

void KeyInspector::readFigures()
{
    m_console.reads.run(
        this,
        [id = key(), now = m_nowUs](const ReadServices &services, const Actor &actor) {
            return readKeyFigures(services, actor, id, now);
        },
        [this, id = key()](const Result<KeyFigures> &figures) {
            if (id != key())
                return;
            m_spend->show(figures, m_row->key.limit);
            if (figures)
                m_limit->setRefused(figures->refusedToday);
        });
}

void KeyInspector::readHistory()
{
    if (!m_row || m_historyUpdatedUs == m_row->key.updatedUs)
        return;
    m_historyUpdatedUs = m_row->key.updatedUs;
    m_console.reads.run(
        this,
        [hash = m_row->key.hash](const ReadServices &services, const Actor &actor) {
            return readKeyHistory(services, actor, hash);
        },
        [this, id = key()](const Result<QList<KeyEvent>> &events) {
            if (id == key())
                m_history->show(events, m_nowUs);
        });
}

void KeyInspector::openMenu()
{
    if (!m_row)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillKeyMenu(*menu, m_console.theme, m_actions, m_row->key, [this] { Q_EMIT renameWanted(); });
    menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

} // namespace turnpike::ui
