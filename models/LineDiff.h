// SPDX-License-Identifier: GPL-3.0-or-later
// What changed between two texts, line by line.
#pragma once

#include <QList>
#include <QString>

namespace turnpike {

struct DiffLine
{
    enum class Kind : quint8 {
        Same,
        Removed,
        Added,
        Skipped, ///< Stands for same lines that are left out; its text is empty.
    };

    Kind kind = Kind::Same;
    QString text;

    friend bool operator==(const DiffLine &, const DiffLine &) = default;
};

/// The shortest way from `before` to `after`, with `context` same lines around each change. Texts
/// of more than 2,000 changed lines are given as one removal and one addition.
QList<DiffLine> lineDiff(const QString &before, const QString &after, int context = 3);

} // namespace turnpike
