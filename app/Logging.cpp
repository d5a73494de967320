// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Logging.h"

#include <QLoggingCategory>

namespace turnpike {

void startLogging(LogLevel level)
{
    // stderr is where scripts and systemd look, whatever Qt would prefer.
    qputenv("QT_LOGGING_TO_CONSOLE", "1");
    qSetMessagePattern(
        QStringLiteral("%{time yyyy-MM-ddThh:mm:ss.zzz t} "
                       "%{if-debug}debug%{endif}%{if-info}info%{endif}%{if-warning}warning%{endif}"
                       "%{if-critical}error%{endif}%{if-fatal}fatal%{endif} "
                       "%{if-category}%{category}: %{endif}%{message}"));
    setLogLevel(level);
}

void setLogLevel(LogLevel level)
{
    const auto rule = [level](const char *type, LogLevel least) {
        return QStringLiteral("*.%1=%2\n")
            .arg(QLatin1String(type),
                 level >= least ? QStringLiteral("true") : QStringLiteral("false"));
    };
    QLoggingCategory::setFilterRules(rule("debug", LogLevel::Debug) + rule("info", LogLevel::Info)
                                     + rule("warning", LogLevel::Warning)
                                     + QStringLiteral("qt.*.debug=false\nqt.*.info=false\n"));
}

} // namespace turnpike
