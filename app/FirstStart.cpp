// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/FirstStart.h"

#include "app/ChosenPort.h"
#include "app/PortOwner.h"
#include "core/ports/GatewayControl.h"
#include "ui/firstrun/FirstRunWindow.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"

#include <QFile>

namespace turnpike {

namespace {

struct PortChoice
{
    int port;
    QString owner; ///< Of the configured one, when that is taken.
};

PortChoice portChoice(const QString &address, int wanted)
{
    if (wanted == 0 || isPortFree(address, wanted))
        return {wanted, {}};
    const int free = nextFreePort(address, wanted);
    // Without a free one the configured one fails, and its failure is told.
    return {free > 0 ? free : wanted, portOwner(wanted)};
}

} // namespace

FirstStart::FirstStart(Parts parts)
    : m_parts(parts)
{}

FirstStart::~FirstStart() = default;

void FirstStart::begin(const QString &folder, bool isDemonstration)
{
    m_note.clear();
    m_chosenPort = 0;
    if (isDemonstration || QFile::exists(folder + QStringLiteral("/ledger.sqlite"))) {
        dismiss();
        m_parts.window.show();
        return;
    }
    m_state = State::Awaited;
    m_parts.window.hide();
    assistant().show();
}

void FirstStart::choosePort(const Settings &settings, std::function<void(quint16)> done)
{
    showPreparing(tr("Looking for a free port"));
    m_background.run(
        this,
        [address = settings.listenAddress, port = int(settings.port)] {
            return portChoice(address, port);
        },
        [this, wanted = settings.port, done = std::move(done)](const PortChoice &choice) {
            const auto port = static_cast<quint16>(choice.port);
            m_chosenPort = port == wanted ? 0 : port;
            if (m_chosenPort > 0)
                m_note = choice.owner.isEmpty()
                    ? tr("Port %1 is taken, so it listens on %2.").arg(wanted).arg(port)
                    : tr("Port %1 belongs to %2, so it listens on %3.")
                          .arg(wanted)
                          .arg(choice.owner)
                          .arg(port);
            done(port);
        });
}

void FirstStart::keepPort(const QString &folder)
{
    if (m_chosenPort == 0)
        return;
    m_background.run(
        this,
        [folder, port = std::exchange(m_chosenPort, 0)] { return keepChosenPort(folder, port); },
        [](const Result<> &kept) {
            if (!kept)
                qWarning("%s", qUtf8Printable(kept.error().message));
        });
}

void FirstStart::showPreparing(const QString &what)
{
    if (m_assistant)
        m_assistant->showPreparing(what);
}

void FirstStart::showProblem(const ui::OpeningProblem &problem)
{
    if (m_assistant)
        m_assistant->showProblem(problem);
}

void FirstStart::showConsole(ui::Console &console, bool isNew)
{
    m_console = &console;
    addCommand();
    if (isNew)
        m_state = State::First;
    else if (m_state == State::Awaited) { // Somebody else made it meanwhile.
        dismiss();
        m_parts.window.show();
    }
    if (m_state == State::None)
        return;
    m_parts.window.setVisible(m_state == State::Again);
    assistant().setNote(m_note);
    assistant().showConsole(console);
    assistant().raiseToFront();
}

void FirstStart::closeConsole()
{
    m_command.reset();
    if (m_assistant && m_console)
        m_assistant->closeConsole();
    m_console = nullptr;
}

void FirstStart::raiseToFront()
{
    if (!isFirst())
        m_parts.window.raiseToFront();
    if (m_assistant)
        m_assistant->raiseToFront();
}

ui::FirstRunWindow &FirstStart::assistant()
{
    if (m_assistant)
        return *m_assistant;
    m_assistant = std::make_unique<ui::FirstRunWindow>(m_parts.theme, m_parts.gateway);
    connect(m_assistant.get(), &ui::FirstRunWindow::left, this, &FirstStart::leave);
    connect(m_assistant.get(), &ui::FirstRunWindow::quitAsked, this, &FirstStart::quitAsked);
    connect(m_assistant.get(), &ui::FirstRunWindow::retryAsked, this, &FirstStart::retryAsked);
    connect(m_assistant.get(), &ui::FirstRunWindow::folderChosen, this, &FirstStart::folderChosen);
    return *m_assistant;
}

void FirstStart::dismiss()
{
    m_state = State::None;
    if (!m_assistant)
        return;
    m_assistant->hide();
    m_assistant.release()->deleteLater(); // It may be what asks.
}

void FirstStart::leave(const ui::Place &place)
{
    dismiss();
    if (!place.pane.isEmpty())
        m_parts.navigation.go(place);
    m_parts.window.raiseToFront();
}

void FirstStart::addCommand()
{
    m_command = std::make_unique<QObject>();
    ui::Command command;
    command.id = QStringLiteral("help.gettingStarted");
    command.title = tr("Getting started");
    command.context = tr("Help");
    command.icon = QStringLiteral("help");
    command.group = tr("Actions");
    command.run = [this] {
        if (m_state == State::None) {
            m_state = State::Again;
            assistant().showConsole(*m_console);
        }
        assistant().raiseToFront();
    };
    m_parts.commands.add(m_command.get(), std::move(command));
}

} // namespace turnpike
