// SPDX-License-Identifier: GPL-3.0-or-later
// turnpiked: runs one verb, or serves until it is told to stop.
#pragma once

#include "app/Backup.h"
#include "app/CommandLine.h"
#include "app/Settings.h"
#include "core/Clock.h"
#include "core/Key.h"
#include "core/ports/SecretStore.h"

#include <QObject>

#include <memory>
#include <optional>

namespace turnpike {

class DemoFolder;
class Runtime;
class SignalHandler;

/// Lives on the main thread, whose event loop it ends with the exit code when it is done.
class Daemon final : public QObject
{
    Q_OBJECT

public:
    /// `demo`: where the sources' data folder is that of a demonstration, to be filled before it is
    /// served; else null. Must outlive this.
    Daemon(Invocation invocation, LoadedSettings::Sources sources, LoadedSettings settings,
           DemoFolder *demo = nullptr);
    ~Daemon() override;

    /// Called once the event loop runs.
    void start();

private:
    void serve();
    bool fillDemo();
    void listen(const Result<> &unlocked);
    void stop();
    void reload();
    void initialise();
    void finishInitialise(const Result<> &unlocked);
    void restore();
    void keepRestoredKey();
    VerbResult restored(const Result<> &keyKept) const;
    void runVerb();
    void runHere();
    void runUnlocked(const Result<> &unlocked);
    /// Calls `next` from the event loop once the master key is there or known to be missing, unless
    /// the runtime has ended meanwhile.
    void unlockThen(void (Daemon::*next)(const Result<> &));
    void runReadOnly(const Error &reason);
    bool openRuntime(bool withGateway);
    void firstRun();
    void finish(const VerbResult &result);
    void say(const VerbResult &result);
    QByteArray greeting() const;
    QByteArray initialised() const;

    SystemClock m_clock;
    Invocation m_invocation;
    LoadedSettings::Sources m_sources;
    LoadedSettings m_settings;
    DemoFolder *m_demo;
    std::unique_ptr<SignalHandler> m_signals;
    std::unique_ptr<Runtime> m_runtime;
    std::unique_ptr<SecretStore> m_secrets; ///< While a restored key is put away.
    std::optional<RestoreReport> m_restored;
    std::optional<IssuedKey> m_firstKey; ///< Until it was shown.
    bool m_isDemonstration = false; ///< What the ledger that is served says of itself.
};

} // namespace turnpike
