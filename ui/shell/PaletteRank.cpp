// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/PaletteRank.h"

#include <QSettings>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

namespace {

constexpr double dayUs = 86'400e6;
constexpr double halfLifeDays = 10;
constexpr double forgottenAfterDays = 30;
const QString settingsKey = QStringLiteral("palette/uses");

bool startsWord(const QString &title, qsizetype at)
{
    return at == 0 || !title.at(at - 1).isLetterOrNumber();
}

/// The words in order, each at the start of a word of the title.
std::optional<PaletteMatch> matchWordStarts(const QStringList &words, const QString &title)
{
    PaletteMatch match{2'000, {}};
    qsizetype from = 0;
    for (const QString &word : words) {
        qsizetype at = title.indexOf(word, from, Qt::CaseInsensitive);
        while (at >= 0 && !startsWord(title, at))
            at = title.indexOf(word, at + 1, Qt::CaseInsensitive);
        if (at < 0)
            return {};
        for (qsizetype i = 0; i < word.size(); ++i)
            match.letters.append(static_cast<int>(at + i));
        from = at + word.size();
    }
    return match;
}

std::optional<PaletteMatch> matchSubsequence(const QString &letters, const QString &title)
{
    PaletteMatch match{1'000, {}};
    qsizetype at = -1;
    for (const QChar letter : letters) {
        const qsizetype next = title.indexOf(letter, at + 1, Qt::CaseInsensitive);
        if (next < 0)
            return {};
        if (at >= 0)
            match.score -= static_cast<int>(std::min<qsizetype>(next - at - 1, 20));
        at = next;
        match.letters.append(static_cast<int>(at));
    }
    return match;
}

} // namespace

std::optional<PaletteMatch> matchTitle(const QString &words, const QString &title)
{
    const QString wanted = words.simplified();
    if (wanted.isEmpty())
        return PaletteMatch{};
    std::optional<PaletteMatch> match;
    if (title.startsWith(wanted, Qt::CaseInsensitive)) {
        match = PaletteMatch{3'000, {}};
        for (int i = 0; i < wanted.size(); ++i)
            match->letters.append(i);
    }
    if (!match)
        match = matchWordStarts(wanted.split(QLatin1Char(' ')), title);
    if (!match)
        match = matchSubsequence(QString(wanted).remove(QLatin1Char(' ')), title);
    if (match) // Among equals the shorter title is the closer one.
        match->score -= static_cast<int>(std::min<qsizetype>(title.size(), 200));
    return match;
}

PaletteHistory::PaletteHistory()
{
    const QStringList kept = QSettings().value(settingsKey).toStringList();
    for (const QString &line : kept) { // "weight time id"
        const QString id = line.section(QLatin1Char(' '), 2);
        if (!id.isEmpty())
            m_uses.insert(id,
                          {line.section(QLatin1Char(' '), 0, 0).toDouble(),
                           line.section(QLatin1Char(' '), 1, 1).toLongLong()});
    }
}

void PaletteHistory::use(const QString &id, std::int64_t nowUs)
{
    m_uses.insert(id, {decayed(m_uses.value(id), nowUs) + 1, nowUs});
    QStringList kept;
    m_uses.removeIf([&](const auto &each) { return decayed(each.value(), nowUs) <= 0; });
    for (auto each = m_uses.cbegin(); each != m_uses.cend(); ++each)
        kept.append(QStringLiteral("%1 %2 %3").arg(each->weight).arg(each->atUs).arg(each.key()));
    QSettings().setValue(settingsKey, kept);
}

double PaletteHistory::weight(const QString &id, std::int64_t nowUs) const
{
    return 1 + decayed(m_uses.value(id), nowUs);
}

QList<QString> PaletteHistory::latest(int most, std::int64_t nowUs) const
{
    QList<QString> ids;
    for (auto each = m_uses.cbegin(); each != m_uses.cend(); ++each)
        if (decayed(each.value(), nowUs) > 0)
            ids.append(each.key());
    std::ranges::sort(ids, std::ranges::greater(),
                      [this](const QString &id) { return m_uses.value(id).atUs; });
    return ids.mid(0, most);
}

double PaletteHistory::decayed(const Use &use, std::int64_t nowUs) const
{
    const double days = std::max(0.0, static_cast<double>(nowUs - use.atUs) / dayUs);
    return days > forgottenAfterDays ? 0 : use.weight * std::exp2(-days / halfLifeDays);
}

} // namespace turnpike::ui
