// SPDX-License-Identifier: GPL-3.0-or-later
// How well words fit a title, and what was chosen lately.
#pragma once

#include <QHash>
#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike::ui {

struct PaletteMatch
{
    int score = 0; ///< Prefix above word starts above subsequence.
    QList<int> letters; ///< Positions in the title that matched, ascending.
};

/// Case-insensitive; spaces in `words` match anything between. Nothing when a letter is missing.
/// Empty words fit everything alike.
std::optional<PaletteMatch> matchTitle(const QString &words, const QString &title);

/// Uses of palette items, kept with the user's settings. A use counts half after ten days and is
/// forgotten after thirty.
class PaletteHistory
{
public:
    /// Reads what is kept.
    PaletteHistory();

    /// Counts a use and keeps it.
    void use(const QString &id, std::int64_t nowUs);
    /// 1 for what was not used, more for what was.
    double weight(const QString &id, std::int64_t nowUs) const;
    /// The newest first.
    QList<QString> latest(int most, std::int64_t nowUs) const;

private:
    struct Use
    {
        double weight = 0;
        std::int64_t atUs = 0;
    };
    double decayed(const Use &use, std::int64_t nowUs) const;

    QHash<QString, Use> m_uses;
};

} // namespace turnpike::ui
