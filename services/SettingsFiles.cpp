// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/SettingsFiles.h"

#include "services/Delivery.h"
#include "services/SettingsEdit.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStringDecoder>

#include <optional>

namespace turnpike {

namespace {

constexpr QFileDevice::Permissions ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

QString absolute(const QString &path)
{
    return path.startsWith(QStringLiteral("~/")) ? QDir::homePath() + path.mid(1) : path;
}

/// Nothing when there is no such file.
Result<std::optional<QByteArray>> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return std::optional<QByteArray>();
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be read: %2").arg(path, file.errorString()));
    if (file.size() > SettingsFiles::maxBytes)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("%1 is too large for a settings file.").arg(path));
    return std::optional<QByteArray>(file.readAll());
}

Result<> replace(const QString &path, const QByteArray &content, bool isPrivate)
{
    QSaveFile file(path); // Follows a link and keeps the permissions of what is there.
    if (!file.open(QIODevice::WriteOnly) || (isPrivate && !file.setPermissions(ownerOnly))
        || file.write(content) != content.size() || !file.commit())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be written: %2").arg(path, file.errorString()));
    return {};
}

Result<FileChange> planned(const SettingsLines &lines)
{
    FileChange change;
    change.path = absolute(lines.path);
    TRY_ASSIGN(const std::optional<QByteArray> content, contentOf(change.path));
    change.exists = content.has_value();
    change.before = content.value_or(QByteArray());
    QStringDecoder utf8(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString before = utf8(change.before);
    if (utf8.hasError())
        return fail(ErrorCode::Conflict, QStringLiteral("%1 is no UTF-8 text.").arg(change.path));
    TRY_ASSIGN(const QString after, editedSettings(lines.edit, lines.mark, before, lines.lines));
    change.after = after.toUtf8();
    return change;
}

Result<> written(const FileChange &change)
{
    TRY_ASSIGN(const std::optional<QByteArray> now, contentOf(change.path));
    if (now.has_value() != change.exists || now.value_or(QByteArray()) != change.before)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("%1 was changed in the meantime; look at the changes again.")
                        .arg(change.path));
    const QString folder = QFileInfo(change.path).path();
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The folder %1 cannot be made.").arg(folder));
    // A backup that is there already is what was before the first change: nobody keeps it
    // otherwise.
    if (change.exists && !QFileInfo::exists(change.backupPath()))
        TRY(replace(change.backupPath(), change.before, true));
    return replace(change.path, change.after, true); // It may hold a key now.
}

Result<> undone(const FileChange &change)
{
    TRY_ASSIGN(const std::optional<QByteArray> now, contentOf(change.path));
    if (now != change.after)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("%1 was changed since; it is left as it is.").arg(change.path));
    if (change.exists)
        return replace(change.path, change.before, false);
    if (!QFile::remove(change.path))
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be removed.").arg(change.path));
    return {};
}

} // namespace

void SettingsFiles::plan(QObject *context, const SettingsLines &lines,
                         std::function<void(Result<FileChange>)> done)
{
    auto promise = promiseFor<Result<FileChange>>(context, std::move(done));
    m_thread.post([promise, lines] { keep(*promise, planned(lines)); });
}

void SettingsFiles::write(QObject *context, const FileChange &change,
                          std::function<void(Result<>)> done)
{
    auto promise = promiseFor<Result<>>(context, std::move(done));
    m_thread.post([promise, change] { keep(*promise, written(change)); });
}

void SettingsFiles::undo(QObject *context, const FileChange &change,
                         std::function<void(Result<>)> done)
{
    auto promise = promiseFor<Result<>>(context, std::move(done));
    m_thread.post([promise, change] { keep(*promise, undone(change)); });
}

} // namespace turnpike
