// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ConsoleGateway.h"

#include "app/PortOwner.h"
#include "app/Runtime.h"
#include "engine/gateway/Engine.h"

#include <QTimer>

namespace turnpike {

using State = GatewayStatus::State;

namespace {

QString addressOf(const QString &host, int port)
{
    const bool isVersion6 = host.contains(QLatin1Char(':'));
    return (isVersion6 ? QStringLiteral("[%1]:%2") : QStringLiteral("%1:%2")).arg(host).arg(port);
}

} // namespace

ConsoleGateway::ConsoleGateway(std::function<void(int port)> reopen, std::function<void()> unlock,
                               QObject *parent)
    : QObject(parent)
    , m_reopen(std::move(reopen))
    , m_unlock(std::move(unlock))
    , m_recheck(new QTimer(this))
{
    m_recheck->setSingleShot(true);
    m_recheck->setInterval(1'000);
    connect(m_recheck, &QTimer::timeout, this, &ConsoleGateway::refresh);
}

void ConsoleGateway::onChange(QObject *context, std::function<void()> changed)
{
    connect(this, &ConsoleGateway::changed, context, std::move(changed));
}

void ConsoleGateway::set(State state)
{
    m_status.state = state;
    Q_EMIT changed();
}

void ConsoleGateway::setPaused(bool isPaused)
{
    const State expected = isPaused ? State::Running : State::Paused;
    if (!m_runtime || m_status.state != expected)
        return;
    m_runtime->setPaused(this, isPaused, [this, isPaused] {
        if (m_status.state == State::Running || m_status.state == State::Paused)
            set(isPaused ? State::Paused : State::Running);
    });
}

void ConsoleGateway::start(int port)
{
    if (m_status.state != State::Stopped && m_status.state != State::Failed)
        return;
    m_reopen(port);
}

void ConsoleGateway::stop()
{
    if (!m_runtime || (m_status.state != State::Running && m_status.state != State::Paused))
        return;
    isEnding();
    m_runtime->stop(this, [this] { isStopped(); });
}

void ConsoleGateway::openVault()
{
    if (m_status.vault.state == VaultStatus::State::Locked)
        m_unlock();
}

std::vector<EndpointHealthView> ConsoleGateway::endpointHealth() const
{
    return m_runtime ? m_runtime->endpointHealth() : std::vector<EndpointHealthView>();
}

RoutePreview ConsoleGateway::previewRoute(const RoutePreviewQuestion &question) const
{
    if (m_runtime)
        return m_runtime->previewRoute(question);
    RoutePreview preview;
    preview.problem = tr("The gateway is not running: no request goes anywhere.");
    return preview;
}

void ConsoleGateway::isStarting(const Settings &settings)
{
    m_runtime = nullptr;
    m_status = {};
    m_status.port = settings.port;
    m_status.address = addressOf(settings.listenAddress, settings.port);
    set(State::Starting);
}

void ConsoleGateway::isListening(Runtime &runtime)
{
    m_runtime = &runtime;
    m_status.url = runtime.url();
    m_status.port = runtime.engine()->port();
    m_status.address = addressOf(runtime.settings().listenAddress, m_status.port);
    set(State::Running);
}

void ConsoleGateway::hasFailed(const Settings &settings, const Error &error)
{
    m_status.problem = error.message;
    if (error.code != ErrorCode::Conflict)
        return set(State::Failed);
    struct Found
    {
        QString owner;
        int freePort;
    };
    m_background.run(
        this,
        [address = settings.listenAddress, port = int(settings.port)] {
            return Found{portOwner(port), nextFreePort(address, port)};
        },
        [this](const Found &found) {
            if (m_status.state != State::Starting)
                return;
            m_status.portOwner = found.owner;
            m_status.freePort = found.freePort;
            set(State::Failed);
        });
}

void ConsoleGateway::isEnding()
{
    m_status.url.clear();
    set(State::Stopping);
}

void ConsoleGateway::isClosing()
{
    m_recheck->stop();
    m_runtime = nullptr;
    isEnding();
}

void ConsoleGateway::isStopped()
{
    m_runtime = nullptr;
    m_status.activeRequests = 0;
    set(State::Stopped);
}

void ConsoleGateway::setSimulatorOnly(bool isSimulatorOnly)
{
    if (m_status.isSimulatorOnly == isSimulatorOnly)
        return;
    m_status.isSimulatorOnly = isSimulatorOnly;
    Q_EMIT changed();
}

void ConsoleGateway::setVault(const VaultStatus &vault)
{
    m_status.vault = vault;
    Q_EMIT changed();
}

void ConsoleGateway::refresh()
{
    if (!m_runtime || !m_runtime->engine())
        return;
    const qint64 active = m_runtime->engine()->status().activeRequests;
    if (active > 0)
        m_recheck->start();
    if (active == m_status.activeRequests)
        return;
    m_status.activeRequests = active;
    Q_EMIT changed();
}

} // namespace turnpike
