// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Daemon.h"

#include "app/FolderLock.h"
#include "app/Logging.h"
#include "app/Runtime.h"
#include "app/SignalHandler.h"
#include "app/SystemdNotify.h"
#include "app/demo/DemoFolder.h"
#include "app/secrets/KeychainSecretStore.h"
#include "app/secrets/PreferredSecretStore.h"
#include "app/secrets/SystemSecretStores.h"
#include "app/verbs/Text.h"
#include "services/ControlPlane.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTimer>
#include <QUrl>

#include <boost/json.hpp>
#include <cstdio>

namespace turnpike {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds keychainPatience{15'000};

QByteArray textOf(const Secret &secret)
{
    const std::string_view text = secret.reveal();
    return {text.data(), static_cast<qsizetype>(text.size())};
}

json::object keyObject(const IssuedKey &key)
{
    const std::string_view secret = key.secret.reveal();
    return {{"name", jsonString(key.key.name)},
            {"hash", jsonString(key.key.hash)},
            {"secret", json::string_view(secret.data(), secret.size())}};
}

/// Verbs that open or seal provider credentials.
bool wantsMasterKey(const Invocation &invocation)
{
    const QByteArray verb(invocation.verb->name);
    return verb == "apply" || verb == "backup" || verb == "provider add"
        || verb == "provider credential" || verb == "provider test";
}

/// What systemd collects from stdout is kept and read by others: no secret goes there.
bool isStdoutKept()
{
    return qEnvironmentVariableIsSet("JOURNAL_STREAM")
        || qEnvironmentVariableIsSet("NOTIFY_SOCKET");
}

/// The ledger could not be opened: whatever the reason, exit code 5, unless it is not there.
VerbResult notOpened(const Error &error, bool wantsJson)
{
    VerbResult result = failed(error, wantsJson);
    if (error.code != ErrorCode::NotFound)
        result.exit = Exit::Unavailable;
    return result;
}

/// Those on the way to `folder` that are not there yet, the deepest first.
QStringList missingFolders(const QString &folder)
{
    QStringList missing;
    for (QString path = QDir::cleanPath(QDir::current().absoluteFilePath(folder));
         !QFile::exists(path); path = QFileInfo(path).path())
        missing.append(path);
    return missing;
}

/// Takes back what missingFolders() told of, unless something else is in there by now. The lock of
/// the deepest is held, so nobody else has it.
void removeFolders(const QStringList &folders)
{
    if (folders.isEmpty())
        return;
    QFile::remove(folders.first() + QStringLiteral("/lock"));
    for (const QString &folder : folders) {
        if (!QDir().rmdir(folder))
            return;
    }
}

} // namespace

Daemon::Daemon(Invocation invocation, LoadedSettings::Sources sources, LoadedSettings settings,
               DemoFolder *demo)
    : m_invocation(std::move(invocation))
    , m_sources(std::move(sources))
    , m_settings(std::move(settings))
    , m_demo(demo)
{}

Daemon::~Daemon() = default;

void Daemon::start()
{
    const QByteArray verb(m_invocation.verb->name);
    if (verb == "serve")
        serve();
    else if (verb == "init")
        initialise();
    else if (verb == "restore")
        restore();
    else
        runVerb();
}

bool Daemon::openRuntime(bool withGateway)
{
    RuntimeOptions options;
    options.settings = m_settings.values();
    options.gateway
        = withGateway ? RuntimeOptions::Gateway::Serves : RuntimeOptions::Gateway::Absent;
    options.keychainPatience = keychainPatience;
    auto opened = Runtime::open(std::move(options), m_clock);
    if (!opened) {
        if (m_invocation.verb->place == VerbPlace::Reader)
            runReadOnly(opened.error());
        else
            finish(notOpened(opened.error(), m_invocation.wantsJson));
        return false;
    }
    m_runtime = *std::move(opened);
    return true;
}

void Daemon::serve()
{
    m_signals = std::make_unique<SignalHandler>();
    connect(m_signals.get(), &SignalHandler::stopAsked, this, &Daemon::stop);
    connect(m_signals.get(), &SignalHandler::reloadAsked, this, &Daemon::reload);
    if ((m_demo && !fillDemo()) || !openRuntime(true))
        return;
    firstRun();
    if (m_runtime)
        unlockThen(&Daemon::listen);
}

bool Daemon::fillDemo()
{
    qInfo("Making the ledger of the demonstration.");
    Result<IssuedKey> key = m_demo->fill(m_clock);
    if (!key) {
        finish(failed(key.error(), m_invocation.wantsJson));
        return false;
    }
    if (!isStdoutKept())
        m_firstKey = *std::move(key);
    return true;
}

void Daemon::unlockThen(void (Daemon::*next)(const Result<> &))
{
    m_runtime->unlock(this, [this, next](const Result<> &unlocked) { (this->*next)(unlocked); });
}

void Daemon::firstRun()
{
    FirstRun wanted;
    wanted.ownerName = m_invocation.value("name", osUserFullName());
    wanted.ownerEmail = m_invocation.value("email");
    wanted.organization
        = m_invocation.value("organization", wanted.ownerName + QStringLiteral("'s organization"));
    const bool isInit = QByteArray(m_invocation.verb->name) == "init";
    const Result<bool> isNew = m_runtime->initialise(wanted, osUserName());
    if (!isNew || (isInit && !*isNew)) {
        m_runtime.reset();
        finish(failed(isNew ? Error{ErrorCode::Conflict,
                                    QStringLiteral("There is a ledger in %1 already.")
                                        .arg(m_settings.values().dataFolder),
                                    {}}
                            : isNew.error(),
                      m_invocation.wantsJson));
        return;
    }
    const auto organization
        = m_runtime->control().call(osUserName(), [](Services &services, const Actor &actor) {
              return services.organization.current(actor);
          });
    m_isDemonstration = organization && *organization && (*organization)->isDemonstration;
    if (!*isNew || (!isInit && isStdoutKept()))
        return;
    Result<IssuedKey> key = m_runtime->createFirstKey(osUserName());
    if (key)
        m_firstKey = *std::move(key);
    else
        say(failed(key.error(), m_invocation.wantsJson));
}

void Daemon::listen(const Result<> &unlocked)
{
    if (!unlocked)
        qWarning("%s Providers that need a credential are left out until the program is started "
                 "with the master key.",
                 qUtf8Printable(unlocked.error().message));
    if (const Result<> listening = m_runtime->listen(); !listening) {
        VerbResult result = failed(listening.error(), m_invocation.wantsJson);
        result.exit = Exit::Failed;
        if (m_firstKey) // The ledger is made, and nobody will be told again.
            result.out = initialised();
        m_runtime.reset();
        return finish(result);
    }
    say(printed(greeting()));
    m_firstKey.reset();
    notifySystemd("READY=1");
}

QByteArray Daemon::greeting() const
{
    const QString url = m_runtime->url();
    if (m_invocation.wantsJson) {
        json::object object{{"url", jsonString(url)},
                            {"port", QUrl(url).port()},
                            {"data", jsonString(m_settings.values().dataFolder)},
                            {"demonstration", m_isDemonstration},
                            {"first_key", nullptr}};
        if (m_firstKey)
            object["first_key"] = keyObject(*m_firstKey);
        return jsonLine(object);
    }
    QByteArray text;
    if (m_isDemonstration)
        text
            += "This is a demonstration: its figures are samples, and its providers do not exist.\n"
               "Requests to their models fail; the built-in simulator answers.\n";
    if (m_demo)
        text += "The ledger is removed when the program ends.\n";
    text += "Turnpike listens on " + url.toUtf8()
        + "\nLedger: " + m_settings.values().dataFolder.toUtf8() + '\n';
    if (!m_firstKey)
        return text;
    const QByteArray key = textOf(m_firstKey->secret);
    text += m_demo ? "\nA key to try it with. It is not shown again.\n\n    "
                   : "\nThe first key. Keep it now: it is not shown again.\n\n    ";
    text += key + "\n\nA first request, answered by the built-in simulator:\n\n    curl "
        + url.toUtf8() + "/chat/completions \\\n      -H 'Authorization: Bearer " + key
        + "' \\\n      -H 'Content-Type: application/json' \\\n      -d '{\"model\": "
          "\"turnpike/simulator\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'"
          "\n";
    return m_demo ? text : text + "\nThen add a provider: turnpiked provider add --help\n";
}

void Daemon::stop()
{
    notifySystemd("STOPPING=1");
    qInfo("Stopping: running requests may end within %lld s; a second signal stops at once.",
          static_cast<long long>(m_settings.values().drainTimeout.count() / 1000));
    m_runtime.reset();
    finish({});
}

void Daemon::reload()
{
    const Result<LoadedSettings> next = LoadedSettings::load(m_sources);
    if (!next) {
        qWarning("The configuration is not reloaded: %s", qUtf8Printable(next.error().message));
        return;
    }
    const LoadedSettings::Changes changes = m_settings.changesTo(*next);
    setLogLevel(next->values().logLevel);
    if (!changes.needRestart.isEmpty())
        qWarning("Needs a restart to take effect: %s.",
                 qUtf8Printable(changes.needRestart.join(QStringLiteral(", "))));
    qInfo("The configuration is reloaded%s%s.", changes.reloadable.isEmpty() ? "" : ": ",
          qUtf8Printable(changes.reloadable.join(QStringLiteral(", "))));
    m_settings.takeReloadable(*next);
    if (m_runtime)
        m_runtime->readCertificate();
}

void Daemon::initialise()
{
    if (!openRuntime(false))
        return;
    firstRun();
    if (!m_runtime)
        return;
    unlockThen(&Daemon::finishInitialise);
}

void Daemon::finishInitialise(const Result<> &unlocked)
{
    VerbResult result = printed(initialised());
    if (!unlocked)
        result.err = "turnpiked: " + unlocked.error().message.toUtf8() + '\n';
    m_runtime.reset();
    finish(result);
}

QByteArray Daemon::initialised() const
{
    const QString folder = m_settings.values().dataFolder;
    const QString place = m_runtime->masterKeyPlace();
    if (m_invocation.wantsJson) {
        json::object object{{"data", jsonString(folder)},
                            {"master_key", jsonOrNull(place)},
                            {"first_key", nullptr}};
        if (m_firstKey)
            object["first_key"] = keyObject(*m_firstKey);
        return jsonLine(object);
    }
    QByteArray text = "A new ledger is in " + folder.toUtf8() + '\n';
    if (!place.isEmpty())
        text += "Its master key is in " + place.toUtf8() + '\n';
    if (m_firstKey)
        text += "\nThe first key. Keep it now: it is not shown again.\n\n    "
            + textOf(m_firstKey->secret) + "\n\nGo on with: turnpiked serve\n";
    return text;
}

void Daemon::restore()
{
    const QString folder = m_settings.values().dataFolder;
    const QStringList made = missingFolders(folder);
    if (!QDir().mkpath(folder)
        || !QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return finish(failed({ErrorCode::Unavailable,
                              QStringLiteral("The folder %1 cannot be made.").arg(folder),
                              {}},
                             m_invocation.wantsJson));
    if (const auto collected = collectInputs(m_invocation, systemSecretReader()); !collected) {
        removeFolders(made);
        return finish(failed(collected.error(), m_invocation.wantsJson));
    }
    const Secret passphrase(m_invocation.inputs.value(QStringLiteral("passphrase")).toStdString());
    RestoreRequest request;
    request.folder = folder;
    request.file = QDir::current().absoluteFilePath(m_invocation.argument(0));
    request.nowUs = m_clock.nowUs();
    request.mayReplace = m_invocation.has("replace");
    request.passphrase = m_invocation.has("passphrase") ? &passphrase : nullptr;
    Result<RestoreReport> report = fail(ErrorCode::Internal, {});
    {
        const Result<FolderLock> lock = FolderLock::take(folder);
        if (!lock)
            return finish(notOpened(lock.error(), m_invocation.wantsJson));
        if (const Result<> finished = finishRestore(folder); !finished)
            return finish(notOpened(finished.error(), m_invocation.wantsJson));
        report = restoreBackup(request);
        if (!report)
            removeFolders(made);
    }
    if (!report)
        return finish(failed(report.error(), m_invocation.wantsJson));
    m_restored = *std::move(report);
    if (m_restored->masterKey)
        return keepRestoredKey();
    finish(restored({}));
}

void Daemon::keepRestoredKey()
{
    m_secrets = std::make_unique<PreferredSecretStore>(
        systemSecretStore(m_settings.values().dataFolder + QStringLiteral("/master.key")),
        std::make_unique<KeychainSecretStore>(keychainPatience), WithoutKeychain::HasNone);
    m_secrets->load(m_restored->ledgerUuid, [this](auto present) {
        const Secret &wanted = *m_restored->masterKey;
        if (present && present->has_value()) {
            const bool isSame = (*present)->reveal() == wanted.reveal();
            return finish(restored(isSame ? Result<>()
                                          : fail(ErrorCode::Conflict,
                                                 QStringLiteral("%1 holds another master key for "
                                                                "this ledger; it was left alone, "
                                                                "and provider credentials stay "
                                                                "sealed until the right one is "
                                                                "there.")
                                                     .arg(m_secrets->place()))));
        }
        m_secrets->save(m_restored->ledgerUuid, wanted,
                        [this](const Result<> &saved) { finish(restored(saved)); });
    });
}

VerbResult Daemon::restored(const Result<> &keyKept) const
{
    VerbResult result;
    if (m_invocation.wantsJson)
        result.out = jsonLine(
            json::object{{"ledger", jsonString(m_restored->ledgerUuid)},
                         {"epoch", m_restored->epoch},
                         {"audit_head", jsonOrNull(m_restored->auditHead)},
                         {"kept_aside", jsonOrNull(m_restored->keptAside)},
                         {"master_key",
                          m_restored->masterKey && keyKept ? jsonOrNull(m_secrets->place())
                                                           : json::value(nullptr)}});
    QString text = QStringLiteral("The backup is the ledger of %1 now.\n")
                       .arg(m_settings.values().dataFolder);
    if (!m_restored->keptAside.isEmpty())
        text += QStringLiteral("The ledger before it is in %1.\n").arg(m_restored->keptAside);
    if (!keyKept)
        text += QStringLiteral("turnpiked: %1\n").arg(keyKept.error().message);
    result.err = text.toUtf8();
    if (!keyKept)
        result.exit = exitOf(keyKept.error().code);
    return result;
}

void Daemon::runVerb()
{
    if (const auto collected = collectInputs(m_invocation, systemSecretReader()); !collected)
        return finish(failed(collected.error(), m_invocation.wantsJson));
    const QString socket = m_settings.values().dataFolder + QStringLiteral("/control.sock");
    const Result<VerbResult> answer = askOwner(socket, {m_invocation.words, m_invocation.inputs});
    if (answer)
        return finish(*answer);
    if (answer.error().code != ErrorCode::NotFound)
        return finish(failed(answer.error(), m_invocation.wantsJson));
    if (!hasLedger(m_settings.values().dataFolder))
        return finish(failed({ErrorCode::NotFound,
                              QStringLiteral("There is no ledger in %1; make one with turnpiked "
                                             "init, or name another folder with --data.")
                                  .arg(m_settings.values().dataFolder),
                              {}},
                             m_invocation.wantsJson));
    runHere();
}

void Daemon::runHere()
{
    if (!openRuntime(false))
        return;
    if (wantsMasterKey(m_invocation))
        unlockThen(&Daemon::runUnlocked);
    else
        runUnlocked({});
}

void Daemon::runUnlocked(const Result<> &unlocked)
{
    if (!unlocked)
        say({Exit::Ok, {}, "turnpiked: " + unlocked.error().message.toUtf8() + '\n'});
    const VerbResult result = m_runtime->run(osUserName(), m_invocation);
    m_runtime.reset();
    finish(result);
}

void Daemon::runReadOnly(const Error &reason)
{
    LedgerOptions options;
    options.folder = m_settings.values().dataFolder;
    options.mode = LedgerOptions::Mode::ReadOnly;
    const auto ledger = Ledger::open(options, m_clock);
    if (!ledger)
        return finish(notOpened(reason, m_invocation.wantsJson));
    VerbContext context;
    context.ledgerPath = (*ledger)->path();
    context.journalFolder = (*ledger)->journalFolder();
    context.clock = &m_clock;
    context.osUser = osUserName();
    finish(turnpike::runVerb(context, m_invocation));
}

void Daemon::say(const VerbResult &result)
{
    std::fwrite(result.err.constData(), 1, static_cast<std::size_t>(result.err.size()), stderr);
    std::fwrite(result.out.constData(), 1, static_cast<std::size_t>(result.out.size()), stdout);
    std::fflush(stdout);
}

void Daemon::finish(const VerbResult &result)
{
    say(result);
    QCoreApplication::exit(static_cast<int>(result.exit));
}

} // namespace turnpike
