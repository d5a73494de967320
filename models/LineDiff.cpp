// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/LineDiff.h"

#include <QStringList>

#include <algorithm>
#include <vector>

namespace turnpike {

namespace {

using Kind = DiffLine::Kind;

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast(); // The end of the last line begins no other.
    return lines;
}

void append(QList<DiffLine> &result, Kind kind, const QStringList &lines)
{
    for (const QString &line : lines)
        result.append({kind, line});
}

/// Longest common subsequence: lengths[i][j] of the rests from i and j on.
void appendChanges(QList<DiffLine> &result, const QStringList &before, const QStringList &after)
{
    constexpr qsizetype most = 2'000;
    if (before.size() > most || after.size() > most) {
        append(result, Kind::Removed, before);
        append(result, Kind::Added, after);
        return;
    }
    const std::size_t width = static_cast<std::size_t>(after.size()) + 1;
    std::vector<quint16> lengths((static_cast<std::size_t>(before.size()) + 1) * width, 0);
    const auto at = [&](qsizetype i, qsizetype j) -> quint16 & {
        return lengths[static_cast<std::size_t>(i) * width + static_cast<std::size_t>(j)];
    };
    for (qsizetype i = before.size() - 1; i >= 0; --i)
        for (qsizetype j = after.size() - 1; j >= 0; --j)
            at(i, j) = before[i] == after[j] ? static_cast<quint16>(at(i + 1, j + 1) + 1)
                                             : std::max(at(i + 1, j), at(i, j + 1));
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < before.size() || j < after.size()) {
        if (i < before.size() && j < after.size() && before[i] == after[j]) {
            result.append({Kind::Same, before[i]});
            ++i;
            ++j;
        } else if (i < before.size() && (j == after.size() || at(i + 1, j) >= at(i, j + 1))) {
            result.append({Kind::Removed, before[i++]});
        } else {
            result.append({Kind::Added, after[j++]});
        }
    }
}

QList<DiffLine> shortened(const QList<DiffLine> &all, int context)
{
    std::vector<bool> isNear(static_cast<std::size_t>(all.size()), false);
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (all[i].kind == Kind::Same)
            continue;
        const qsizetype end = std::min<qsizetype>(all.size(), i + context + 1);
        for (qsizetype j = std::max<qsizetype>(0, i - context); j < end; ++j)
            isNear[static_cast<std::size_t>(j)] = true;
    }
    QList<DiffLine> result;
    for (qsizetype i = 0; i < all.size(); ++i) {
        if (isNear[static_cast<std::size_t>(i)])
            result.append(all[i]);
        else if (result.isEmpty() || result.last().kind != Kind::Skipped)
            result.append({Kind::Skipped, {}});
    }
    return result;
}

} // namespace

QList<DiffLine> lineDiff(const QString &before, const QString &after, int context)
{
    const QStringList old = linesOf(before);
    const QStringList now = linesOf(after);
    const qsizetype shorter = std::min(old.size(), now.size());
    qsizetype head = 0;
    while (head < shorter && old[head] == now[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && old[old.size() - 1 - tail] == now[now.size() - 1 - tail])
        ++tail;
    QList<DiffLine> all;
    append(all, Kind::Same, old.mid(0, head));
    appendChanges(all, old.mid(head, old.size() - head - tail),
                  now.mid(head, now.size() - head - tail));
    append(all, Kind::Same, old.mid(old.size() - tail));
    return shortened(all, context);
}

} // namespace turnpike
