// SPDX-License-Identifier: GPL-3.0-or-later
// turnpike: the console, with the gateway and its ledger inside.
#include "app/ConsoleProgram.h"
#include "app/ControlSocket.h"
#include "app/Logging.h"
#include "app/ReportProgram.h"
#include "app/Start.h"
#include "app/demo/DemoFolder.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QSettings>
#include <QTimer>

#include <sys/stat.h>

using namespace turnpike;

namespace {

constexpr char usage[]
    = "Usage: turnpike [OPTION]...\n"
      "       turnpike report --pdf FILE [OPTION]...\n"
      "Opens the console; the gateway serves as long as it runs. A second start brings the window\n"
      "of the first to the front.\n\n"
      "Options:\n"
      "  --data DIR          Folder of the ledger\n"
      "  --demo              90 days of sample activity in a temporary ledger, removed at exit\n"
      "  --port PORT         Port to listen on; 0 picks a free one\n"
      "  --listen ADDRESS    Address to listen on\n"
      "  --threads N         Gateway threads\n"
      "  --log-level LEVEL   error, warning, info or debug\n"
      "  --config FILE       Configuration file to read instead of the usual one\n"
      "  --set KEY=VALUE     Set any configuration value; may be repeated\n"
      "  --print-config      Print the configuration with each value's origin, and end\n"
      "  --version           Print the version\n"
      "  -h, --help          Print this help\n\n"
      "A report is made without a window, over --from DATE and --to DATE (days in UTC; by default\n"
      "the last 30), --by key or --by model, and may have a --title TEXT.\n\n"
      "Everything else that a script needs is in turnpiked: turnpiked --help.\n";

QStringList wordsOf(int argc, char **argv)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    return words;
}

/// True when another console owns the folder and has come to the front.
bool raiseOther(const QString &folder)
{
    const Result<VerbResult> raised
        = askOwner(folder + QStringLiteral("/control.sock"), {{QStringLiteral("raise")}, {}});
    return raised && raised->exit == Exit::Ok;
}

/// What was chosen in the View menu.
void restoreLook(ui::Theme &theme)
{
    const QSettings settings;
    theme.setTextSizePercent(settings.value(QStringLiteral("view/textSize"), 100).toInt());
    theme.setChoice(
        ui::Theme::Choice(qBound(0, settings.value(QStringLiteral("view/colours"), 0).toInt(), 2)));
}

} // namespace

int main(int argc, char **argv)
{
    ::umask(0077); // Whatever this program makes is its user's alone.
    const QStringList words = wordsOf(argc, argv);
    if (words.contains(QLatin1String("--help")) || words.contains(QLatin1String("-h")))
        return print({Exit::Ok, usage, {}});
    if (words.contains(QLatin1String("--version")))
        return print({Exit::Ok, "turnpike " TURNPIKE_VERSION "\n", {}});
    if (words.value(0) == QLatin1String("report"))
        return print(makeReport(argc, argv, words.sliced(1)));
    // The console takes what `turnpiked serve` takes.
    const auto start = Start::of(QStringList{QStringLiteral("serve")} + words);
    if (!start)
        return print(start.error());
    const Settings &settings = start->settings.values();
    if (raiseOther(settings.dataFolder))
        return 0;

    QCoreApplication::setOrganizationName(QStringLiteral("turnpike"));
    QCoreApplication::setApplicationName(QStringLiteral("turnpike"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Turnpike"));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.turnpike.Turnpike"));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    startLogging(settings.logLevel);
    ui::Theme theme(application);
    restoreLook(theme);
    ConsoleProgram program(start->sources, start->settings, theme, start->demo.get());
    QTimer::singleShot(0, &program, &ConsoleProgram::start);
    return QApplication::exec();
}
