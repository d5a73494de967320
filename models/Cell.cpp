// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/Cell.h"

#include <QStringList>

namespace turnpike {

Tone limitTone(int perMille)
{
    if (perMille >= 1000)
        return Tone::Danger;
    return perMille >= 800 ? Tone::Warning : Tone::Accent;
}

QString visibleText(const Cell &cell)
{
    QStringList parts;
    const QString badge = cell.badge ? cell.badge->text : QString();
    for (const QString &part : {cell.text, cell.detail, badge}) {
        if (!part.isEmpty())
            parts.append(part);
    }
    return parts.join(QLatin1Char(' '));
}

QVariant cellData(const Cell &cell, int role)
{
    switch (role) {
    case CellRole: return QVariant::fromValue(cell);
    case Qt::DisplayRole: return cell.text;
    case FilterRole: return visibleText(cell);
    case Qt::AccessibleTextRole: return cell.spoken.isEmpty() ? visibleText(cell) : cell.spoken;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((cell.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default: return {};
    }
}

} // namespace turnpike
