// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderDetail.h"

#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "models/ProviderKeyModel.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/panes/providers/Monogram.h"
#include "ui/panes/providers/ProviderActions.h"
#include "ui/panes/providers/ProviderDialog.h"
#include "ui/panes/providers/ProviderTests.h"
#include "ui/panes/providers/TestCard.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

enum RowAction { ShowActivity };

} // namespace

ProviderDetail::ProviderDetail(Console &console, ProviderActions &actions, ProviderTests &tests,
                               QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_actions(actions)
    , m_tests(tests)
    , m_model(new ProviderKeyModel(this))
    , m_column(new QVBoxLayout(this))
    , m_head(new QWidget(this))
    , m_content(new QWidget(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(console.theme.px(12));
    buildHead();
    buildContent();
    m_column->addStretch(1);
    connect(&tests, &ProviderTests::changed, this, &ProviderDetail::showTest);
    console.gateway.onChange(this, [this] { showNotes(); });
    connect(&console.theme, &Theme::changed, this, &ProviderDetail::fitTable);
    fitTable();
}

// Building

void ProviderDetail::buildHead()
{
    const Theme &theme = m_console.theme;
    m_head->setObjectName(QStringLiteral("providerHead"));
    auto *line = new QHBoxLayout(m_head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme.px(10));
    m_monogram = new MonogramMark(theme, 36, m_head);
    line->addWidget(m_monogram);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    m_name = makeLabel({}, "question", m_head);
    m_name->setObjectName(QStringLiteral("providerName"));
    m_summary = makeLabel({}, "small", m_head);
    m_summary->setObjectName(QStringLiteral("providerSummary"));
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_name);
    column->addWidget(m_summary);
    line->addLayout(column, 1);
    m_testAll = makeButton(theme, tr("Test all"), QStringLiteral("activity"), nullptr, m_head);
    m_testAll->setObjectName(QStringLiteral("testAll"));
    m_testAll->setToolTip(tr("Ask every enabled provider for its models; this spends nothing"));
    auto *add
        = makeButton(theme, tr("Add provider key"), QStringLiteral("plus"), "primary", m_head);
    add->setObjectName(QStringLiteral("addProvider"));
    line->addWidget(m_testAll);
    line->addWidget(add);
    m_column->addWidget(m_head);
    connect(m_testAll, &QPushButton::clicked, this, &ProviderDetail::testAllAsked);
    connect(add, &QPushButton::clicked, &m_actions, [this] { m_actions.add(); });
}

void ProviderDetail::buildContent()
{
    const Theme &theme = m_console.theme;
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(12));
    buildCard();
    buildSimulator();
    column->addWidget(m_card);
    column->addWidget(m_simulator);
    m_test = new TestCard(theme, m_content);
    column->addWidget(m_test);
    buildNotes();
    column->addWidget(m_locked);
    column->addWidget(m_note);
    m_column->addWidget(m_content);
}

void ProviderDetail::buildCard()
{
    const Theme &theme = m_console.theme;
    m_card = new Card(theme, m_content);
    m_card->setTitle(tr("Your key"));
    m_card->setSubtitle(tr("sent with every request that goes there"));
    m_act = makeButton(theme, tr("Test"), QStringLiteral("activity"), "small", m_card);
    m_act->setObjectName(QStringLiteral("testProvider"));
    m_more = makeIconButton(theme, QStringLiteral("ellipsis"), tr("More actions"), m_card);
    m_more->setObjectName(QStringLiteral("providerMenu"));
    m_card->addToHead(m_act);
    m_card->addToHead(m_more);
    m_table = new DataTable(theme, tr("Key of the provider"), m_card);
    m_table->setObjectName(QStringLiteral("providerKeys"));
    m_table->setModel(m_model);
    m_table->setFramed(false);
    m_table->setSortingEnabled(false);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QList<DataTable::Column> columns(m_model->columnCount());
    columns[ProviderKeyModel::Name] = {.width = 150, .stretch = true};
    columns[ProviderKeyModel::Key] = {.width = 92};
    columns[ProviderKeyModel::UsedFor] = {.width = 180, .priority = 1};
    columns[ProviderKeyModel::Spent] = {.width = 110};
    columns[ProviderKeyModel::LastUsed] = {.width = 110, .priority = 2};
    columns[ProviderKeyModel::State] = {.width = 176};
    m_table->setColumns(columns);
    m_table->setRowActions({{QStringLiteral("chart-column"), tr("Show activity")}});
    m_card->body()->addWidget(m_table);
    m_card->body()->setContentsMargins(0, 0, 0, 0);
    connect(m_act, &QPushButton::clicked, this, [this] {
        if (m_row)
            m_tests.start(m_row->provider.id);
    });
    connect(m_more, &QToolButton::clicked, this,
            [this] { openMenu(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    connect(m_table, &DataTable::menuRequested, this,
            [this](const QModelIndex &, const QPoint &at) { openMenu(at); });
    const auto showActivity = [this] {
        if (m_row)
            m_actions.showActivity(m_row->provider);
    };
    connect(m_table, &QAbstractItemView::activated, this, showActivity);
    connect(m_table, &DataTable::rowAction, this, showActivity);
}

void ProviderDetail::buildSimulator()
{
    const Theme &theme = m_console.theme;
    m_simulator = new Card(theme, m_content);
    m_simulator->setTitle(tr("Answers without any key"));
    m_simulator->setPadded();
    auto *text = makeLabel(
        tr("turnpike/simulator streams at a believable pace, -slow, -flaky and -tools behave as "
           "their names say. Its answers are labelled, cost nothing and enter no total, limit or "
           "report. While no other provider is enabled it answers for every model."),
        "quiet", m_simulator);
    text->setWordWrap(true);
    m_simulator->body()->addWidget(text);
    m_simulator->body()->addSpacing(theme.px(12));
    auto *connectTool
        = makeButton(theme, tr("Connect a tool"), QStringLiteral("plug"), nullptr, m_simulator);
    m_simulator->body()->addWidget(connectTool, 0, Qt::AlignLeading);
    connect(connectTool, &QPushButton::clicked, this, [this] {
        m_console.navigation.go({QStringLiteral("connect"), {}});
    });
}

TintBox *ProviderDetail::addNote(Tone tone, const char *icon, QLabel *&text, QPushButton *&link)
{
    const Theme &theme = m_console.theme;
    auto *box = new TintBox(theme, tone, m_content);
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(theme.px(14), theme.px(11), theme.px(14), theme.px(11));
    line->setSpacing(theme.px(10));
    auto *mark = new QLabel(box);
    const auto paint = [&theme, mark, tone, name = QString::fromLatin1(icon)] {
        mark->setPixmap(
            theme.pixmap(name, theme.px(16), theme.colours().of(tone), mark->devicePixelRatioF()));
    };
    connect(&theme, &Theme::changed, mark, paint);
    paint();
    text = makeLabel({}, nullptr, box);
    text->setWordWrap(true);
    link = makeButton(theme, {}, {}, "link", box);
    line->addWidget(mark, 0, Qt::AlignTop);
    line->addWidget(text, 1);
    line->addWidget(link, 0, Qt::AlignTop);
    return box;
}

void ProviderDetail::buildNotes()
{
    m_locked = addNote(Tone::Warning, "triangle-alert", m_lockedText, m_lockedLink);
    m_locked->addText(m_lockedText);
    m_lockedText->setObjectName(QStringLiteral("providerLocked"));
    m_lockedLink->setObjectName(QStringLiteral("providerUnlock"));
    m_lockedLink->setProperty("tone", QStringLiteral("warning"));
    m_note = addNote(Tone::Info, "lock", m_noteText, m_noteLink);
    m_noteLink->hide();
    connect(m_lockedLink, &QPushButton::clicked, this, [this] {
        if (m_console.gateway.status().vault.state == VaultStatus::State::Locked)
            m_console.gateway.openVault();
        else if (m_row)
            m_actions.replaceKey(m_row->provider);
    });
}

void ProviderDetail::fitTable()
{
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
                            + m_console.theme.px(40) + 2);
}

// What is shown

void ProviderDetail::show(const ProviderRow *row, qint64 nowUs)
{
    m_row = row ? std::optional(*row) : std::nullopt;
    const bool isSimulator = row && row->isSimulator();
    m_content->setVisible(row);
    m_card->setVisible(row && !isSimulator);
    m_simulator->setVisible(isSimulator);
    if (row && !isSimulator)
        m_model->setProvider(*row, nowUs);
    else
        m_model->clear();
    showHead();
    showNotes();
    showTest({});
}

void ProviderDetail::showHead()
{
    m_monogram->setVisible(m_row.has_value());
    m_name->setText(m_row ? m_row->provider.settings.name : tr("No provider fits"));
    m_summary->setText({});
    if (!m_row)
        return;
    const ProviderDraft &settings = m_row->provider.settings;
    m_monogram->setMonogram(Monogram::of(settings.slug, settings.name,
                                         m_row->isSimulator() || m_row->provider.hasCredential),
                            settings.name);
    const int models = m_row->provider.modelCount;
    const QString summary = m_row->isSimulator()
        ? tr("built in · costs nothing · nothing leaves this machine")
        : tr("%1 · %2 · %3")
              .arg(models == 1 ? tr("1 model") : tr("%1 models").arg(format::count(models)),
                   dataPolicyText(settings.dataPolicy), QUrl(settings.baseUrl).host());
    m_summary->setText(summary);
    m_summary->setToolTip(summary);
}

void ProviderDetail::showNotes()
{
    const VaultStatus vault = m_console.gateway.status().vault;
    const bool isLocked = vault.state == VaultStatus::State::Locked;
    const bool hasKey = m_row && m_row->provider.hasCredential;
    const bool isUnreadable = m_row && !m_row->problem.isEmpty();
    m_locked->setVisible(isLocked || isUnreadable);
    m_lockedText->setText(
        isLocked ? tr("%1 Keys can be neither read nor saved, and providers that need one are "
                      "left out.")
                       .arg(vault.problem)
                 : tr("The key of %1 cannot be opened, so it is left out: %2")
                       .arg(m_row ? m_row->provider.settings.name : QString(),
                            m_row ? m_row->problem : QString()));
    m_lockedLink->setText(isLocked ? tr("Try again") : tr("Replace key…"));
    m_note->setVisible(m_row && !m_row->isSimulator() && !isLocked && !isUnreadable);
    const QString place = vault.state == VaultStatus::State::Open
        ? tr("under a master key in %1").arg(vaultPlace(m_console.gateway))
        : tr("under a master key outside of it");
    m_noteText->setText(
        hasKey ? tr("Keys are encrypted in the ledger %1. They are never shown again; use "
                    "Replace key… instead.")
                     .arg(place)
               : tr("No key is sent to this provider. One that you add is encrypted in the "
                    "ledger %1.")
                     .arg(place));
    m_noteText->setToolTip(vault.place);
}

void ProviderDetail::showTest(ProviderId changed)
{
    if (!m_row || m_row->isSimulator()) {
        m_test->setTest(nullptr);
        return;
    }
    if (changed && changed != m_row->provider.id)
        return;
    const ProviderDraft &settings = m_row->provider.settings;
    m_test->setTest(m_tests.find(m_row->provider.id));
    m_test->setSubject(
        {.name = settings.name,
         .host = QUrl(settings.baseUrl).host(),
         .keyForm = m_row->provider.hasCredential ? keyTail(m_row->provider) : QString(),
         .isStored = true,
         .catalogue = {}});
    m_act->setEnabled(m_tests.outcome(m_row->provider.id) != TestOutcome::Running);
}

void ProviderDetail::openMenu(const QPoint &globalPosition)
{
    if (!m_row || m_row->isSimulator())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("providerActions"));
    menu->setAccessibleName(tr("Actions of %1").arg(m_row->provider.settings.name));
    m_actions.fillMenu(*menu, m_row->provider);
    menu->popup(globalPosition);
}

} // namespace turnpike::ui
