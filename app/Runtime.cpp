// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Runtime.h"

#include "api/LedgerApi.h"
#include "app/Background.h"
#include "app/Backup.h"
#include "app/CertificateWatch.h"
#include "app/FolderLock.h"
#include "app/HealthKeeper.h"
#include "app/ProviderProbe.h"
#include "app/RoutePreviewer.h"
#include "app/secrets/KeychainSecretStore.h"
#include "app/secrets/PreferredSecretStore.h"
#include "app/secrets/SystemSecretStores.h"
#include "core/Clock.h"
#include "engine/gateway/Engine.h"
#include "engine/routing/HealthBook.h"
#include "ledger/BudgetBook.h"
#include "ledger/Session.h"
#include "services/ControlPlane.h"
#include "services/secrets/CredentialVault.h"

#include <QDir>
#include <QFile>
#include <QPointer>
#include <QSaveFile>
#include <QThread>
#include <QTimer>

#include <boost/json.hpp>
#include <pwd.h>
#include <unistd.h>

namespace turnpike {

namespace {

LedgerOptions ledgerOptions(const RuntimeOptions &options)
{
    LedgerOptions ledger;
    ledger.folder = options.settings.dataFolder;
    ledger.journals = options.gateway == RuntimeOptions::Gateway::Serves
        ? static_cast<unsigned>(options.settings.engineThreads)
        : 0;
    ledger.writer.commitInterval = options.settings.commitInterval;
    return ledger;
}

std::vector<std::string> texts(const QStringList &list)
{
    std::vector<std::string> texts;
    for (const QString &text : list)
        texts.push_back(text.toStdString());
    return texts;
}

EngineOptions engineOptions(const Settings &settings)
{
    EngineOptions engine;
    engine.addresses = texts(settings.listenAddresses());
    engine.port = settings.port;
    engine.threads = static_cast<unsigned>(settings.engineThreads);
    engine.limits.requestLine = static_cast<std::size_t>(settings.maxRequestLineBytes);
    engine.limits.headerBytes = static_cast<std::size_t>(settings.maxHeadBytes);
    engine.limits.headerCount = static_cast<std::size_t>(settings.maxHeaders);
    engine.limits.bodyBytes = static_cast<std::size_t>(settings.maxBodyBytes);
    engine.limits.maxConnections = settings.maxConnections;
    engine.maxConnectionsPerKey = static_cast<std::uint32_t>(settings.maxConnectionsPerKey);
    engine.queueWait = settings.queueWait;
    engine.queueLength = static_cast<std::size_t>(settings.queueLength);
    engine.responseCacheBytes = static_cast<std::size_t>(settings.responseCacheBytes);
    engine.limits.handshakeTimeout = settings.handshakeTimeout;
    engine.limits.headTimeout = settings.headTimeout;
    engine.limits.bodyStall = settings.bodyStall;
    engine.limits.writeStall = settings.writeStall;
    engine.limits.idle = settings.idleTimeout;
    engine.allowedHosts = texts(settings.allowedHosts);
    return engine;
}

/// Two copies of SQLite in one process would not see each other's locks.
Result<> checkSqlite(const QString &ledgerPath)
{
    TRY_ASSIGN(const auto session, Session::open(ledgerPath, Session::Access::ReadOnly));
    TRY_ASSIGN(
        QSqlQuery row,
        session->run(QLatin1StringView("SELECT sqlite_version() || ' ' || sqlite_source_id()")));
    if (!row.next())
        return fail(ErrorCode::Internal, QStringLiteral("SQLite does not tell its version."));
    return checkSameSqlite(row.value(0).toString());
}

/// The same under the lock that a ledger takes, so that two starts do not meet in it.
Result<> finishRestoreLocked(const QString &folder)
{
    if (!QFile::exists(folder + QStringLiteral("/restore.decided")))
        return {};
    TRY_ASSIGN(const FolderLock lock, FolderLock::take(folder));
    return finishRestore(folder);
}

Error withOwner(Error error, const QString &folder)
{
    const auto holder = error.code == ErrorCode::Conflict ? lockHolder(folder) : std::nullopt;
    if (holder)
        error.message += QStringLiteral(" It is process %1.").arg(*holder);
    return error;
}

const auto firstKey = [](Services &services, const Actor &actor) {
    KeyDraft draft;
    draft.name = QStringLiteral("first-key");
    return services.keys.create(actor, draft);
};

/// Creates what a first run needs, unless it is there.
auto initialising(FirstRun firstRun)
{
    return
        [firstRun = std::move(firstRun)](Services &services, const Actor &actor) -> Result<bool> {
            TRY_ASSIGN(const auto current, services.organization.current(actor));
            if (current)
                return false;
            TRY(services.organization.create(actor, firstRun));
            return true;
        };
}

passwd *account() // main thread only
{
    return ::getpwuid(::geteuid());
}

} // namespace

Result<std::unique_ptr<Runtime>> Runtime::open(RuntimeOptions options, const Clock &clock)
{
    const QString folder = options.settings.dataFolder;
    if (const Result<> finished = finishRestoreLocked(folder); !finished)
        return tl::unexpected(withOwner(finished.error(), folder));
    auto ledger = Ledger::open(ledgerOptions(options), clock);
    if (!ledger)
        return tl::unexpected(withOwner(ledger.error(), folder));
    std::unique_ptr<Runtime> runtime(new Runtime(std::move(options), clock, *std::move(ledger)));
    TRY(runtime->openParts());
    return runtime;
}

void Runtime::open(QObject *context, RuntimeOptions options, const Clock &clock, Opened done)
{
    auto *background = new Background(context);
    background->run(
        context,
        [options = std::move(options), &clock, asker = QThread::currentThread()] {
            auto opened = open(options, clock);
            if (opened)
                (*opened)->moveToThread(asker);
            return opened;
        },
        [background, done = std::move(done)](Result<std::unique_ptr<Runtime>> opened) {
            background->deleteLater();
            done(std::move(opened));
        });
}

void Runtime::close(std::unique_ptr<Runtime> runtime, QObject *context, std::function<void()> done)
{
    runtime->m_secrets.reset(); // A keychain is used on this thread only.
    runtime->moveToThread(nullptr);
    auto *background = new Background(context);
    background->run(
        context,
        [runtime = std::shared_ptr<Runtime>(std::move(runtime))]() mutable { runtime.reset(); },
        [background, done = std::move(done)] {
            background->deleteLater();
            done();
        });
}

Runtime::Runtime(RuntimeOptions options, const Clock &clock, std::unique_ptr<Ledger> ledger)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_ledger(std::move(ledger))
    , m_sink(m_options.settings.caFile)
    , m_ownAddress(texts(m_options.settings.listenAddresses()),
                   texts(m_options.settings.allowedHosts), m_options.settings.port)
    , m_background(std::make_unique<Background>(this))
{}

Runtime::~Runtime()
{
    m_background.reset();
    stop();
}

Result<> Runtime::openParts()
{
    TRY(checkSqlite(m_ledger->path()));
    const bool serves = m_options.gateway == RuntimeOptions::Gateway::Serves;
    ControlPlaneOptions control;
    control.ledgerPath = m_ledger->path();
    control.clock = &m_clock;
    control.slotRegistry = &m_ledger->book();
    control.policySink = serves ? &m_sink : nullptr;
    control.connectionProbe = providerProbe(m_clock, m_options.settings.caFile, m_ownAddress);
    control.isCatalogueOpen = m_options.settings.isCatalogueOpen();
    if (LedgerWriter *writer = m_ledger->writer())
        control.pricesChanged = [writer] { writer->pricesChanged(); };
    control.isOwnAddress
        = [own = m_ownAddress](const Origin &origin) { return own.isReachedBy(origin); };
    TRY_ASSIGN(m_control, ControlPlane::open(control));
    m_control->setParent(this); // It moves to another thread along with this.
    if (!serves)
        return {};
    LedgerApiOptions api;
    api.ledgerPath = m_ledger->path();
    api.clock = &m_clock;
    api.flush = m_ledger->writer();
    TRY_ASSIGN(m_api, LedgerApi::open(api));
    if (m_options.observer)
        m_ledger->writer()->addObserver(m_options.observer);
    std::vector<Journal *> journals;
    for (int i = 0; i < m_options.settings.engineThreads; ++i)
        journals.push_back(&m_ledger->journal(static_cast<unsigned>(i)));
    EngineOptions engine = engineOptions(m_options.settings);
    if (m_options.settings.usesTls()) {
        TRY_ASSIGN(m_certificate,
                   CertificateWatch::open(m_options.settings.certificateFile.toStdString(),
                                          m_options.settings.keyFile.toStdString()));
        engine.tls = m_certificate->first();
    }
    m_engine = std::make_unique<Engine>(std::move(engine), m_clock, m_ledger->book(),
                                        std::move(journals), m_api.get());
    m_previewer = std::make_unique<RoutePreviewer>(m_clock);
    TRY_ASSIGN(m_healthKeeper, HealthKeeper::open(m_ledger->path(), m_engine->health(), m_clock));
    return {};
}

Result<bool> Runtime::initialise(const FirstRun &firstRun, const QString &osUser)
{
    return m_control->call(osUser, initialising(firstRun));
}

void Runtime::initialise(QObject *context, const FirstRun &firstRun, const QString &osUser,
                         std::function<void(Result<bool>)> done)
{
    m_control->runFor(context, osUser, initialising(firstRun), answering(context, std::move(done)));
}

Result<IssuedKey> Runtime::createFirstKey(const QString &osUser)
{
    return m_control->call(osUser, firstKey);
}

void Runtime::createFirstKey(QObject *context, const QString &osUser,
                             std::function<void(Result<IssuedKey>)> done)
{
    m_control->runFor(context, osUser, firstKey, answering(context, std::move(done)));
}

void Runtime::unlock(QObject *context, Done done)
{
    const auto list
        = [](Services &services, const Actor &actor) { return services.providers.list(actor); };
    m_control->run(
        this, list, [this, answer = answering(context, std::move(done))](const auto &providers) {
            // Where the list cannot be read nothing may be risked.
            const bool isAnySealed
                = !providers || std::ranges::any_of(*providers, &Provider::hasCredential);
            obtainKey(isAnySealed ? WithoutKeychain::Fail : WithoutKeychain::HasNone, answer);
        });
}

void Runtime::obtainKey(WithoutKeychain otherwise, Done done)
{
    m_secrets = std::make_unique<PreferredSecretStore>(
        systemSecretStore(pathOf("master.key")),
        std::make_unique<KeychainSecretStore>(m_options.keychainPatience), otherwise);
    obtainMasterKey(*m_secrets, m_ledger->uuid(), [this, done = std::move(done)](auto key) {
        if (!key)
            return done(tl::unexpected(key.error()));
        m_masterKey = *std::move(key);
        m_masterKeyPlace = m_secrets->place();
        m_control->unlock(this, m_masterKey, done);
    });
}

/// Gives an answer from the event loop, where the asker may destroy anything.
template <typename Answer>
std::function<void(Answer)> Runtime::answering(QObject *context, std::function<void(Answer)> done)
{
    return [runtime = QPointer(this), context = QPointer(context),
            done = std::move(done)](Answer result) {
        if (!context)
            return;
        QTimer::singleShot(0, context.data(), [runtime, done, result = std::move(result)] {
            if (runtime)
                done(result);
        });
    };
}

Result<> Runtime::listen()
{
    TRY(m_control->publish());
    // First, so that verbs and a second console find the owner even where the port is taken.
    TRY_ASSIGN(m_socket,
               ControlSocket::listen(pathOf("control.sock"),
                                     [this](const auto &user, const auto &command) {
                                         return runFor(user, command);
                                     }));
    TRY(m_sink.start(*m_engine));
    m_ownAddress.setPort(m_engine->port());
    if (m_certificate)
        m_certificate->start([this](auto tls) { m_sink.setTls(std::move(tls)); });
    return writeRunFile();
}

void Runtime::listen(QObject *context, Done done)
{
    m_background->run(
        context, [this] { return listen(); }, std::move(done));
}

void Runtime::stop()
{
    m_socket.reset();
    m_certificate.reset();
    m_sink.detach();
    if (!m_engine)
        return;
    if (m_engine->status().isListening)
        QFile::remove(pathOf("run.json"));
    m_engine->drain(m_options.settings.drainTimeout);
    m_healthKeeper.reset(); // Nothing changes any more: it keeps how all ended.
    // Answers that it still prepares go to the workers, which live as long as the engine.
    m_api.reset();
    m_ledger->writer()->flush();
}

void Runtime::stop(QObject *context, std::function<void()> done)
{
    m_background->run(
        context, [this] { stop(); }, std::move(done));
}

void Runtime::readCertificate()
{
    if (m_certificate)
        m_certificate->readNow();
}

void Runtime::setPaused(QObject *context, bool paused, std::function<void()> done)
{
    m_background->run(
        context, [this, paused] { m_sink.setPaused(paused); }, std::move(done));
}

std::vector<EndpointHealthView> Runtime::endpointHealth() const
{
    if (!m_engine)
        return {};
    return m_engine->health().snapshot(m_clock.steadyNs(), m_clock.nowUs());
}

RoutePreview Runtime::previewRoute(const RoutePreviewQuestion &question) const
{
    const PolicyPointer policy = m_sink.newest();
    if (!m_engine || !policy) {
        RoutePreview preview;
        preview.problem = tr("The gateway is not running: no request goes anywhere.");
        return preview;
    }
    return m_previewer->preview(policy, m_engine->health(), question);
}

QString Runtime::url() const
{
    if (!m_engine || m_engine->port() == 0)
        return {};
    return m_options.settings.urlAt(m_engine->port());
}

VerbResult Runtime::run(const QString &osUser, const Invocation &invocation)
{
    VerbContext context;
    context.control = m_control.get();
    context.ledgerPath = m_ledger->path();
    context.journalFolder = m_ledger->journalFolder();
    context.clock = &m_clock;
    context.flush = m_ledger->writer();
    context.masterKey = &m_masterKey;
    context.osUser = osUser;
    context.raiseWindow = m_options.raiseWindow;
    return runVerb(context, invocation);
}

VerbResult Runtime::runFor(const QString &osUser, const ControlCommand &command)
{
    CommandLine::Parsed parsed = CommandLine::parse(command.words);
    if (!parsed.invocation)
        return parsed.immediate;
    parsed.invocation->inputs = command.inputs;
    return run(osUser, *parsed.invocation);
}

Result<> Runtime::writeRunFile() const
{
    const boost::json::object content{{"pid", ::getpid()},
                                      {"address", m_options.settings.listenAddress.toStdString()},
                                      {"port", m_engine->port()},
                                      {"url", url().toStdString()}};
    const QByteArray text = QByteArray::fromStdString(boost::json::serialize(content)) + '\n';
    QSaveFile file(pathOf("run.json"));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("%1 cannot be written: %2.").arg(file.fileName(), file.errorString()));
    return {};
}

QString Runtime::pathOf(const char *name) const
{
    return m_options.settings.dataFolder + QLatin1Char('/') + QLatin1String(name);
}

QString osUserName()
{
    return userName(::geteuid());
}

QString osUserFullName()
{
    const passwd *entry = account();
    const QString full = entry
        ? QString::fromLocal8Bit(entry->pw_gecos).section(QLatin1Char(','), 0, 0).trimmed()
        : QString();
    return full.isEmpty() ? osUserName() : full;
}

} // namespace turnpike
