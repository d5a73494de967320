// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a pane gets, over a temporary ledger with an organization. Links turnpike::ui and
// turnpike_services_support.
#pragma once

#include "core/ports/GatewayControl.h"
#include "services/ControlPlane.h"
#include "services/LedgerReads.h"
#include "services/LiveFeed.h"
#include "ui/Console.h"
#include "ui/SessionSecrets.h"
#include "ui/charts/SeriesColours.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

#include "tests/services/Desk.h"
#include "tests/support/ManualClock.h"
#include "tests/support/TempLedger.h"

namespace turnpike {

/// A gateway that does at once what it is asked.
class FakeGateway final : public QObject, public GatewayControl
{
    Q_OBJECT

public:
    FakeGateway() { set(GatewayStatus::State::Running); }

    GatewayStatus status() const override { return m_status; }
    void setPaused(bool isPaused) override
    {
        set(isPaused ? GatewayStatus::State::Paused : GatewayStatus::State::Running);
    }
    void start(int port) override
    {
        if (port > 0)
            m_status.port = port;
        m_status.freePort = 0;
        set(GatewayStatus::State::Running);
    }
    void stop() override { set(GatewayStatus::State::Stopped); }
    void openVault() override
    {
        m_status.vault = {VaultStatus::State::Open, QStringLiteral("the keychain"), {}};
        Q_EMIT changed();
    }
    std::vector<EndpointHealthView> endpointHealth() const override { return healths; }
    RoutePreview previewRoute(const RoutePreviewQuestion &question) const override
    {
        asked.append(question);
        return preview;
    }
    void onChange(QObject *context, std::function<void()> told) override
    {
        connect(this, &FakeGateway::changed, context, std::move(told));
    }

    void set(GatewayStatus::State state)
    {
        m_status.state = state;
        m_status.address = QStringLiteral("127.0.0.1:%1").arg(m_status.port);
        const bool isUp
            = state == GatewayStatus::State::Running || state == GatewayStatus::State::Paused;
        m_status.url = isUp ? QStringLiteral("http://%1/api/v1").arg(m_status.address) : QString();
        history.append(state);
        Q_EMIT changed();
    }
    /// What set() does not decide: figures, problems, offers.
    GatewayStatus &edit() { return m_status; }

    QList<GatewayStatus::State> history;
    std::vector<EndpointHealthView> healths;
    RoutePreview preview; ///< The answer to every question.
    mutable QList<RoutePreviewQuestion> asked;

Q_SIGNALS:
    void changed();

private:
    GatewayStatus m_status = [] {
        GatewayStatus status;
        status.port = 4417;
        return status;
    }();
};

/// Settings of the windows go to a folder of its own.
class ConsoleFixture
{
public:
    explicit ConsoleFixture(ConnectionProbe probe = {})
        : ledger(clock)
        , live(clock)
        , theme(*qApp)
    {
        QCoreApplication::setOrganizationName(QStringLiteral("turnpike"));
        QCoreApplication::setApplicationName(QStringLiteral("turnpike-test"));
        for (const auto format : {QSettings::NativeFormat, QSettings::IniFormat})
            QSettings::setPath(format, QSettings::UserScope, m_settings.path());
        QSettings().clear();
        ControlPlaneOptions options;
        options.ledgerPath = ledger.path();
        options.clock = &clock;
        options.slotRegistry = &m_slots;
        options.connectionProbe = std::move(probe);
        auto opened = ControlPlane::open(options);
        if (!ledger.isReady() || !opened)
            qFatal("the ledger of the test could not be opened");
        control = *std::move(opened);
        const auto made = control->call(QString(), [](Services &services, const Actor &actor) {
            return services.organization.create(actor,
                                                {QStringLiteral("Acme Robotics"),
                                                 QStringLiteral("Alice"),
                                                 QStringLiteral("alice@example.org")});
        });
        auto reader = LedgerReads::open(ledger.path(), clock);
        if (!made || !reader)
            qFatal("the organization of the test could not be made");
        reads = *std::move(reader);
        console.reset(new ui::Console{*control, *reads, live, gateway, clock, theme, commands,
                                      navigation, notices, scope, secrets, seriesColours});
    }

private:
    QTemporaryDir m_settings;
    CountingSlots m_slots;

public:
    ManualClock clock;
    TempLedger ledger;
    LiveFeed live;
    FakeGateway gateway;
    ui::Theme theme;
    ui::CommandRegistry commands;
    ui::Navigation navigation;
    ui::Notices notices;
    ui::WorkspaceScope scope;
    ui::SessionSecrets secrets;
    ui::SeriesColours seriesColours;
    std::unique_ptr<ControlPlane> control;
    std::unique_ptr<LedgerReads> reads;
    std::unique_ptr<ui::Console> console; ///< What panes take; never null.
};

} // namespace turnpike
