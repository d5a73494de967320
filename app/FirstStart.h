// SPDX-License-Identifier: GPL-3.0-or-later
// The first-run assistant in the life of the console: when it shows, and what follows it.
#pragma once

#include "app/Background.h"
#include "app/Settings.h"
#include "ui/shell/MessagePage.h"

#include <QObject>

#include <functional>
#include <memory>

namespace turnpike {

class GatewayControl;

namespace ui {
class CommandRegistry;
class FirstRunWindow;
class MainWindow;
class Navigation;
struct Console;
struct Place;
} // namespace ui

/// Shows the assistant instead of the console's window as long as a new ledger is made and met, and
/// beside it for who asks for it again. Lives on the GUI thread.
class FirstStart final : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        const ui::Theme &theme;
        GatewayControl &gateway;
        ui::MainWindow &window;
        ui::CommandRegistry &commands;
        ui::Navigation &navigation;
    };

    explicit FirstStart(Parts parts);
    ~FirstStart() override;

    /// A folder is about to be opened: shows the assistant when it holds no ledger yet, else the
    /// window. A demonstration is made already when it is met.
    void begin(const QString &folder, bool isDemonstration);
    /// No ledger was there when begin() looked, or it was new.
    bool isFirst() const { return m_state == State::Awaited || m_state == State::First; }
    /// The port to listen on: the configured one, or the first free one after it, which is kept for
    /// later starts once keepPort() is called.
    void choosePort(const Settings &settings, std::function<void(quint16)> done);
    /// The gateway listens.
    void keepPort(const QString &folder);

    // As the same functions of the window.
    void showPreparing(const QString &what);
    void showProblem(const ui::OpeningProblem &problem);
    void showConsole(ui::Console &console, bool isNew);
    void closeConsole();
    void raiseToFront();

Q_SIGNALS:
    void quitAsked();
    void retryAsked();
    void folderChosen(const QString &folder);

private:
    enum class State : quint8 {
        None,
        Awaited, ///< A new ledger is being made.
        First, ///< It was made, and the assistant was not left yet.
        Again, ///< Asked for from the console.
    };

    ui::FirstRunWindow &assistant();
    void dismiss();
    void leave(const ui::Place &place);
    void addCommand();

    Parts m_parts;
    State m_state = State::None;
    std::unique_ptr<ui::FirstRunWindow> m_assistant;
    ui::Console *m_console = nullptr;
    std::unique_ptr<QObject> m_command; ///< Owns "Getting started" while a ledger is open.
    quint16 m_chosenPort = 0; ///< 0: the configured one.
    QString m_note;
    Background m_background;
};

} // namespace turnpike
