// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Panes.h"

#include "ui/panes/activity/ActivityPane.h"
#include "ui/panes/connect/ConnectPane.h"
#include "ui/panes/keys/KeyCommands.h"
#include "ui/panes/keys/KeysPane.h"
#include "ui/panes/live/LivePane.h"
#include "ui/panes/models/ModelCommands.h"
#include "ui/panes/models/ModelsPane.h"
#include "ui/panes/overview/OverviewPane.h"
#include "ui/panes/providers/ProviderCommands.h"
#include "ui/panes/providers/ProvidersPane.h"
#include "ui/panes/routing/RoutingPane.h"

#include <QCoreApplication>

namespace turnpike::ui {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::ui::Sidebar", text);
}

template <typename P>
PaneEntry entry(const char *id, const char *title, const char *icon, const char *group,
                void (*addCommands)(Console &, QObject *) = nullptr)
{
    return {QLatin1String(id),
            say(title),
            QLatin1String(icon),
            say(group),
            [](Console &console, QWidget *parent) -> Pane * { return new P(console, parent); },
            addCommands};
}

} // namespace

QList<PaneEntry> allPanes()
{
    return {
        entry<OverviewPane>("overview", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Overview"),
                            "layout-dashboard", ""),
        entry<ConnectPane>("connect", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Connect a tool"),
                           "plug", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "DEVELOP")),
        entry<LivePane>("live", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Live requests"),
                        "radio", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "DEVELOP")),
        entry<ActivityPane>("activity", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Activity"),
                            "chart-column", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "USAGE")),
        entry<KeysPane>("keys", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "API keys"), "key-round",
                        QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "ACCESS"), addKeyCommands),
        entry<ModelsPane>("models", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Models"), "library",
                          QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "ROUTING"), addModelCommands),
        entry<ProvidersPane>(
            "providers", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Provider keys"), "lock",
            QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "ROUTING"), addProviderCommands),
        entry<RoutingPane>("routing", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "Routing"),
                           "route", QT_TRANSLATE_NOOP("turnpike::ui::Sidebar", "ROUTING")),
    };
}

} // namespace turnpike::ui
