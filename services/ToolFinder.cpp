// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ToolFinder.h"

#include "services/Delivery.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>

#include <utility>

namespace turnpike {

ToolFinder::ToolFinder(QStringList folders)
    : m_folders(std::move(folders))
{}

ToolFinder::~ToolFinder()
{
    m_isEnding = true;
}

void ToolFinder::find(QObject *context, const QStringList &programs,
                      std::function<void(FoundTool)> done)
{
    auto promise = promiseFor<FoundTool>(context, std::move(done));
    m_thread.post([this, promise, programs] { keep(*promise, found(programs)); });
}

QStringList ToolFinder::usualFolders()
{
    QStringList folders
        = qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const char *below : {".local/bin", "bin", ".opencode/bin", ".bun/bin", ".npm-global/bin",
                              ".cargo/bin", ".claude/local"}) {
        const QString folder = QDir::home().filePath(QString::fromLatin1(below));
        if (!folders.contains(folder))
            folders.append(folder);
    }
    return folders;
}

FoundTool ToolFinder::found(const QStringList &programs) const
{
    for (const QString &program : programs) {
        if (m_isEnding)
            break;
        const QString path = QStandardPaths::findExecutable(program, m_folders);
        if (!path.isEmpty())
            return {path, versionOf(path)};
    }
    return {};
}

QString ToolFinder::versionOf(const QString &program) const
{
    static const QRegularExpression version(QStringLiteral("\\d+\\.\\d+(\\.\\d+)*"));
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setWorkingDirectory(QDir::tempPath());
    process.start(program, {QStringLiteral("--version")});
    const QDeadlineTimer deadline(patience);
    while (process.state() != QProcess::NotRunning && !deadline.hasExpired() && !m_isEnding)
        process.waitForFinished(50);
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        process.waitForFinished(1'000);
        return {};
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return {};
    return version.match(QString::fromUtf8(process.readAll().left(4'096))).captured();
}

} // namespace turnpike
