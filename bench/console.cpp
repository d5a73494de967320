// SPDX-License-Identifier: GPL-3.0-or-later
// The console as its user starts it, watched from inside: when it first painted what the ledger
// says, and how long its main thread was away. Prints one JSON object a line.
//   bench_console PANE STARTED_NS [OPTION OF turnpike]...
//   bench_console idle
// PANE is where the window opens, STARTED_NS the monotonic clock before the program was started.
// "ticks SECONDS" on the standard input runs a timer on the main thread for so long; the second
// form does nothing else, to tell what the machine does to a timer at the same time.
#include "app/CommandLine.h"
#include "app/ConsoleProgram.h"
#include "app/Logging.h"
#include "app/Settings.h"
#include "core/Clock.h"
#include "ui/shell/PaneHost.h"
#include "ui/shell/Sidebar.h"
#include "ui/theme/Theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QEvent>
#include <QProcessEnvironment>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace turnpike::bench {
namespace {

constexpr int tickMs = 5;

double inMs(std::int64_t ns)
{
    return static_cast<double>(ns) / 1e6;
}

/// Tells when a window, and when a table with rows in it, was painted for the first time, and
/// counts the tables' paints.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(std::int64_t startedNs)
        : m_startedNs(startedNs)
    {}

    std::int64_t paints() const { return m_paints; }
    int rows() const { return m_rows; }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && watched->isWidgetType())
            painting(*static_cast<QWidget *>(watched));
        return false;
    }

private:
    void painting(const QWidget &widget)
    {
        if (!m_hasWindow) {
            m_hasWindow = true;
            tell("window", 0);
        }
        const auto *view = qobject_cast<const QAbstractItemView *>(widget.parentWidget());
        if (!view || view->viewport() != &widget || !view->model() || !isInPane(widget))
            return;
        const int rows = view->model()->rowCount();
        if (rows == 0)
            return;
        m_rows = rows;
        if (m_paints++ == 0)
            tell("content", rows);
    }

    static bool isInPane(const QWidget &widget)
    {
        for (const QWidget *each = &widget; each; each = each->parentWidget())
            if (qobject_cast<const ui::PaneHost *>(each))
                return true;
        return false;
    }

    /// The clock is read when all of it is painted and on its way to the screen.
    void tell(const char *event, int rows)
    {
        QTimer::singleShot(0, this, [this, event, rows] {
            std::printf("{\"event\":\"%s\",\"ms\":%.3f,\"rows\":%d}\n", event,
                        inMs(m_clock.steadyNs() - m_startedNs), rows);
            std::fflush(stdout);
        });
    }

    const SystemClock m_clock;
    const std::int64_t m_startedNs;
    bool m_hasWindow = false;
    std::int64_t m_paints = 0;
    int m_rows = 0;
};

/// A timer of 5 ms on this thread, for a while.
class Ticks final : public QObject
{
public:
    explicit Ticks(const PaintWatch *watch)
        : m_watch(watch)
        , m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(tickMs);
        connect(&m_timer, &QTimer::timeout, this, &Ticks::tick);
        connect(&m_input, &QSocketNotifier::activated, this, &Ticks::read);
    }

private:
    void read()
    {
        char line[64];
        const ssize_t length = ::read(STDIN_FILENO, line, sizeof line - 1);
        if (length <= 0)
            return QCoreApplication::exit();
        line[length] = '\0';
        double seconds = 0;
        if (std::sscanf(line, "ticks %lf", &seconds) != 1 || seconds <= 0 || m_timer.isActive()) {
            std::fputs("console: \"ticks SECONDS\" is understood, one at a time\n", stderr);
            return QCoreApplication::exit(2);
        }
        m_gaps.clear();
        m_paintsBefore = m_watch ? m_watch->paints() : 0;
        m_lastNs = m_clock.steadyNs();
        m_endNs = m_lastNs + static_cast<std::int64_t>(seconds * 1e9);
        m_timer.start();
    }

    void tick()
    {
        const std::int64_t now = m_clock.steadyNs();
        m_gaps.push_back(now - m_lastNs);
        m_lastNs = now;
        if (now < m_endNs)
            return;
        m_timer.stop();
        std::sort(m_gaps.begin(), m_gaps.end());
        std::printf("{\"event\":\"ticks\",\"count\":%zu,\"longest_ms\":%.3f,\"p99_ms\":%.3f,"
                    "\"median_ms\":%.3f,\"paints\":%lld,\"rows\":%d}\n",
                    m_gaps.size(), inMs(m_gaps.back()), inMs(m_gaps[m_gaps.size() * 99 / 100]),
                    inMs(m_gaps[m_gaps.size() / 2]),
                    static_cast<long long>(m_watch ? m_watch->paints() - m_paintsBefore : 0),
                    m_watch ? m_watch->rows() : 0);
        std::fflush(stdout);
    }

    const PaintWatch *m_watch;
    const SystemClock m_clock;
    QSocketNotifier m_input;
    QTimer m_timer;
    std::vector<std::int64_t> m_gaps;
    std::int64_t m_lastNs = 0;
    std::int64_t m_endNs = 0;
    std::int64_t m_paintsBefore = 0;
};

std::optional<LoadedSettings> settingsOf(int argc, char **argv, LoadedSettings::Sources &sources)
{
    QStringList words{QStringLiteral("serve")};
    for (int i = 3; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    const CommandLine::Parsed parsed = CommandLine::parse(words);
    if (!parsed.invocation) {
        std::fputs(parsed.immediate.err.constData(), stderr);
        return {};
    }
    const auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        sources.environment.insert(name, environment.value(name));
    sources.configFile = parsed.configFile;
    sources.commandLine = parsed.settings;
    const Result<LoadedSettings> settings = LoadedSettings::load(sources);
    if (!settings) {
        std::fprintf(stderr, "console: %s\n", qUtf8Printable(settings.error().message));
        return {};
    }
    return *settings;
}

/// As a click there would; before the ledger is open it says where the window is to be.
bool choosePane(const QString &pane)
{
    for (const QWidget *window : QApplication::topLevelWidgets())
        if (auto *sidebar = window->findChild<ui::Sidebar *>()) {
            Q_EMIT sidebar->entryChosen(pane);
            return true;
        }
    return false;
}

int runConsole(int argc, char **argv)
{
    LoadedSettings::Sources sources;
    const auto settings = settingsOf(argc, argv, sources);
    if (!settings)
        return 2;
    QCoreApplication::setOrganizationName(QStringLiteral("turnpike"));
    QCoreApplication::setApplicationName(QStringLiteral("turnpike"));
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    startLogging(settings->values().logLevel);
    PaintWatch watch(std::atoll(argv[2]));
    application.installEventFilter(&watch);
    ui::Theme theme(application);
    ConsoleProgram program(sources, *settings, theme);
    if (!choosePane(QString::fromLocal8Bit(argv[1]))) {
        std::fputs("console: there is no sidebar\n", stderr);
        return 1;
    }
    const Ticks ticks(&watch);
    QTimer::singleShot(0, &program, &ConsoleProgram::start);
    return QApplication::exec();
}

int runIdle(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const Ticks ticks(nullptr);
    return QCoreApplication::exec();
}

} // namespace
} // namespace turnpike::bench

int main(int argc, char **argv)
{
    using namespace turnpike::bench;
    if (argc == 2 && std::string_view(argv[1]) == "idle")
        return runIdle(argc, argv);
    if (argc < 3 || std::atoll(argv[2]) <= 0) {
        std::fputs("usage: bench_console PANE STARTED_NS [OPTION OF turnpike]...\n"
                   "       bench_console idle\n",
                   stderr);
        return 2;
    }
    return runConsole(argc, argv);
}
