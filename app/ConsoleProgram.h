// SPDX-License-Identifier: GPL-3.0-or-later
// turnpike: the window and the gateway inside it, from the first picture to the last request.
#pragma once

#include "app/Background.h"
#include "app/ConsoleGateway.h"
#include "app/FirstStart.h"
#include "app/Settings.h"
#include "core/Clock.h"
#include "core/Key.h"
#include "services/LiveFeed.h"
#include "services/LocalServers.h"
#include "ui/SessionSecrets.h"
#include "ui/charts/SeriesColours.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/shell/WorkspaceScope.h"

#include <QObject>

#include <functional>
#include <memory>

namespace turnpike {

class DemoFolder;
class LedgerReads;
class LedgerWatch;
class Runtime;
struct RuntimeOptions;
class SignalHandler;

/// Lives on the main thread, whose event loop it ends.
class ConsoleProgram final : public QObject
{
    Q_OBJECT

public:
    /// `demo`: where the sources' data folder is that of a demonstration, to be filled before it is
    /// opened; else null. Must outlive this.
    ConsoleProgram(LoadedSettings::Sources sources, LoadedSettings settings, ui::Theme &theme,
                   DemoFolder *demo = nullptr);
    ~ConsoleProgram() override;

    /// Shows the window, then opens the ledger behind it.
    void start();

private:
    void open();
    void openRuntime();
    void fillDemo();
    bool isUsualPort() const;
    void opened(Result<std::unique_ptr<Runtime>> runtime);
    void initialised(const Result<bool> &isNew);
    void makeFirstKey();
    void openReads(bool isNew);
    void readsOpened(Result<std::unique_ptr<LedgerReads>> reads, bool isNew);
    void showConsole(bool isNew);
    /// Unlocks, then listens; listens at once when no provider has a credential.
    void begin();
    void unlock();
    void showVault(const Result<> &unlocked);
    void listen();
    /// Ends the console and then the runtime, off this thread.
    void close(std::function<void()> done);
    void closeRuntime(std::function<void()> done);
    void reopen(int port);
    void openFolder(const QString &folder);
    /// The end is exit(), not Qt's quit(): that would ask the window, which asks for this.
    void quit();
    [[noreturn]] void quitNow();
    void reload();
    void fail(const Error &error);
    void followProviders();
    RuntimeOptions runtimeOptions();

    SystemClock m_clock;
    LoadedSettings::Sources m_sources;
    LoadedSettings m_loaded;
    DemoFolder *m_demo;
    Settings m_settings; ///< With what was chosen in the window for this run.
    std::unique_ptr<SignalHandler> m_signals;
    LiveFeed m_live;
    LocalServers m_localServers;
    ui::CommandRegistry m_commands;
    ui::Navigation m_navigation;
    ui::Notices m_notices;
    ui::WorkspaceScope m_scope;
    ui::SessionSecrets m_secrets;
    ui::SeriesColours m_seriesColours;
    ConsoleGateway m_gateway;
    ui::MainWindow m_window;
    FirstStart m_firstStart;
    std::unique_ptr<Runtime> m_runtime;
    std::unique_ptr<LedgerReads> m_reads;
    std::unique_ptr<ui::Console> m_console;
    std::unique_ptr<LedgerWatch> m_watch; ///< While a ledger is open.
    Background m_background;
    ui::Theme &m_theme;
    bool m_isQuitting = false;
    bool m_isBusy = false; ///< A runtime is being opened or closed.
    bool m_hasListened = false; ///< Once for a runtime; asking for the key may come again.
};

} // namespace turnpike
