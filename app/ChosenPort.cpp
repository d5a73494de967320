// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ChosenPort.h"

#include <QFile>
#include <QSaveFile>

namespace turnpike {

namespace {

constexpr qint64 longestLine = 8;

} // namespace

QString chosenPortFile(const QString &folder)
{
    return folder + QStringLiteral("/port");
}

std::optional<quint16> chosenPort(const QString &folder)
{
    QFile file(chosenPortFile(folder));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    bool isNumber = false;
    const quint16 port = file.readLine(longestLine).trimmed().toUShort(&isNumber);
    return isNumber && port > 0 ? std::optional(port) : std::nullopt;
}

Result<> keepChosenPort(const QString &folder, quint16 port)
{
    QSaveFile file(chosenPortFile(folder));
    const QByteArray line = QByteArray::number(port) + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(line) != line.size() || !file.commit())
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("%1 cannot be written: %2.").arg(file.fileName(), file.errorString()));
    return {};
}

} // namespace turnpike
