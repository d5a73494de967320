// SPDX-License-Identifier: GPL-3.0-or-later
// What every pane and dialog gets: the open ledger and the parts of the window.
#pragma once

namespace turnpike {

class Clock;
class ControlPlane;
class GatewayControl;
class LedgerReads;
class LiveFeed;
class LocalServers;

namespace ui {

class CommandRegistry;
class Navigation;
class Notices;
class SeriesColours;
class SessionSecrets;
class Theme;
class WorkspaceScope;

/// Exists only while a ledger is open: the window shows its shell before and after without one.
/// Everything is borrowed and outlives the panes.
struct Console
{
    ControlPlane &control; ///< Changes and reads of the organization, off the GUI thread.
    LedgerReads &reads; ///< Generations and sums, off the GUI thread.
    LiveFeed &live; ///< Running and just ended requests.
    GatewayControl &gateway;
    const Clock &clock;
    const Theme &theme;
    CommandRegistry &commands;
    Navigation &navigation;
    Notices &notices;
    WorkspaceScope &scope; ///< The workspace that workspace-scoped panes show.
    SessionSecrets &secrets; ///< Of keys made while the window is open.
    SeriesColours &seriesColours; ///< The same series looks the same in every chart.
    LocalServers *localServers = nullptr; ///< Null: nobody looks for servers on this machine.
};

} // namespace ui
} // namespace turnpike
