// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WindowCommands.h"

#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/shell/PaneHost.h"
#include "ui/theme/Theme.h"

#include <QSettings>

namespace turnpike::ui {

namespace {

constexpr int textStep = 10;

QString goId(const PaneEntry &entry)
{
    return QStringLiteral("go.") + entry.id;
}

void setTextSize(Theme &theme, int percent)
{
    theme.setTextSizePercent(percent);
    QSettings().setValue(QStringLiteral("view/textSize"), theme.textSizePercent());
}

} // namespace

WindowCommands::WindowCommands(CommandTargets targets, WindowActs acts, QObject *parent)
    : QObject(parent)
    , m_targets(targets)
    , m_acts(std::move(acts))
{
    addPaneActs();
    addPlaces();
    addView();
    addWindow();
}

QStringList WindowCommands::goIds(const QList<PaneEntry> &entries)
{
    QStringList ids;
    for (const PaneEntry &entry : entries)
        ids << goId(entry);
    return ids;
}

void WindowCommands::add(const char *id, const QString &title, const QString &icon,
                         const char *shortcut, std::function<void()> run,
                         std::function<bool()> isAvailable)
{
    Command command;
    command.id = QLatin1String(id);
    command.title = title;
    command.icon = icon;
    command.shortcut = QLatin1String(shortcut);
    command.group = tr("Actions");
    command.run = std::move(run);
    command.isAvailable = std::move(isAvailable);
    m_targets.commands.add(this, std::move(command));
}

void WindowCommands::addPlaces()
{
    int number = 0;
    for (const PaneEntry &entry : m_targets.panes.entries()) {
        Command command;
        command.id = goId(entry);
        command.title = entry.title;
        command.icon = entry.icon;
        command.group = tr("Go to");
        command.run = [this, id = entry.id] { m_targets.navigation.go({id, {}}); };
        if (++number <= 9)
            command.shortcut = QStringLiteral("Ctrl+%1").arg(number);
        if (entry.id == QLatin1String("live"))
            command.shortcut += QStringLiteral("; Ctrl+L");
        m_targets.commands.add(this, std::move(command));
    }
    Navigation &navigation = m_targets.navigation;
    add(
        "nav.back", tr("Back"), QStringLiteral("chevron-left"), "Alt+Left",
        [&navigation] { navigation.back(); }, [&navigation] { return navigation.canGoBack(); });
    add(
        "nav.forward", tr("Forward"), QStringLiteral("chevron-right"), "Alt+Right",
        [&navigation] { navigation.forward(); },
        [&navigation] { return navigation.canGoForward(); });
}

void WindowCommands::addPaneActs()
{
    addPaneAct("pane.create", tr("Create on this page"), QStringLiteral("plus"), "Ctrl+N",
               Pane::Act::Create, &Pane::create);
    addPaneAct("pane.filter", tr("Filter this page"), QStringLiteral("search"), "Ctrl+F; /",
               Pane::Act::Filter, &Pane::focusFilter);
    addPaneAct("pane.refresh", tr("Refresh this page"), QStringLiteral("refresh"), "F5; Ctrl+R",
               Pane::Act::Refresh, &Pane::refresh);
    addPaneAct("pane.inspect", tr("Show or hide the inspector"), QStringLiteral("info"), "Ctrl+I",
               Pane::Act::Inspect, &Pane::toggleInspector);
    addPaneAct("pane.export", tr("Export this view"), QStringLiteral("download"), "Ctrl+E",
               Pane::Act::Export, &Pane::exportView);
}

void WindowCommands::addPaneAct(const char *id, const QString &title, const QString &icon,
                                const char *shortcut, Pane::Act act, void (Pane::*run)())
{
    PaneHost &panes = m_targets.panes;
    add(
        id, title, icon, shortcut, [&panes, run] { (panes.current()->*run)(); },
        [&panes, act] { return panes.current() && panes.current()->supports(act); });
}

void WindowCommands::addView()
{
    add("view.sidebar", tr("Collapse or expand the sidebar"), QStringLiteral("menu"), "Ctrl+B",
        m_acts.toggleSidebar);
    Theme &theme = m_targets.theme;
    add(
        "view.larger", tr("Larger text"), QStringLiteral("plus"),
        "Ctrl++; Ctrl+=", [&theme] { setTextSize(theme, theme.textSizePercent() + textStep); },
        [&theme] { return theme.textSizePercent() < 200; });
    add(
        "view.smaller", tr("Smaller text"), QStringLiteral("search"), "Ctrl+-",
        [&theme] { setTextSize(theme, theme.textSizePercent() - textStep); },
        [&theme] { return theme.textSizePercent() > 80; });
    add(
        "view.normal", tr("Normal text size"), QStringLiteral("search"), "Ctrl+0",
        [&theme] { setTextSize(theme, 100); }, [&theme] { return theme.textSizePercent() != 100; });
    addTheme("view.system", tr("Colours of the desktop"), QStringLiteral("settings"),
             int(Theme::Choice::System));
    addTheme("view.light", tr("Light colours"), QStringLiteral("sun"), int(Theme::Choice::Light));
    addTheme("view.dark", tr("Dark colours"), QStringLiteral("moon"), int(Theme::Choice::Dark));
}

void WindowCommands::addTheme(const char *id, const QString &title, const QString &icon, int choice)
{
    Theme &theme = m_targets.theme;
    Command command;
    command.id = QLatin1String(id);
    command.title = title;
    command.icon = icon;
    command.group = tr("Actions");
    command.run = [&theme, choice] {
        theme.setChoice(Theme::Choice(choice));
        QSettings().setValue(QStringLiteral("view/colours"), choice);
    };
    command.isChecked = [&theme, choice] { return int(theme.choice()) == choice; };
    m_targets.commands.add(this, std::move(command));
}

void WindowCommands::addWindow()
{
    add("palette.open", tr("Search or run a command"), QStringLiteral("search"), "Ctrl+K; Ctrl+P",
        m_acts.openPalette);
    Notices &notices = m_targets.notices;
    add(
        "edit.undo", tr("Undo"), QStringLiteral("undo"), "Ctrl+Z",
        [&notices] { notices.undoLast(); },
        [&notices] { return notices.currentToast() && notices.currentToast()->undo; });
    add("organization.switch", tr("Organization menu"), QStringLiteral("organization"),
        "Ctrl+Shift+O", m_acts.openOrganizations);
    add("workspace.switch", tr("Switch workspace"), QStringLiteral("boxes"), "Ctrl+Shift+W",
        m_acts.openWorkspaces);
    add("region.next", tr("Next part of the window"), QStringLiteral("chevron-right"), "F6",
        [this] { m_acts.jumpRegion(1); });
    add("region.previous", tr("Previous part of the window"), QStringLiteral("chevron-left"),
        "Shift+F6", [this] { m_acts.jumpRegion(-1); });
    add("help.keyboard", tr("Keyboard"), QStringLiteral("keyboard"), "F1", m_acts.showKeyboard);
    add("help.about", tr("About Turnpike"), QStringLiteral("info"), "", m_acts.showAbout);
    add("app.quit", tr("Quit"), QStringLiteral("power"), "Ctrl+Q", m_acts.quit);
}

} // namespace turnpike::ui
