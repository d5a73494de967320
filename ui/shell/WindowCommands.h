// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that every window has, whatever pane is in front.
#pragma once

#include "ui/shell/Pane.h"

#include <QObject>

namespace turnpike::ui {

class PaneHost;
struct Command;

/// Where the commands reach; everything outlives them.
struct CommandTargets
{
    Theme &theme;
    CommandRegistry &commands;
    Navigation &navigation;
    Notices &notices;
    PaneHost &panes;
};

/// Things that only the window itself can do.
struct WindowActs
{
    std::function<void()> openPalette;
    std::function<void()> toggleSidebar;
    std::function<void()> showKeyboard;
    std::function<void()> showAbout;
    std::function<void(int step)> jumpRegion;
    std::function<void()> openOrganizations;
    std::function<void()> openWorkspaces;
    std::function<void()> quit;
};

class WindowCommands final : public QObject
{
    Q_OBJECT

public:
    WindowCommands(CommandTargets targets, WindowActs acts, QObject *parent);

    /// "go.overview" and so on, in the order of the sidebar.
    static QStringList goIds(const QList<PaneEntry> &entries);

private:
    void add(const char *id, const QString &title, const QString &icon, const char *shortcut,
             std::function<void()> run, std::function<bool()> isAvailable = {});
    void addPlaces();
    void addPaneActs();
    void addPaneAct(const char *id, const QString &title, const QString &icon, const char *shortcut,
                    Pane::Act act, void (Pane::*run)());
    void addView();
    void addTheme(const char *id, const QString &title, const QString &icon, int choice);
    void addWindow();

    CommandTargets m_targets;
    WindowActs m_acts;
};

} // namespace turnpike::ui
