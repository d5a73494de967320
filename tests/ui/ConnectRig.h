// SPDX-License-Identifier: GPL-3.0-or-later
// "Connect a tool" over a whole program: ledger, services, a gateway that listens, its simulator.
#pragma once

#include "app/ConsoleGateway.h"
#include "app/Runtime.h"
#include "core/Clock.h"
#include "services/LedgerReads.h"
#include "services/LiveFeed.h"
#include "ui/Console.h"
#include "ui/SessionSecrets.h"
#include "ui/charts/SeriesColours.h"
#include "ui/panes/connect/ConnectPane.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"

#include <QTemporaryDir>

#include <memory>

namespace turnpike::test {

class ConnectRig
{
public:
    explicit ConnectRig(const ui::Theme &theme);
    ~ConnectRig();

    bool isReady() const { return m_isReady; }
    /// Whole, with a secret that the window does not know.
    IssuedKey issueElsewhere(const QString &name);
    /// A request with that key, by default a chat completion to the simulator; the status, or 0.
    int request(const Secret &key, const QString &model = QStringLiteral("turnpike/simulator"),
                const QString &route = QStringLiteral("/chat/completions"));
    /// Puts a program that prints `version` where the pane looks for tools.
    void install(const QString &program, const QString &version);
    QString home() const { return m_folder.filePath(QStringLiteral("home")); }

    /// Shown, sized as the pane of a window of 1440 x 900, with what it reads read.
    ui::ConnectPane &pane();

    SystemClock clock;
    LiveFeed live{clock};
    ConsoleGateway gateway;
    ui::CommandRegistry commands;
    ui::Navigation navigation;
    ui::Notices notices;
    ui::WorkspaceScope scope;
    ui::SessionSecrets secrets;
    ui::SeriesColours seriesColours;
    std::unique_ptr<Runtime> runtime;
    std::unique_ptr<LedgerReads> reads;

private:
    const ui::Theme &m_theme;
    QTemporaryDir m_folder;
    QObject m_window;
    bool m_isReady = false;
    std::unique_ptr<ui::Console> m_console;
    std::unique_ptr<ui::ConnectPane> m_pane;
};

} // namespace turnpike::test
