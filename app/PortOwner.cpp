// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/PortOwner.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTcpServer>

#include <algorithm>

namespace turnpike {

namespace {

constexpr int portsTried = 100;

/// Inodes of the sockets that listen on the port.
QSet<QByteArray> listeners(int port)
{
    QSet<QByteArray> inodes;
    const QByteArray wanted = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const char *table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        QFile file(QLatin1String{table});
        if (!file.open(QIODevice::ReadOnly))
            continue;
        // "0: 0100007F:1141 00000000:0000 0A tx:rx tr:when retr uid timeout inode …"; 0A: LISTEN.
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray &line : lines) {
            const QList<QByteArray> words = line.simplified().split(' ');
            if (words.size() > 9 && words[3] == "0A" && words[1].endsWith(wanted))
                inodes.insert(words[9]);
        }
    }
    return inodes;
}

bool holdsAny(const QString &process, const QSet<QByteArray> &inodes)
{
    const QDir descriptors(process + QStringLiteral("/fd"));
    const QStringList names = descriptors.entryList(QDir::Files | QDir::System);
    return std::ranges::any_of(names, [&](const QString &name) {
        // A link to "socket:[12345]", which QFileInfo would make into a path.
        char target[64];
        const ssize_t size = ::readlink(QFile::encodeName(descriptors.filePath(name)).constData(),
                                        target, sizeof target);
        const QByteArray text(target, static_cast<int>(std::max<ssize_t>(size, 0)));
        return text.startsWith("socket:[") && inodes.contains(text.mid(8, text.size() - 9));
    });
}

} // namespace

QString portOwner(int port)
{
    const QSet<QByteArray> inodes = listeners(port);
    if (inodes.isEmpty())
        return {};
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &process : processes) {
        bool isProcess = false;
        process.toInt(&isProcess);
        const QString folder = QStringLiteral("/proc/") + process;
        if (!isProcess || !holdsAny(folder, inodes))
            continue;
        QFile name(folder + QStringLiteral("/comm"));
        if (!name.open(QIODevice::ReadOnly))
            return QStringLiteral("process %1").arg(process);
        return QStringLiteral("%1 (process %2)")
            .arg(QString::fromUtf8(name.readAll().trimmed()), process);
    }
    return {};
}

bool isPortFree(const QString &address, int port)
{
    QTcpServer probe;
    return probe.listen(QHostAddress(address), static_cast<quint16>(port));
}

int nextFreePort(const QString &address, int port)
{
    for (int next = port + 1; next <= std::min(port + portsTried, 65'535); ++next)
        if (isPortFree(address, next))
            return next;
    return 0;
}

} // namespace turnpike
