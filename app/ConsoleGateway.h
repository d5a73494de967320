// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway inside the console, as its windows see it.
#pragma once

#include "app/Background.h"
#include "app/Settings.h"
#include "core/Result.h"
#include "core/ports/GatewayControl.h"

#include <QObject>

#include <functional>

class QTimer;

namespace turnpike {

class Runtime;

/// A runtime listens once: stopping keeps it open for its services, and starting again asks for a
/// new one. Lives on the GUI thread; the program tells it what becomes of the runtime.
class ConsoleGateway final : public QObject, public GatewayControl
{
    Q_OBJECT

public:
    /// `reopen` closes the runtime, opens another one and listens on the port.
    /// `unlock` asks for the master key.
    ConsoleGateway(std::function<void(int port)> reopen, std::function<void()> unlock,
                   QObject *parent = nullptr);

    GatewayStatus status() const override { return m_status; }
    void setPaused(bool isPaused) override;
    void start(int port) override;
    void stop() override;
    void openVault() override;
    std::vector<EndpointHealthView> endpointHealth() const override;
    RoutePreview previewRoute(const RoutePreviewQuestion &question) const override;
    void onChange(QObject *context, std::function<void()> changed) override;

    // What the program tells.
    void isStarting(const Settings &settings);
    void isListening(Runtime &runtime);
    /// An empty message: the ledger is not open, and the window says why.
    /// Looks for the owner of a port that is taken and a free one before it says so.
    void hasFailed(const Settings &settings, const Error &error);
    /// The runtime stops taking requests.
    void isEnding();
    /// The runtime is about to go, on another thread: it is not looked at again.
    void isClosing();
    void isStopped();
    void setSimulatorOnly(bool isSimulatorOnly);
    void setVault(const VaultStatus &vault);
    /// Requests began or ended.
    void refresh();

Q_SIGNALS:
    void changed();

private:
    void set(GatewayStatus::State state);

    std::function<void(int port)> m_reopen;
    std::function<void()> m_unlock;
    Runtime *m_runtime = nullptr;
    GatewayStatus m_status;
    QTimer *m_recheck; ///< Runs only while requests do.
    Background m_background;
};

} // namespace turnpike
