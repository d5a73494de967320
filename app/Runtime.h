// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that lives as long as the program: the same in the console and in the daemon.
#pragma once

#include "app/CommandLine.h"
#include "app/ControlSocket.h"
#include "app/GatewaySink.h"
#include "app/OwnAddress.h"
#include "app/Settings.h"
#include "app/verbs/Verbs.h"
#include "core/EndpointHealth.h"
#include "core/Key.h"
#include "core/Result.h"
#include "core/RoutePreview.h"
#include "core/Secret.h"
#include "ledger/Ledger.h"
#include "services/OrganizationService.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace turnpike {

class Background;
class CertificateWatch;
class Clock;
class ControlPlane;
class Engine;
class HealthKeeper;
class LedgerApi;
class LedgerObserver;
class RoutePreviewer;
class SecretStore;
enum class WithoutKeychain : quint8;

struct RuntimeOptions
{
    enum class Gateway {
        Serves, ///< Engine, journals and control socket.
        Absent, ///< Ledger and services only: one verb without an owner.
    };

    Settings settings;
    Gateway gateway = Gateway::Serves;
    std::chrono::milliseconds keychainPatience{60'000};
    /// Called on a thread of the control socket when a second console starts; false: no window.
    std::function<bool()> raiseWindow;
    /// Hears what the journals tell, as long as the ledger is open; null: nobody. Must outlive the
    /// runtime. Without a gateway there is nothing to hear.
    LedgerObserver *observer = nullptr;
};

/// Owns the ledger of a data folder. Members stand in construction order, so destruction stops
/// accepting, drains, settles, flushes the writer and closes.
///
/// Lives on the main thread. Each step of a program's life has a blocking form, for the daemon, and
/// one that takes a `context`, for windows: that one returns at once, does files, SQLite, sockets
/// and waiting on other threads, and calls `done` on the main thread from its event loop, where
/// `context` must live. `done` is dropped when `context` or the runtime is gone by then, and may
/// destroy both. Ask for a step when the one before it has answered; stop() and destruction may
/// come at any time and wait, elsewhere, for the step under way.
class Runtime final : public QObject
{
    Q_OBJECT

public:
    using Opened = std::function<void(Result<std::unique_ptr<Runtime>>)>;
    using Done = std::function<void(Result<>)>;

    /// Completes a restore that was interrupted, opens ledger and services; nothing listens yet.
    /// Errors: Unavailable or Conflict as Ledger::open, naming the owner of the folder.
    static Result<std::unique_ptr<Runtime>> open(RuntimeOptions options, const Clock &clock);
    /// When `context` goes first, its destruction waits for the opening and closes what it opened.
    static void open(QObject *context, RuntimeOptions options, const Clock &clock, Opened done);
    /// Stops and closes everything, as destruction does, without blocking: the end of a window.
    /// When `context` goes first, its destruction waits for the end.
    static void close(std::unique_ptr<Runtime> runtime, QObject *context,
                      std::function<void()> done);
    /// Finishes the steps that were asked for, then stops as stop() does. Blocks.
    ~Runtime() override;

    /// Creates organization, owner and default workspace if there is none; true if it did.
    Result<bool> initialise(const FirstRun &firstRun, const QString &osUser);
    void initialise(QObject *context, const FirstRun &firstRun, const QString &osUser,
                    std::function<void(Result<bool>)> done);
    Result<IssuedKey> createFirstKey(const QString &osUser);
    void createFirstKey(QObject *context, const QString &osUser,
                        std::function<void(Result<IssuedKey>)> done);

    /// Finds or makes the master key and gives it to the services. It has no blocking form: a
    /// keychain may ask its owner first. A key file is read and made on this thread.
    /// Errors: those of the stores; everything but provider credentials works without it.
    void unlock(QObject *context, Done done);
    /// Publishes the policy, opens the control socket, listens and writes DIR/run.json. Once. The
    /// control socket stays open when the port is taken.
    /// Errors: Conflict for a port in use; Unavailable.
    Result<> listen();
    void listen(QObject *context, Done done);
    /// Stops accepting, lets running requests end until the drain time-out, then cuts them; returns
    /// when each is settled and committed. Services still answer; listen() does not work again.
    void stop();
    void stop(QObject *context, std::function<void()> done);
    /// Reads the certificate's files now, where there are any, and not when they look changed.
    void readCertificate();
    /// While paused, new requests get 503 with Retry-After; running ones go on. From listen() on.
    void setPaused(QObject *context, bool paused, std::function<void()> done);

    ControlPlane &control() { return *m_control; }
    Ledger &ledger() { return *m_ledger; }
    /// Null without a gateway. Only status() and port() are for the main thread.
    const Engine *engine() const { return m_engine.get(); }
    /// How every endpoint that has had traffic stands; empty without a gateway. Waits for nothing;
    /// for the main thread, as is the next.
    std::vector<EndpointHealthView> endpointHealth() const;
    /// What would happen to such a request now, by the newest policy.
    RoutePreview previewRoute(const RoutePreviewQuestion &question) const;
    const Settings &settings() const { return m_options.settings; }
    /// Settings::urlAt with the real port; empty until listen().
    QString url() const;
    /// Where the master key is: "the keychain". Empty until unlock() succeeded.
    const QString &masterKeyPlace() const { return m_masterKeyPlace; }
    /// Runs a verb whose place is Owner or Reader. Blocks; any thread but that of the GUI.
    VerbResult run(const QString &osUser, const Invocation &invocation);

private:
    Runtime(RuntimeOptions options, const Clock &clock, std::unique_ptr<Ledger> ledger);
    Result<> openParts();
    void obtainKey(WithoutKeychain otherwise, Done done);
    template <typename Answer>
    std::function<void(Answer)> answering(QObject *context, std::function<void(Answer)> done);
    VerbResult runFor(const QString &osUser, const ControlCommand &command);
    Result<> writeRunFile() const;
    QString pathOf(const char *name) const;

    const RuntimeOptions m_options;
    const Clock &m_clock;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<LedgerApi> m_api;
    GatewaySink m_sink;
    OwnAddress m_ownAddress;
    std::unique_ptr<ControlPlane> m_control;
    std::unique_ptr<SecretStore> m_secrets;
    Secret m_masterKey;
    QString m_masterKeyPlace;
    std::unique_ptr<CertificateWatch> m_certificate; ///< With TLS, until stop().
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<HealthKeeper> m_healthKeeper;
    std::unique_ptr<RoutePreviewer> m_previewer;
    std::unique_ptr<ControlSocket> m_socket;
    std::unique_ptr<Background> m_background; ///< Goes first: it uses all the others.
};

/// Name and full name of the operating-system account, for the first run.
QString osUserName();
QString osUserFullName();

} // namespace turnpike
