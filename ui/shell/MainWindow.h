// SPDX-License-Identifier: GPL-3.0-or-later
// The console's window: sidebar, header, banner and panes, from before the ledger is open.
#pragma once

#include "core/Id.h"
#include "ui/shell/MessagePage.h"
#include "ui/shell/Pane.h"

#include <QMainWindow>

#include <memory>

class QStackedWidget;

namespace turnpike::ui {

class BannerBar;
class CommandActions;
class CommandPalette;
class GatewayCommands;
class Header;
class OrganizationHead;
class PaneHost;
class Sidebar;

/// What a window needs whether or not a ledger is open. Everything outlives it.
struct WindowParts
{
    Theme &theme;
    CommandRegistry &commands;
    Navigation &navigation;
    Notices &notices;
    WorkspaceScope &scope;
    GatewayControl &gateway;
    const Clock &clock;
    QList<PaneEntry> entries;
};

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    enum class State : quint8 { Opening, Failed, Open, Closing };

    explicit MainWindow(WindowParts parts);
    ~MainWindow() override;

    State state() const { return m_state; }
    /// A skeleton, until one of the next three.
    void showOpening();
    void showProblem(const OpeningProblem &problem);
    /// Panes come to life, at the place where they were, or at the first entry.
    void showConsole(Console &console);
    /// Running requests end first; offers not to wait for them.
    void showClosing();
    /// Before the console is destroyed: panes go, their place is kept.
    void closeConsole();
    /// To the front, and out of the task bar.
    void raiseToFront();

Q_SIGNALS:
    /// The window was closed or Quit chosen; it stays until the program ends.
    void quitAsked();
    void quitNowAsked();
    void retryAsked();
    void folderChosen(const QString &folder);

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void addCommands();
    void connectParts();
    void restoreLook();
    void keepLook();
    void followPane();
    void followGateway();
    void followTraffic(const LiveFeed &live);
    void showHealth();
    void toggleSidebar();
    void jump(int step);
    void openPillMenu();
    void showKeyboard();
    void showAbout();

    WindowParts m_parts;
    State m_state = State::Opening;
    bool m_wantsRail = false; ///< In a window that is wide enough for the whole sidebar.
    bool m_isNarrow = false;
    Sidebar *m_sidebar = nullptr;
    Header *m_header = nullptr;
    BannerBar *m_banner = nullptr;
    QStackedWidget *m_pages = nullptr;
    QWidget *m_opening = nullptr;
    MessagePage *m_message = nullptr;
    PaneHost *m_panes = nullptr;
    CommandPalette *m_palette = nullptr;
    CommandActions *m_actions = nullptr;
    GatewayCommands *m_gatewayCommands = nullptr;
    std::unique_ptr<OrganizationHead> m_organization;
    QList<ProviderId> m_failing; ///< Providers that fail just now.
};

} // namespace turnpike::ui
