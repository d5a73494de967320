// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that lives as long as the program: the same in the console and in the daemon.
#pragma once

#include "app/CommandLine.h"
#include "app/ControlSocket.h"
#include "app/GatewaySink.h"
#include "app/Settings.h"
#include "app/verbs/Verbs.h"
#include "core/Key.h"
#include "core/Result.h"
#include "core/Secret.h"
#include "ledger/Ledger.h"
#include "services/OrganizationService.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace turnpike {

class Clock;
class ControlPlane;
class Engine;
class LedgerApi;
class SecretStore;

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
};

/// Owns the ledger of a data folder. Members stand in construction order, so destruction stops
/// accepting, drains, settles, flushes the writer and closes. Lives on the main thread.
class Runtime final : public QObject
{
    Q_OBJECT

public:
    /// Completes a restore that was interrupted, opens ledger and services; nothing listens yet.
    /// Errors: Unavailable or Conflict as Ledger::open, naming the owner of the folder.
    static Result<std::unique_ptr<Runtime>> open(RuntimeOptions options, const Clock &clock);
    ~Runtime() override;

    /// Creates organization, owner and default workspace if there is none; true if it did.
    Result<bool> initialise(const FirstRun &firstRun, const QString &osUser);
    Result<IssuedKey> createFirstKey(const QString &osUser);

    using Done = std::function<void(Result<>)>;
    /// Finds or makes the master key and gives it to the services. Answers later, on this thread.
    /// Errors: those of the stores; everything but provider credentials works without it.
    void unlock(Done done);
    /// Publishes the policy, listens, opens the control socket and writes DIR/run.json.
    /// Errors: Conflict for a port in use; Unavailable.
    Result<> listen();
    /// Stops accepting, lets running requests end until the drain time-out, settles. Blocks.
    void stop();

    ControlPlane &control() { return *m_control; }
    Ledger &ledger() { return *m_ledger; }
    Engine *engine() { return m_engine.get(); } ///< Null without a gateway.
    const Settings &settings() const { return m_options.settings; }
    /// "http://127.0.0.1:4417/api/v1", with the real port; empty until listen().
    QString url() const;
    /// Where the master key is: "the keychain". Empty until unlock() succeeded.
    const QString &masterKeyPlace() const { return m_masterKeyPlace; }
    /// Runs a verb whose place is Owner or Reader. Blocks; any thread but that of the GUI.
    VerbResult run(const QString &osUser, const Invocation &invocation);

private:
    Runtime(RuntimeOptions options, const Clock &clock, std::unique_ptr<Ledger> ledger);
    Result<> openParts();
    bool hasSealedCredentials();
    VerbResult runFor(const QString &osUser, const ControlCommand &command);
    Result<> writeRunFile() const;
    QString pathOf(const char *name) const;

    const RuntimeOptions m_options;
    const Clock &m_clock;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<LedgerApi> m_api;
    GatewaySink m_sink;
    std::unique_ptr<ControlPlane> m_control;
    std::unique_ptr<SecretStore> m_secrets;
    Secret m_masterKey;
    QString m_masterKeyPlace;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<ControlSocket> m_socket;
};

/// Name and full name of the operating-system account, for the first run.
QString osUserName();
QString osUserFullName();

} // namespace turnpike
