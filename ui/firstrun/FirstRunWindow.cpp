// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/firstrun/FirstRunWindow.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"
#include "services/ControlPlane.h"
#include "services/FirstModel.h"
#include "ui/SessionSecrets.h"
#include "ui/firstrun/ConnectPage.h"
#include "ui/firstrun/FirstRunFooter.h"
#include "ui/firstrun/FirstRunHead.h"
#include "ui/firstrun/KeyPage.h"
#include "ui/firstrun/OrganizationName.h"
#include "ui/firstrun/ResultPage.h"
#include "ui/firstrun/StartPage.h"
#include "ui/firstrun/ToolKey.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/StateMark.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr QSize size100(760, 520); ///< Logical pixels at 100 %.

QString simulatorModel()
{
    return QStringLiteral("turnpike/simulator");
}

/// Scrolls down where texts are larger than the window.
QScrollArea *scrolling(QWidget *page, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    page->setObjectName(QStringLiteral("paneContent"));
    area->setWidget(page);
    return area;
}

} // namespace

FirstRunWindow::FirstRunWindow(const Theme &theme, GatewayControl &gateway)
    : m_theme(theme)
    , m_gateway(gateway)
    , m_head(new FirstRunHead(theme, this))
    , m_pages(new QStackedWidget(this))
    , m_footer(new FirstRunFooter(theme, this))
{
    setObjectName(QStringLiteral("firstRunWindow"));
    setWindowTitle(QStringLiteral("Turnpike"));
    build();
    connect(m_footer, &FirstRunFooter::backAsked, this, &FirstRunWindow::back);
    connect(m_footer, &FirstRunFooter::skipAsked, this,
            [this] { leave(QStringLiteral("overview")); });
    connect(&m_head->organization(), &OrganizationName::renameAsked, this, &FirstRunWindow::rename);
    connect(&theme, &Theme::changed, this, &FirstRunWindow::fit);
    gateway.onChange(this, [this] { followGateway(); });
    fit();
    showPreparing(tr("Opening the ledger"));
}

FirstRunWindow::~FirstRunWindow() = default;

void FirstRunWindow::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_pages, 1);
    column->addWidget(m_footer);

    m_preparing = new QWidget(m_pages);
    auto *mark = new StateMark(m_theme, m_preparing, 18);
    mark->setMark(Mark::Spinner, Tone::Info);
    m_what = makeLabel({}, "quiet", m_preparing);
    m_what->setObjectName(QStringLiteral("firstRunWhat"));
    auto *row = new QHBoxLayout(m_preparing);
    row->setContentsMargins(m_theme.px(40), m_theme.px(24), m_theme.px(40), m_theme.px(24));
    row->setSpacing(m_theme.px(12));
    row->addWidget(mark, 0, Qt::AlignTop);
    row->addWidget(m_what, 1, Qt::AlignTop);

    m_message = new MessagePage(m_theme, m_pages);
    m_start = new StartPage(m_theme, m_pages);
    m_result = new ResultPage(m_theme, m_pages);
    for (QWidget *page : {m_preparing, static_cast<QWidget *>(m_message)})
        m_pages->addWidget(page);
    for (QWidget *page : {static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_result)})
        m_pages->addWidget(scrolling(page, m_pages));
    connect(m_start, &StartPage::simulatorChosen, this, &FirstRunWindow::chooseSimulator);
    connect(m_start, &StartPage::providerChosen, this, [this] { go(Step::ProviderKey); });
    connect(m_start, &StartPage::startAsked, this, [this](int port) { m_gateway.start(port); });
    connect(m_result, &ResultPage::consoleAsked, this,
            [this] { leave(QStringLiteral("overview")); });
    connect(m_result, &ResultPage::providerAsked, this, [this] { go(Step::ProviderKey); });
    connect(m_result, &ResultPage::limitAsked, this, &FirstRunWindow::leaveForLimit);
}

void FirstRunWindow::fit()
{
    const QSize room = screen()->availableSize();
    const QSize wanted(m_theme.px(size100.width()), m_theme.px(size100.height()));
    setMinimumSize(size100.boundedTo(room));
    resize(wanted.boundedTo(room));
}

void FirstRunWindow::showPreparing(const QString &what)
{
    m_what->setText(tr("%1…").arg(what));
    if (m_step != Step::Preparing || m_pages->currentWidget() != m_preparing)
        go(Step::Preparing);
}

void FirstRunWindow::showProblem(const OpeningProblem &problem)
{
    showOpeningProblem(*m_message, problem,
                       {[this] { Q_EMIT retryAsked(); },
                        [this](const QString &folder) { Q_EMIT folderChosen(folder); },
                        [this] { Q_EMIT quitAsked(); }});
    go(Step::Failed);
}

void FirstRunWindow::showConsole(Console &console)
{
    m_console = &console;
    m_reading = std::make_unique<QObject>();
    connect(&console.control, &ControlPlane::organizationChanged, m_reading.get(),
            [this] { read(); });
    connect(&console.control, &ControlPlane::keysChanged, m_reading.get(), [this] { read(); });
    connect(&console.control, &ControlPlane::catalogChanged, m_reading.get(), [this] { read(); });
    m_connect = new ConnectPage(console, m_pages);
    m_provider = new KeyPage(console, m_pages);
    m_pages->addWidget(m_connect);
    m_pages->addWidget(m_provider);
    connect(m_connect, &ConnectPage::keyAsked, this, &FirstRunWindow::makeKey);
    connect(m_connect, &ConnectPage::answered, this, [this](const GenerationRow &row) {
        m_result->setRow(row);
        go(Step::Result);
    });
    connect(m_provider, &KeyPage::saved, this, &FirstRunWindow::providerSaved);
    showPreparing(tr("Starting the gateway"));
    read();
}

void FirstRunWindow::closeConsole()
{
    showPreparing(tr("Closing the ledger"));
    m_head->setWords(tr("One moment"), tr("Requests that are running end first."));
    m_reading.reset();
    delete m_connect;
    delete m_provider;
    m_connect = nullptr;
    m_provider = nullptr;
    m_key.reset();
    m_names = {};
    m_added.reset();
    m_console = nullptr;
    m_head->setNames({}, {}, {});
}

void FirstRunWindow::setNote(const QString &note)
{
    m_start->setNote(note);
    followGateway();
}

void FirstRunWindow::raiseToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void FirstRunWindow::go(Step step)
{
    m_step = step;
    QWidget *page = nullptr;
    int number = 1;
    QString name = tr("Start");
    switch (step) {
    case Step::Preparing:
        page = m_preparing;
        m_head->setWords(tr("Turnpike is starting"),
                         tr("A ledger, an organization and a first key, on this machine only."));
        break;
    case Step::Failed:
        page = m_message;
        m_head->setWords(tr("Turnpike could not start"),
                         tr("Nothing was lost; what it needs to begin is missing."));
        break;
    case Step::Start: page = m_start->parentWidget()->parentWidget(); break;
    case Step::ProviderKey:
        page = m_provider;
        m_head->setWords(tr("Add a provider key"),
                         tr("It is tested before it is saved. You can add more later."));
        break;
    case Step::Connect:
        page = m_connect;
        number = 2;
        name = tr("Connect");
        m_head->setWords(tr("Connect a tool"),
                         tr("Copy the lines and start the tool: its first request shows here."));
        break;
    case Step::Result:
        page = m_result->parentWidget()->parentWidget();
        number = 3;
        name = tr("First request");
        m_head->setWords(tr("Your first request is in the ledger"),
                         tr("Each request gets such a row: what it was, how long it took, what it "
                            "cost."));
        break;
    }
    const bool isOpen = m_console != nullptr;
    m_footer->setStep(isOpen && step != Step::Preparing ? number : 0, name);
    m_footer->setSkip(isOpen && step != Step::Preparing && step != Step::Result);
    m_footer->setBack(step == Step::ProviderKey || step == Step::Connect);
    m_pages->setCurrentWidget(page);
    followGateway();
    if (step == Step::Start)
        m_start->takeFocus();
    else if (step == Step::ProviderKey)
        m_provider->begin();
    else if (step == Step::Connect)
        m_connect->takeFocus();
    else if (step == Step::Result)
        m_result->takeFocus();
    if (step == Step::Connect)
        m_connect->begin();
    announce(m_head, m_head->title());
}

void FirstRunWindow::back()
{
    if (m_step == Step::ProviderKey)
        m_provider->stopWaiting();
    if (m_step == Step::ProviderKey || m_step == Step::Connect)
        go(Step::Start);
}

void FirstRunWindow::followGateway()
{
    using State = GatewayStatus::State;
    const GatewayStatus status = m_gateway.status();
    m_head->setGateway(status);
    m_start->setGateway(status);
    m_result->setSimulatorOnly(status.isSimulatorOnly);
    if (m_step == Step::Start) {
        const bool isUp = status.state == State::Running || status.state == State::Paused;
        m_head->setWords(isUp ? tr("Turnpike is running on this machine")
                              : tr("Turnpike does not listen yet"),
                         tr("Your tools talk to one local address. Turnpike adds keys, limits and "
                            "a ledger."));
    }
    // Names the page for who does not see it, in lists of windows, too.
    const QString title = m_head->title();
    const QString program = QStringLiteral("Turnpike");
    setWindowTitle(title.contains(program) ? title : QStringLiteral("%1: %2").arg(program, title));
    const bool isKnown = status.state != State::Starting && status.state != State::Stopping;
    if (m_step == Step::Preparing && m_console && isKnown && !m_names.organization.isEmpty())
        go(Step::Start);
}

void FirstRunWindow::read()
{
    m_console->control.run(
        m_reading.get(),
        [added = m_added](Services &services, const Actor &actor) -> Result<Names> {
            Names names;
            TRY_ASSIGN(const auto organization, services.organization.current(actor));
            names.organization = organization ? organization->name : QString();
            TRY_ASSIGN(const auto workspaces, services.organization.workspaces(actor));
            for (const Workspace &workspace : workspaces)
                if (workspace.isDefault)
                    names.workspace = workspace.name;
            KeyFilter filter;
            filter.isManagement = false;
            TRY_ASSIGN(names.keys, services.keys.list(actor, filter));
            TRY_ASSIGN(const auto models, services.catalog.list(actor));
            for (const Model &model : models)
                if (model.settings.type == QStringLiteral("chat"))
                    names.models.append(model.settings.slug);
            names.models.append(simulatorModel());
            if (added)
                names.first = firstModel(models, *added);
            return names;
        },
        [this](const Result<Names> &names) {
            if (names)
                return take(*names);
            showProblem({OpeningProblem::Fault::Unreadable, names.error().message, {}});
        });
}

void FirstRunWindow::take(const Names &names)
{
    m_names = names;
    m_key = toolKey(names.keys, m_console->secrets, m_console->clock.nowUs());
    m_head->setNames(names.organization, names.workspace, m_key ? m_key->name : QString());
    m_connect->setKey(m_key);
    m_connect->setModels(names.models, names.first);
    if (!names.first.isEmpty())
        m_added.reset();
    followGateway();
}

void FirstRunWindow::rename(const QString &name)
{
    m_head->organization().setName(name);
    m_console->control.run(
        m_reading.get(),
        [name](Services &services, const Actor &actor) {
            return services.organization.rename(actor, name);
        },
        [this](const Result<> &renamed) {
            if (renamed)
                return;
            m_head->organization().setName(m_names.organization);
            m_start->setNote(renamed.error().message);
            followGateway();
        });
}

void FirstRunWindow::makeKey()
{
    const auto isTaken = [this](const QString &name) {
        return std::ranges::any_of(m_names.keys, [&](const Key &key) { return key.name == name; });
    };
    KeyDraft draft;
    draft.name = QStringLiteral("first-key");
    for (int number = 2; isTaken(draft.name); ++number)
        draft.name = QStringLiteral("key-%1").arg(number);
    m_console->control.run(
        m_reading.get(),
        [draft](Services &services, const Actor &actor) {
            return services.keys.create(actor, draft);
        },
        [this](const Result<IssuedKey> &issued) {
            if (!issued)
                return m_connect->setProblem(issued.error().message);
            m_console->secrets.keep(issued->key.id, issued->secret);
            read();
        });
}

void FirstRunWindow::chooseSimulator()
{
    m_added.reset();
    m_connect->setModels(m_names.models, simulatorModel());
    go(Step::Connect);
}

void FirstRunWindow::providerSaved(ProviderId provider)
{
    m_added = provider;
    read();
    go(Step::Connect);
}

void FirstRunWindow::leave(const QString &pane)
{
    Q_EMIT left({pane, {}});
}

void FirstRunWindow::leaveForLimit()
{
    QVariantMap arguments;
    if (m_key)
        arguments.insert(QStringLiteral("key"), QVariant::fromValue<qint64>(m_key->id.value));
    Q_EMIT left({QStringLiteral("keys"), arguments});
}

void FirstRunWindow::closeEvent(QCloseEvent *event)
{
    event->ignore(); // Who shows it takes it away.
    if (m_console)
        leave({});
    else
        Q_EMIT quitAsked();
}

void FirstRunWindow::keyPressEvent(QKeyEvent *event)
{
    auto *button = qobject_cast<QPushButton *>(focusWidget());
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && button && button->isEnabled())
        button->click();
    else if (event->key() == Qt::Key_Escape)
        back();
    else if (event->matches(QKeySequence::Quit))
        Q_EMIT quitAsked();
    else
        QWidget::keyPressEvent(event);
}

} // namespace turnpike::ui
