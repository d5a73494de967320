// SPDX-License-Identifier: GPL-3.0-or-later
// Sums by key, in memory: what a transaction adds to the cells of one table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnpike {

/// What is summed of a generation, in the order of the rollup tables' columns.
enum class Sum : std::uint8_t {
    Requests,
    Errors, ///< Failed or interrupted.
    Refusals,
    PromptTokens,
    CachedTokens,
    CacheWriteTokens,
    CompletionTokens,
    ReasoningTokens,
    Cost,
    Counted,
    Lost,
    FirstToken,
    FirstTokenCount,
    Total,
};
inline constexpr std::size_t sumCount = 14;
using Sums = std::array<std::int64_t, sumCount>;

inline constexpr std::size_t maxKeyParts = 9;
/// Unused parts are 0.
using CellKey = std::array<std::int64_t, maxKeyParts>;

/// An open-addressing map that keeps its memory when cleared.
class CellTable
{
public:
    struct Cell
    {
        CellKey key{};
        Sums sums{};
    };

    CellTable();

    /// The cell's sums, all zero when it is new. Valid until the next call.
    Sums &operator[](const CellKey &key);
    const Sums *find(const CellKey &key) const;
    /// In the order in which they came.
    const std::vector<Cell> &cells() const { return m_cells; }
    /// In the order of their keys, so that a table is written from its start to its end. Valid
    /// until the table changes.
    std::vector<const Cell *> sortedCells() const;
    void clear();

private:
    std::size_t slotOf(const CellKey &key) const;
    void grow();

    std::vector<Cell> m_cells;
    std::vector<std::uint32_t> m_slots; ///< Index into m_cells plus 1; 0 is empty.
    std::size_t m_mask;
};

void add(Sums &to, const Sums &what);

} // namespace turnpike
