// SPDX-License-Identifier: GPL-3.0-or-later
// What one cell of a table shows, as a value: item models make it, the table's delegate paints it.
#pragma once

#include <QMetaType>
#include <QString>
#include <QVariant>
#include <QVector>
#include <QtGlobal>

#include <optional>

namespace turnpike {

/// What a colour means. Quiet and Faint are the second and third text colour.
enum class Tone : quint8 {
    Normal,
    Quiet,
    Faint,
    Accent,
    Success,
    Warning,
    Danger,
    Info,
    Simulated,
    Neutral,
};

/// A small shape that says a state without colour.
enum class Mark : quint8 {
    None,
    Dot, ///< Active.
    Ring, ///< Disabled, stopped.
    Triangle, ///< Near a limit, degraded.
    Cross, ///< Blocked, over a limit, failed.
    Clock, ///< Expires or expired.
    Diamond, ///< Simulated.
    Check, ///< Done.
    Spinner, ///< Starting, waiting.
};

struct CellBadge
{
    QString text;
    Tone tone = Tone::Neutral;
    Mark mark = Mark::None;

    friend bool operator==(const CellBadge &, const CellBadge &) = default;
};

/// Painted from left to right: mark, swatch, badge (badgeFirst), bar, text, detail, badge, spark.
struct Cell
{
    QString text;
    Tone tone = Tone::Normal;
    bool isStrong = false;
    bool isMono = false;
    bool isNumber = false; ///< Right-aligned, in tabular digits.
    QString detail; ///< Quieter, 7 px after the text.
    Mark mark = Mark::None;
    Tone markTone = Tone::Success;
    std::optional<CellBadge> badge;
    bool badgeFirst = false;
    int barPerMille = -1; ///< 72 x 6 px before the text; below 0: no bar.
    Tone barTone = Tone::Accent;
    int barSeries = -1; ///< This colour of the chart palette instead; below 0: barTone.
    QVector<qint64> spark; ///< A line of 2 or more values after the text.
    int series = -1; ///< Swatch of this colour of the chart palette; below 0: none.
    bool isElidedInMiddle = false;
    QString spoken; ///< The cell in full words; empty: text, detail and badge as shown.

    friend bool operator==(const Cell &, const Cell &) = default;
};

inline constexpr int CellRole = Qt::UserRole + 1; ///< Cell
inline constexpr int SortRole = Qt::UserRole + 2; ///< What the column sorts by.
inline constexpr int IdRole = Qt::UserRole + 3; ///< What names the row's object for good.
inline constexpr int FilterRole = Qt::UserRole + 4; ///< All visible text of the cell.

/// Accent below 80 % of a limit, Warning from there on, Danger from 100 %.
Tone limitTone(int perMille);

/// All text that the cell shows, for filters and screen readers.
QString visibleText(const Cell &cell);

/// What an item model returns for a cell under CellRole, FilterRole and Qt's display, alignment and
/// accessible text roles; an invalid value under any other role.
QVariant cellData(const Cell &cell, int role);

} // namespace turnpike

Q_DECLARE_METATYPE(turnpike::Cell)
