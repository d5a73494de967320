// SPDX-License-Identifier: GPL-3.0-or-later
// turnpiked: the gateway and its ledger without a window.
#include "app/Daemon.h"
#include "app/Logging.h"
#include "app/Start.h"
#include "app/demo/DemoFolder.h"

#include <QCoreApplication>
#include <QTimer>

#include <malloc.h>
#include <sys/stat.h>

using namespace turnpike;

namespace {

/// An engine thread's heap breathes with every request. Given back and taken again, a page costs
/// two system calls and a fault, so a little is kept.
void keepFreedMemory()
{
    constexpr int keptBytes = 2 << 20;
    constexpr int mappedFromBytes = 1 << 20; ///< Larger blocks are mapped, and go back at once.
    ::mallopt(M_TRIM_THRESHOLD, keptBytes);
    ::mallopt(M_MMAP_THRESHOLD, mappedFromBytes);
}

} // namespace

int main(int argc, char **argv)
{
    keepFreedMemory();
    ::umask(0077); // Whatever this program makes is its user's alone.
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("turnpiked"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));

    auto start = Start::of(QCoreApplication::arguments().sliced(1));
    if (!start)
        return print(start.error());
    startLogging(start->settings.values().logLevel);
    Daemon daemon(*std::move(start->parsed.invocation), start->sources, start->settings,
                  start->demo.get());
    QTimer::singleShot(0, &daemon, &Daemon::start);
    return QCoreApplication::exec();
}
