// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/ConnectPane.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "services/ControlPlane.h"
#include "ui/SessionSecrets.h"
#include "ui/panes/connect/AddressList.h"
#include "ui/panes/connect/CheckCard.h"
#include "ui/panes/connect/ConnectionCheck.h"
#include "ui/panes/connect/KeyAndModel.h"
#include "ui/panes/connect/SnippetSection.h"
#include "ui/panes/connect/StepMark.h"
#include "ui/panes/connect/ToolGrid.h"
#include "ui/panes/connect/ToolTile.h"
#include "ui/panes/connect/WriteFileDialog.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Notices.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/SearchField.h"

#include <QPointer>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int sideMargin = 24;

const char *const simulatorModel = "turnpike/simulator";

struct KeysAndOwner
{
    QList<Key> keys;
    QString owner;
};

/// "sk-tp-v1-9f3...1be" with dots that say: there is more.
QString masked(const Key &key)
{
    return QString(key.label).replace(QStringLiteral("..."), QString(12, QChar(0x2022)));
}

/// The first word of a name, as key names have it; empty when nothing of it is left.
QString shortName(const QString &name)
{
    QString result;
    for (const QChar character : name.section(u' ', 0, 0).toLower())
        if (character.isLetterOrNumber())
            result += character;
    return result;
}

} // namespace

ConnectPane::ConnectPane(Console &console, QWidget *parent, const QStringList &toolFolders)
    : Pane(console, parent)
    , m_finder(toolFolders)
    , m_check(new ConnectionCheck({.live = console.live,
                                   .reads = console.reads,
                                   .gateway = console.gateway,
                                   .clock = console.clock},
                                  this))
{
    const Theme &theme = console.theme;
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(scroll);
    content->setObjectName(QStringLiteral("paneContent"));
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(theme.px(sideMargin), theme.px(14), theme.px(sideMargin),
                               theme.px(20));
    column->setSpacing(theme.px(16));
    column->addWidget(makeToolStep());
    column->addWidget(makeCards(), 1);
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connectParts();
    addCommands();
    m_grid->choose(ToolCatalog::tools().first().id);
    followTools();
    followGateway();
    connect(&theme, &Theme::changed, this, &ConnectPane::fit);
    fit();
    look();
}

ConnectPane::~ConnectPane() = default;

QString ConnectPane::title() const
{
    return tr("Connect a tool");
}

QString ConnectPane::scope() const
{
    return console().scope.name();
}

void ConnectPane::addCommands()
{
    Command copy;
    copy.id = QStringLiteral("connect.copy");
    copy.title = tr("Copy the lines for this tool");
    copy.context = tr("Connect a tool");
    copy.icon = QStringLiteral("copy");
    copy.shortcut = QStringLiteral("Ctrl+Shift+C");
    copy.group = tr("Actions");
    copy.run = [this] { m_snippets->copy(); };
    copy.isAvailable = [this] { return isVisible() && m_snippets->current().has_value(); };
    console().commands.add(this, copy);
}

void ConnectPane::enter(const QVariantMap &arguments)
{
    m_grid->choose(arguments.value(QStringLiteral("tool")).toString());
    if (const qint64 key = arguments.value(QStringLiteral("key")).toLongLong(); key != 0)
        m_wanted = KeyId{key};
    refresh();
}

QVariantMap ConnectPane::state() const
{
    QVariantMap state{{QStringLiteral("tool"), m_grid->current()}};
    if (const std::optional<Key> key = m_choice->key())
        state.insert(QStringLiteral("key"), QVariant::fromValue<qint64>(key->id.value));
    return state;
}

bool ConnectPane::supports(Act act) const
{
    return act == Act::Create || act == Act::Filter || act == Act::Refresh;
}

void ConnectPane::create()
{
    makeKey();
}

void ConnectPane::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ConnectPane::refresh()
{
    readKeys();
    readModels();
}

QList<QWidget *> ConnectPane::regions()
{
    return {m_grid, m_choice, m_snippets, m_checkCard};
}

void ConnectPane::look()
{
    for (const Tool &tool : ToolCatalog::tools()) {
        if (tool.programs.isEmpty())
            continue;
        m_finder.find(this, tool.programs, [this, id = tool.id](const FoundTool &found) {
            if (found.path.isEmpty())
                return;
            m_grid->tile(id)->setFound(found.version);
            followTools();
        });
    }
}

void ConnectPane::followTools()
{
    const int found = m_grid->found();
    m_toolNote->setText(m_grid->shown() == 0 ? tr("No tool of that name: use an address below")
                            : found > 0      ? tr("%n found on this machine", nullptr, found)
                                             : QString());
    m_allTools->setVisible(m_search->text().isEmpty());
    m_allTools->setText(m_grid->showsAll() ? tr("Show fewer")
                                           : tr("Show all %1").arg(m_grid->count()));
}

std::optional<Tool> ConnectPane::tool() const
{
    return ToolCatalog::find(m_grid->current());
}

void ConnectPane::followTool()
{
    const std::optional<Tool> chosen = tool();
    m_toolStep->setDone(chosen.has_value());
    if (!chosen)
        return;
    m_snippets->setCopied({});
    m_snippets->setError({});
    m_choice->setTool(*chosen);
    m_check->restart();
}

void ConnectPane::followKey()
{
    const std::optional<Key> key = m_choice->key();
    const std::optional<KeyId> id = key ? std::optional(key->id) : std::nullopt;
    if (id != m_watched) {
        m_watched = id;
        m_snippets->setCopied({});
        m_check->watch(key);
    }
    followSnippet();
}

void ConnectPane::followSnippet()
{
    const std::optional<Tool> chosen = tool();
    if (!chosen)
        return;
    const std::optional<Key> key = m_choice->key();
    const Secret *secret = key ? console().secrets.find(key->id) : nullptr;
    if (secret) {
        m_snippets->setTool(
            *chosen, settings({masked(*key)}),
            settings({QString::fromUtf8(secret->reveal().data(),
                                        static_cast<qsizetype>(secret->reveal().size()))}));
    } else {
        const ToolSettings lines
            = settings({QString::fromLatin1(keyVariable), SnippetValue::Kind::Variable});
        m_snippets->setTool(*chosen, lines, lines);
    }
    m_checkCard->setSubject(*chosen, key);
    m_checkCard->setTestProblem(whyNoTest());
}

ToolSettings ConnectPane::settings(const SnippetValue &key) const
{
    ToolSettings settings{.url = m_url, .key = key, .model = m_choice->model()};
    if (qEnvironmentVariable("SHELL").endsWith(QStringLiteral("zsh")))
        settings.posixProfile = QStringLiteral("~/.zshrc");
    return settings;
}

void ConnectPane::followGateway()
{
    const GatewayStatus status = console().gateway.status();
    m_url = status.url.isEmpty() ? QStringLiteral("http://%1/api/v1").arg(status.address)
                                 : status.url;
    m_addresses->setUrl(m_url);
    const QString problem = status.state == GatewayStatus::State::Paused
        ? tr("Routing is paused: every request is answered with 503.")
        : status.problem;
    m_checkCard->setGateway(status.address, problem);
    followSnippet();
}

void ConnectPane::readKeys()
{
    console().control.run(
        this,
        [](Services &services, const Actor &actor) -> Result<KeysAndOwner> {
            KeyFilter filter;
            filter.isManagement = false;
            TRY_ASSIGN(const QList<Key> keys, services.keys.list(actor, filter));
            TRY_ASSIGN(const Person owner, services.organization.owner(actor));
            return KeysAndOwner{keys, owner.name};
        },
        [this](const Result<KeysAndOwner> &read) {
            if (!read)
                return m_choice->setError(read.error().message);
            m_choice->setError({});
            m_ownerName = read->owner;
            m_keys = read->keys;
            QList<Key> shown;
            const std::optional<WorkspaceId> workspace = console().scope.current();
            std::copy_if(m_keys.begin(), m_keys.end(), std::back_inserter(shown),
                         [&](const Key &key) { return !workspace || key.workspace == *workspace; });
            std::stable_partition(shown.begin(), shown.end(),
                                  [](const Key &key) { return !key.isDisabled; });
            m_choice->setKeys(shown);
            if (m_wanted)
                m_choice->chooseKey(*m_wanted);
            m_wanted.reset();
        });
}

void ConnectPane::readModels()
{
    console().control.run(
        this, [](Services &services, const Actor &actor) { return services.catalog.list(actor); },
        [this](const Result<QList<Model>> &models) {
            if (!models)
                return m_choice->setError(models.error().message);
            m_models.clear();
            for (const Model &model : *models)
                if (model.settings.type == QStringLiteral("chat"))
                    m_models.append(model.settings.slug);
            m_models.append(QString::fromLatin1(simulatorModel));
            m_choice->setModels(m_models);
        });
}

void ConnectPane::makeKey()
{
    const std::optional<Tool> chosen = tool();
    if (!chosen || m_choice->isBusy())
        return;
    const QString person = shortName(m_ownerName);
    const QString wanted = person.isEmpty() ? chosen->id : person + u'-' + chosen->id;
    KeyDraft draft;
    draft.name = wanted;
    const auto isTaken = [this](const QString &name) {
        return std::any_of(m_keys.begin(), m_keys.end(),
                           [&](const Key &key) { return key.name == name; });
    };
    for (int number = 2; isTaken(draft.name); ++number)
        draft.name = QStringLiteral("%1-%2").arg(wanted).arg(number);
    draft.workspace = console().scope.current().value_or(WorkspaceId{});
    m_choice->setBusy(true);
    console().control.run(
        this,
        [draft](Services &services, const Actor &actor) {
            return services.keys.create(actor, draft);
        },
        [this](const Result<IssuedKey> &issued) {
            m_choice->setBusy(false);
            if (!issued)
                return m_choice->setError(issued.error().message);
            console().secrets.keep(issued->key.id, issued->secret);
            m_wanted = issued->key.id;
            readKeys();
            console().notices.toast(tr("Key %1 created").arg(issued->key.name));
        });
}

void ConnectPane::noteCopied()
{
    m_snippets->setCopied(tr("copied %1").arg(format::timeOfDay(console().clock.nowUs()).left(5)));
    const ConnectionCheck::State state = m_check->state();
    if (state != ConnectionCheck::State::Connected && state != ConnectionCheck::State::Receiving)
        m_check->restart();
}

QString ConnectPane::testModel() const
{
    if (!m_choice->model().isEmpty())
        return m_choice->model();
    return m_models.value(0, QString::fromLatin1(simulatorModel));
}

QString ConnectPane::whyNoTest() const
{
    const std::optional<Key> key = m_choice->key();
    if (!key)
        return tr("Create a key first.");
    if (!console().secrets.find(key->id))
        return tr("The secret of %1 is not kept. Send the first request from the tool, or make a "
                  "new key.")
            .arg(key->name);
    return {};
}

void ConnectPane::sendTest()
{
    const std::optional<Key> key = m_choice->key();
    const Secret *secret = key ? console().secrets.find(key->id) : nullptr;
    if (!secret)
        return;
    if (!m_request)
        m_request = std::make_unique<TestRequest>();
    m_check->restart();
    m_checkCard->setTesting(true);
    m_request->send(this, m_url, *secret, testModel(), [this](const TestAnswer &answer) {
        m_checkCard->setTesting(false);
        m_check->note(answer);
    });
}

void ConnectPane::planWrite(const ToolSnippet &snippet)
{
    m_snippets->setError({});
    m_files.plan(this,
                 {.path = snippet.path,
                  .edit = snippet.edit,
                  .mark = m_grid->current(),
                  .lines = snippet.text},
                 [this](const Result<FileChange> &change) {
                     if (!change)
                         return m_snippets->setError(change.error().message);
                     if (change->isNothing())
                         return console().notices.toast(
                             tr("%1 has these lines already").arg(change->path));
                     auto *dialog = new WriteFileDialog(console().theme, *change, window());
                     connect(dialog, &WriteFileDialog::writeAsked, this,
                             [this, change = *change] { write(change); });
                     dialog->open();
                 });
}

void ConnectPane::write(const FileChange &change)
{
    m_files.write(this, change, [this, change](const Result<> &written) {
        if (!written)
            return m_snippets->setError(written.error().message);
        m_snippets->setCopied(
            tr("written %1").arg(format::timeOfDay(console().clock.nowUs()).left(5)));
        m_check->restart();
        console().notices.toast(tr("Wrote %1").arg(change.path), [pane = QPointer(this), change] {
            if (!pane)
                return;
            pane->m_files.undo(pane, change, [pane](const Result<> &undone) {
                pane->m_snippets->setError(undone ? QString() : undone.error().message);
            });
        });
    });
}

} // namespace turnpike::ui
