// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/FolderLock.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace turnpike {

namespace {

QString lockPath(const QString &folder)
{
    return folder + QStringLiteral("/lock");
}

} // namespace

Result<FolderLock> FolderLock::take(const QString &folder)
{
    const QByteArray path = QFile::encodeName(lockPath(folder));
    UniqueFd fd(::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd.isOpen())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be opened: %2.")
                        .arg(lockPath(folder), QString::fromLocal8Bit(std::strerror(errno))));
    if (::flock(fd.value(), LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("Another process owns the ledger in %1.").arg(folder));
    return FolderLock(std::move(fd));
}

std::optional<pid_t> lockHolder(const QString &folder)
{
    struct stat entry = {};
    if (::stat(QFile::encodeName(lockPath(folder)).constData(), &entry) != 0)
        return {};
    // A line of /proc/locks: "1: FLOCK  ADVISORY  WRITE 4711 08:01:1234567 0 EOF".
    QFile locks(QStringLiteral("/proc/locks"));
    if (!locks.open(QIODevice::ReadOnly))
        return {};
    const QByteArray inode = ':' + QByteArray::number(static_cast<qulonglong>(entry.st_ino));
    const QList<QByteArray> lines = locks.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() > 5 && words[1] == "FLOCK" && words[5].endsWith(inode)
            && words[4].toInt() > 0)
            return words[4].toInt();
    }
    return {};
}

} // namespace turnpike
