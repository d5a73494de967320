// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/DemoFolder.h"

#include "app/secrets/SystemSecretStores.h"
#include "services/demo/DemoLedger.h"
#include "services/secrets/CredentialVault.h"

#include <QDir>

#include <algorithm>

namespace turnpike {

namespace {

/// What was left by an attempt that failed in the middle.
void clear(const QString &folder)
{
    const QDir dir(folder);
    const auto filter = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    for (const QFileInfo &entry : dir.entryInfoList(filter)) {
        if (entry.isDir() && !entry.isSymLink())
            QDir(entry.filePath()).removeRecursively();
        else
            QFile::remove(entry.filePath());
    }
}

} // namespace

Result<std::unique_ptr<DemoFolder>> DemoFolder::make()
{
    std::unique_ptr<DemoFolder> made(
        new DemoFolder(QDir::tempPath() + QStringLiteral("/turnpike-demo-XXXXXX")));
    if (!made->m_folder.isValid())
        return turnpike::fail(ErrorCode::Unavailable,
                              QStringLiteral("No temporary folder can be made for the "
                                             "demonstration: %1.")
                                  .arg(made->m_folder.errorString()));
    return made;
}

DemoFolder::DemoFolder(const QString &pattern)
    : m_folder(pattern)
{}

void DemoFolder::putInto(LoadedSettings::Sources &sources) const
{
    const QString port = QStringLiteral("listen.port");
    const bool hasPort = std::ranges::any_of(
        sources.commandLine, [&port](const auto &setting) { return setting.first == port; });
    if (!hasPort)
        sources.commandLine.append({port, QStringLiteral("0")});
    sources.commandLine.append({QStringLiteral("data"), path()});
}

Result<IssuedKey> DemoFolder::fill(const Clock &clock)
{
    clear(path());
    const Secret masterKey = generateMasterKey();
    TRY_ASSIGN(DemoLedger made, makeDemoLedger(path(), clock, masterKey));
    FileSecretStore keyFile(path() + QStringLiteral("/master.key"));
    Result<> kept;
    keyFile.save(made.uuid, masterKey, [&kept](const Result<> &saved) { kept = saved; });
    TRY(kept);
    m_isFilled = true;
    return std::move(made.key);
}

} // namespace turnpike
