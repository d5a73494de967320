// SPDX-License-Identifier: GPL-3.0-or-later
// turnpiked: the gateway and its ledger without a window.
#include "app/CommandLine.h"
#include "app/Daemon.h"
#include "app/Logging.h"
#include "app/SettingSources.h"
#include "app/Settings.h"
#include "app/demo/DemoFolder.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>
#include <malloc.h>
#include <sys/stat.h>

using namespace turnpike;

namespace {

int print(const VerbResult &result)
{
    std::fwrite(result.err.constData(), 1, static_cast<std::size_t>(result.err.size()), stderr);
    std::fwrite(result.out.constData(), 1, static_cast<std::size_t>(result.out.size()), stdout);
    return static_cast<int>(result.exit);
}

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

    CommandLine::Parsed parsed = CommandLine::parse(QCoreApplication::arguments().sliced(1));
    if (!parsed.invocation && !parsed.printsConfig)
        return print(parsed.immediate);
    LoadedSettings::Sources sources = settingSources(parsed);
    std::unique_ptr<DemoFolder> demo; // Goes last.
    if (parsed.invocation && parsed.invocation->has("demo")) {
        auto made = DemoFolder::make();
        if (!made)
            return print(failed(made.error(), parsed.wantsJson));
        demo = *std::move(made);
        demo->putInto(sources);
    }
    const Result<LoadedSettings> settings = LoadedSettings::load(sources);
    if (!settings) {
        VerbResult result = failed(settings.error(), parsed.wantsJson);
        result.exit = Exit::Usage;
        return print(result);
    }
    if (parsed.printsConfig)
        return print({Exit::Ok, parsed.wantsJson ? settings->toJson() : settings->toToml(), {}});

    startLogging(settings->values().logLevel);
    Daemon daemon(*std::move(parsed.invocation), sources, *settings, demo.get());
    QTimer::singleShot(0, &daemon, &Daemon::start);
    return QCoreApplication::exec();
}
