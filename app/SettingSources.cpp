// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SettingSources.h"

#include <QProcessEnvironment>

namespace turnpike {

LoadedSettings::Sources settingSources(const CommandLine::Parsed &parsed)
{
    LoadedSettings::Sources sources;
    const auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys())
        sources.environment.insert(name, environment.value(name));
    sources.configFile = parsed.configFile.isEmpty()
        ? environment.value(QStringLiteral("TURNPIKE_CONFIG"))
        : parsed.configFile;
    sources.commandLine = parsed.settings;
    return sources;
}

} // namespace turnpike
