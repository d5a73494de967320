// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ConsoleProgram.h"

#include "app/FolderLock.h"
#include "app/LedgerWatch.h"
#include "app/Logging.h"
#include "app/Runtime.h"
#include "app/SignalHandler.h"
#include "app/demo/DemoFolder.h"
#include "services/ControlPlane.h"
#include "services/LedgerReads.h"
#include "ui/shell/Panes.h"
#include "ui/theme/Theme.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStorageInfo>

#include <unistd.h>

namespace turnpike {

using ui::OpeningProblem;

namespace {

constexpr std::int64_t leastFreeBytes = 1 << 20;

/// The error says it in words; what can be done about it shows in the folder.
OpeningProblem problemOf(const Error &error, const QString &folder)
{
    OpeningProblem problem{OpeningProblem::Fault::Unreadable, error.message, folder};
    const QFileInfo info(folder);
    if (error.code == ErrorCode::Conflict)
        problem.fault = lockHolder(folder) ? OpeningProblem::Fault::OtherOwner
                                           : OpeningProblem::Fault::OtherVersion;
    else if (!info.isDir() || !info.isWritable())
        problem.fault = OpeningProblem::Fault::FolderNotWritable;
    else if (QStorageInfo(folder).bytesAvailable() < leastFreeBytes)
        problem.fault = OpeningProblem::Fault::NoSpace;
    return problem;
}

FirstRun firstRun()
{
    FirstRun wanted;
    wanted.ownerName = osUserFullName();
    wanted.organization = ConsoleProgram::tr("My organization"); // The assistant renames it.
    return wanted;
}

} // namespace

ConsoleProgram::ConsoleProgram(LoadedSettings::Sources sources, LoadedSettings settings,
                               ui::Theme &theme, DemoFolder *demo)
    : m_sources(std::move(sources))
    , m_loaded(std::move(settings))
    , m_demo(demo)
    , m_settings(m_loaded.values())
    , m_signals(std::make_unique<SignalHandler>())
    , m_live(m_clock)
    , m_gateway([this](int port) { reopen(port); }, [this] { unlock(); })
    , m_window(
          {theme, m_commands, m_navigation, m_notices, m_scope, m_gateway, m_clock, ui::allPanes()})
    , m_firstStart({theme, m_gateway, m_window, m_commands, m_navigation})
    , m_theme(theme)
{
    connect(m_signals.get(), &SignalHandler::stopAsked, this, &ConsoleProgram::quit);
    connect(m_signals.get(), &SignalHandler::reloadAsked, this, &ConsoleProgram::reload);
    connect(&m_window, &ui::MainWindow::quitAsked, this, &ConsoleProgram::quit);
    connect(&m_window, &ui::MainWindow::quitNowAsked, this, &ConsoleProgram::quitNow);
    connect(&m_window, &ui::MainWindow::retryAsked, this, &ConsoleProgram::open);
    connect(&m_window, &ui::MainWindow::folderChosen, this, &ConsoleProgram::openFolder);
    connect(&m_firstStart, &FirstStart::quitAsked, this, &ConsoleProgram::quit);
    connect(&m_firstStart, &FirstStart::retryAsked, this, &ConsoleProgram::open);
    connect(&m_firstStart, &FirstStart::folderChosen, this, &ConsoleProgram::openFolder);
    connect(&m_live, &LiveFeed::happened, &m_gateway, &ConsoleGateway::refresh);
}

ConsoleProgram::~ConsoleProgram() = default;

void ConsoleProgram::start()
{
    m_firstStart.begin(m_settings.dataFolder, m_demo != nullptr);
    open();
}

RuntimeOptions ConsoleProgram::runtimeOptions()
{
    RuntimeOptions options;
    options.settings = m_settings;
    options.observer = &m_live;
    options.raiseWindow = [first = &m_firstStart] {
        QMetaObject::invokeMethod(first, &FirstStart::raiseToFront, Qt::QueuedConnection);
        return true;
    };
    return options;
}

void ConsoleProgram::open()
{
    m_isBusy = true;
    m_window.showOpening();
    m_gateway.isStarting(m_settings);
    m_firstStart.showPreparing(tr("Opening the ledger"));
    if (m_demo && !m_demo->isFilled() && m_settings.dataFolder == m_demo->path())
        fillDemo();
    else if (m_firstStart.isFirst() && isUsualPort())
        m_firstStart.choosePort(m_settings, [this](quint16 port) {
            m_settings.port = port;
            openRuntime();
        });
    else
        openRuntime();
}

/// Nobody asked for this port, so another one does as well.
bool ConsoleProgram::isUsualPort() const
{
    return m_settings.port == Settings().port
        && m_loaded.originOf(QStringLiteral("listen.port")) == QStringLiteral("default");
}

void ConsoleProgram::fillDemo()
{
    m_background.run(
        this, [this] { return m_demo->fill(m_clock); },
        [this](const Result<IssuedKey> &key) {
            if (key)
                m_secrets.keep(key->key.id, key->secret);
            if (key && !m_isQuitting)
                return openRuntime();
            m_isBusy = false;
            if (m_isQuitting)
                QCoreApplication::exit();
            else
                fail(key.error());
        });
}

void ConsoleProgram::openRuntime()
{
    m_gateway.isStarting(m_settings);
    m_firstStart.showPreparing(tr("Making the ledger"));
    Runtime::open(this, runtimeOptions(), m_clock,
                  [this](auto runtime) { opened(std::move(runtime)); });
}

void ConsoleProgram::opened(Result<std::unique_ptr<Runtime>> runtime)
{
    m_isBusy = false;
    if (!runtime)
        return m_isQuitting ? QCoreApplication::exit() : fail(runtime.error());
    m_runtime = *std::move(runtime);
    if (m_isQuitting)
        return close([] { QCoreApplication::exit(); });
    m_firstStart.showPreparing(tr("Making your organization and its first key"));
    m_runtime->initialise(this, firstRun(), osUserName(),
                          [this](const Result<bool> &isNew) { initialised(isNew); });
}

void ConsoleProgram::initialised(const Result<bool> &isNew)
{
    if (m_isQuitting)
        return;
    if (!isNew)
        return close([this, error = isNew.error()] { fail(error); });
    if (*isNew)
        makeFirstKey();
    else
        openReads(false);
}

void ConsoleProgram::makeFirstKey()
{
    m_runtime->createFirstKey(this, osUserName(), [this](const Result<IssuedKey> &key) {
        if (m_isQuitting)
            return;
        if (key)
            m_secrets.keep(key->key.id, key->secret);
        else // The assistant offers to make one.
            qWarning("There is no first key: %s", qUtf8Printable(key.error().message));
        openReads(true);
    });
}

void ConsoleProgram::openReads(bool isNew)
{
    m_background.run(
        this,
        [path = m_runtime->ledger().path(), &clock = m_clock] {
            return LedgerReads::open(path, clock);
        },
        [this, isNew](Result<std::unique_ptr<LedgerReads>> reads) {
            readsOpened(std::move(reads), isNew);
        });
}

void ConsoleProgram::readsOpened(Result<std::unique_ptr<LedgerReads>> reads, bool isNew)
{
    if (m_isQuitting || !m_runtime)
        return;
    if (!reads)
        return close([this, error = reads.error()] { fail(error); });
    m_reads = *std::move(reads);
    showConsole(isNew);
    begin();
}

void ConsoleProgram::begin()
{
    const auto list
        = [](Services &services, const Actor &actor) { return services.providers.list(actor); };
    m_runtime->control().run(this, list, [this](const Result<QList<Provider>> &providers) {
        if (m_isQuitting || !m_runtime)
            return;
        // Where the list cannot be read nothing may be risked: a provider without its credential
        // must not make the gateway answer otherwise than with it.
        m_hasListened = providers && std::ranges::none_of(*providers, &Provider::hasCredential);
        if (m_hasListened) // A keychain may ask its user first; the gateway need not wait.
            listen();
        unlock();
    });
}

void ConsoleProgram::showConsole(bool isNew)
{
    m_console = std::make_unique<ui::Console>(
        ui::Console{m_runtime->control(), *m_reads, m_live, m_gateway, m_clock, m_theme, m_commands,
                    m_navigation, m_notices, m_scope, m_secrets, m_seriesColours, &m_localServers});
    m_window.showConsole(*m_console);
    m_watch = std::make_unique<LedgerWatch>(
        [&ledger = m_runtime->ledger()] { return LedgerWatch::healthOf(ledger); }, m_notices);
    connect(&m_runtime->control(), &ControlPlane::providersChanged, this,
            &ConsoleProgram::followProviders);
    followProviders();
    m_firstStart.showConsole(*m_console, isNew);
}

void ConsoleProgram::unlock()
{
    if (m_isBusy || m_isQuitting || !m_runtime)
        return;
    m_gateway.setVault({});
    m_runtime->unlock(this, [this](const Result<> &unlocked) {
        if (!m_runtime)
            return;
        showVault(unlocked);
        if (!m_isQuitting && !m_hasListened) {
            m_hasListened = true;
            listen();
        }
    });
}

void ConsoleProgram::showVault(const Result<> &unlocked)
{
    using State = VaultStatus::State;
    const QString id = QStringLiteral("masterKey");
    if (unlocked) {
        m_notices.clearBanner(id);
        m_gateway.setVault({State::Open, m_runtime->masterKeyPlace(), {}});
        return;
    }
    m_gateway.setVault({State::Locked, {}, unlocked.error().message});
    m_notices.setBanner(
        id, Tone::Warning, QStringLiteral("lock"),
        tr("%1 Providers that need a credential are left out.").arg(unlocked.error().message),
        tr("Try again"), [this] { m_gateway.openVault(); });
}

void ConsoleProgram::listen()
{
    m_runtime->listen(this, [this](const Result<> &listening) {
        if (m_isQuitting)
            return;
        if (!listening)
            return m_gateway.hasFailed(m_settings, listening.error());
        m_gateway.isListening(*m_runtime);
        m_firstStart.keepPort(m_settings.dataFolder);
    });
}

void ConsoleProgram::close(std::function<void()> done)
{
    m_isBusy = true;
    m_gateway.isClosing();
    m_firstStart.closeConsole();
    m_window.closeConsole();
    m_console.reset();
    m_watch.reset();
    if (!m_runtime) {
        m_isBusy = false;
        return done();
    }
    // What is being read ends first, and nobody waits for it here.
    m_background.run(
        this,
        [reads = std::shared_ptr<LedgerReads>(std::move(m_reads))]() mutable { reads.reset(); },
        [this, done = std::move(done)]() mutable { closeRuntime(std::move(done)); });
}

void ConsoleProgram::closeRuntime(std::function<void()> done)
{
    Runtime::close(std::move(m_runtime), this, [this, done = std::move(done)] {
        m_isBusy = false;
        m_gateway.isStopped();
        done();
    });
}

void ConsoleProgram::reopen(int port)
{
    if (m_isBusy || m_isQuitting)
        return;
    if (port > 0)
        m_settings.port = static_cast<quint16>(port);
    m_window.showOpening();
    close([this] {
        if (m_isQuitting)
            QCoreApplication::exit();
        else
            open();
    });
}

void ConsoleProgram::openFolder(const QString &folder)
{
    m_settings.dataFolder = folder;
    m_secrets.forget(); // Rows have other ids in another ledger.
    m_firstStart.begin(folder, false);
    reopen(0);
}

void ConsoleProgram::quit()
{
    if (m_isQuitting)
        return;
    m_isQuitting = true;
    m_window.showClosing();
    if (!m_isBusy) // Else what is under way ends the program.
        close([] { QCoreApplication::exit(); });
}

void ConsoleProgram::quitNow()
{
    if (m_demo)
        m_demo->remove();
    ::_exit(0); // What was accepted is in the journal: the next start books it.
}

void ConsoleProgram::reload()
{
    const Result<LoadedSettings> next = LoadedSettings::load(m_sources);
    if (!next) {
        qWarning("The configuration is not reloaded: %s", qUtf8Printable(next.error().message));
        return;
    }
    setLogLevel(next->values().logLevel);
    m_loaded.takeReloadable(*next);
}

void ConsoleProgram::fail(const Error &error)
{
    if (m_isQuitting)
        return QCoreApplication::exit();
    const OpeningProblem problem = problemOf(error, m_settings.dataFolder);
    m_window.showProblem(problem);
    m_firstStart.showProblem(problem);
    m_gateway.hasFailed(m_settings, {ErrorCode::Unavailable, {}, {}});
}

void ConsoleProgram::followProviders()
{
    m_runtime->control().run(
        this, [](Services &services, const Actor &actor) { return services.providers.list(actor); },
        [this](const Result<QList<Provider>> &providers) {
            if (providers)
                m_gateway.setSimulatorOnly(
                    std::ranges::none_of(*providers, [](const Provider &provider) {
                        return provider.settings.isEnabled;
                    }));
        });
}

} // namespace turnpike
