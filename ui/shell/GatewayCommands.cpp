// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/GatewayCommands.h"

#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Notices.h"

#include <QClipboard>
#include <QGuiApplication>

namespace turnpike::ui {

using State = GatewayStatus::State;

namespace {

const QString bannerId = QStringLiteral("gateway");

QString portTaken(const GatewayStatus &status)
{
    return status.portOwner.isEmpty()
        ? GatewayCommands::tr("Proxy stopped: port %1 is in use.").arg(status.port)
        : GatewayCommands::tr("Proxy stopped: port %1 is in use by %2.")
              .arg(status.port)
              .arg(status.portOwner);
}

} // namespace

GatewayCommands::GatewayCommands(GatewayControl &gateway, CommandRegistry &commands,
                                 Notices &notices, QObject *parent)
    : QObject(parent)
    , m_gateway(gateway)
    , m_commands(commands)
    , m_notices(notices)
{
    addCommands();
    gateway.onChange(this, [this] { follow(); });
    follow();
}

QStringList GatewayCommands::menu()
{
    return {QStringLiteral("gateway.copyUrl"),
            QStringLiteral("-"),
            QStringLiteral("gateway.useFreePort"),
            QStringLiteral("gateway.start"),
            QStringLiteral("gateway.resume"),
            QStringLiteral("gateway.pause"),
            QStringLiteral("gateway.restart"),
            QStringLiteral("gateway.stop"),
            QStringLiteral("-"),
            QStringLiteral("gateway.health"),
            QStringLiteral("providers.add"),
            QStringLiteral("go.live")};
}

void GatewayCommands::addCommands()
{
    add(
        QStringLiteral("gateway.copyUrl"), tr("Copy base URL"), {}, QStringLiteral("copy"),
        QStringLiteral("Ctrl+Shift+C"), [this] { copyUrl(); }, [this] { return isUp(); });
    add(
        QStringLiteral("gateway.pause"), tr("Pause routing"), tr("New requests get 503"),
        QStringLiteral("pause"), {}, [this] { m_gateway.setPaused(true); },
        [this] { return is(State::Running); });
    add(
        QStringLiteral("gateway.resume"), tr("Resume routing"), {}, QStringLiteral("play"), {},
        [this] { m_gateway.setPaused(false); }, [this] { return is(State::Paused); });
    add(
        QStringLiteral("gateway.restart"), tr("Restart proxy"), tr("Running requests end first"),
        QStringLiteral("refresh"), {}, [this] { restart(); }, [this] { return isUp(); });
    add(
        QStringLiteral("gateway.stop"), tr("Stop proxy"), tr("Running requests end first"),
        QStringLiteral("power"), {}, [this] { m_gateway.stop(); }, [this] { return isUp(); });
    add(
        QStringLiteral("gateway.start"), tr("Start proxy"), {}, QStringLiteral("power"), {},
        [this] { m_gateway.start(); }, [this] { return is(State::Stopped) || is(State::Failed); });
    add(
        QStringLiteral("gateway.useFreePort"), tr("Start proxy on the next free port"), {},
        QStringLiteral("power"), {}, [this] { m_gateway.start(m_gateway.status().freePort); },
        [this] { return is(State::Failed) && m_gateway.status().freePort > 0; });
    add(
        QStringLiteral("gateway.health"), tr("Show failing providers"), tr("Live requests"),
        QStringLiteral("activity"), {}, [this] { Q_EMIT healthAsked(); },
        [this] { return is(State::Running) && m_failing > 0; });
    add(
        QStringLiteral("gateway.toggle"), tr("Start or stop proxy"), {}, QStringLiteral("power"),
        QStringLiteral("Ctrl+Alt+P"), [this] { toggle(); },
        [this] { return !is(State::Starting) && !is(State::Stopping); });
}

void GatewayCommands::add(const QString &id, const QString &title, const QString &context,
                          const QString &icon, const QString &shortcut, std::function<void()> run,
                          std::function<bool()> isAvailable)
{
    Command command;
    command.id = id;
    command.title = title;
    command.context = context;
    command.icon = icon;
    command.shortcut = shortcut;
    command.group = tr("Actions");
    command.run = std::move(run);
    command.isAvailable = std::move(isAvailable);
    m_commands.add(this, std::move(command));
}

bool GatewayCommands::is(State state) const
{
    return m_gateway.status().state == state;
}

bool GatewayCommands::isUp() const
{
    return is(State::Running) || is(State::Paused);
}

void GatewayCommands::copyUrl()
{
    const QString url = m_gateway.status().url;
    if (url.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(url);
    m_notices.toast(tr("%1 copied.").arg(url));
}

void GatewayCommands::toggle()
{
    if (isUp())
        m_gateway.stop();
    else
        m_gateway.start();
}

void GatewayCommands::restart()
{
    m_isRestarting = true;
    m_gateway.stop();
}

QString GatewayCommands::headline() const
{
    const GatewayStatus status = m_gateway.status();
    switch (status.state) {
    case State::Running:
        if (m_failing > 0)
            return tr("Running, providers fail: %1").arg(m_failing);
        return status.isSimulatorOnly ? tr("Running with the simulator only: no provider yet")
                                      : tr("Running on %1").arg(status.address);
    case State::Paused: return tr("Paused: new requests get 503");
    case State::Starting: return tr("Starting…");
    case State::Stopping: return tr("Stopping: running requests end first");
    case State::Stopped: return tr("Stopped");
    case State::Failed: break;
    }
    if (status.freePort > 0)
        return portTaken(status);
    return status.problem.isEmpty() ? tr("Stopped") : status.problem;
}

void GatewayCommands::follow()
{
    const GatewayStatus status = m_gateway.status();
    if (std::exchange(m_isRestarting, m_isRestarting && status.state == State::Stopping)
        && status.state == State::Stopped) {
        m_gateway.start();
        return;
    }
    switch (status.state) {
    case State::Paused:
        m_notices.setBanner(bannerId, Tone::Warning, QStringLiteral("pause"),
                            tr("Routing is paused: new requests get 503."), tr("Resume"),
                            [this] { m_gateway.setPaused(false); });
        break;
    case State::Stopped:
        m_notices.setBanner(bannerId, Tone::Warning, QStringLiteral("power"),
                            tr("The proxy is stopped: tools get no answer."), tr("Start"),
                            [this] { m_gateway.start(); });
        break;
    case State::Failed:
        if (status.freePort > 0)
            m_notices.setBanner(bannerId, Tone::Danger, QStringLiteral("circle-x"),
                                portTaken(status), tr("Use %1").arg(status.freePort),
                                [this] { m_gateway.start(m_gateway.status().freePort); });
        else if (status.problem.isEmpty()) // The window's page says it.
            m_notices.clearBanner(bannerId);
        else
            m_notices.setBanner(bannerId, Tone::Danger, QStringLiteral("circle-x"), status.problem,
                                tr("Try again"), [this] { m_gateway.start(); });
        break;
    default: m_notices.clearBanner(bannerId);
    }
}

} // namespace turnpike::ui
