// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/CellTable.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::size_t firstSize = 256;

std::size_t hashOf(const CellKey &key)
{
    std::uint64_t hash = 0;
    for (const std::int64_t part : key) {
        hash ^= static_cast<std::uint64_t>(part);
        hash *= 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return hash;
}

} // namespace

CellTable::CellTable()
    : m_slots(firstSize)
    , m_mask(firstSize - 1)
{}

std::size_t CellTable::slotOf(const CellKey &key) const
{
    std::size_t slot = hashOf(key) & m_mask;
    while (m_slots[slot] != 0 && m_cells[m_slots[slot] - 1].key != key)
        slot = (slot + 1) & m_mask;
    return slot;
}

Sums &CellTable::operator[](const CellKey &key)
{
    std::size_t slot = slotOf(key);
    if (m_slots[slot] == 0) {
        if (2 * (m_cells.size() + 1) > m_slots.size()) {
            grow();
            slot = slotOf(key);
        }
        m_cells.push_back({.key = key, .sums = {}});
        m_slots[slot] = static_cast<std::uint32_t>(m_cells.size());
    }
    return m_cells[m_slots[slot] - 1].sums;
}

const Sums *CellTable::find(const CellKey &key) const
{
    const std::uint32_t index = m_slots[slotOf(key)];
    return index == 0 ? nullptr : &m_cells[index - 1].sums;
}

std::vector<const CellTable::Cell *> CellTable::sortedCells() const
{
    std::vector<const Cell *> sorted;
    sorted.reserve(m_cells.size());
    for (const Cell &cell : m_cells)
        sorted.push_back(&cell);
    std::sort(sorted.begin(), sorted.end(),
              [](const Cell *a, const Cell *b) { return a->key < b->key; });
    return sorted;
}

void CellTable::clear()
{
    m_cells.clear();
    std::fill(m_slots.begin(), m_slots.end(), 0);
}

void CellTable::grow()
{
    m_slots.assign(2 * m_slots.size(), 0);
    m_mask = m_slots.size() - 1;
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        m_slots[slotOf(m_cells[i].key)] = static_cast<std::uint32_t>(i + 1);
}

void add(Sums &to, const Sums &what)
{
    for (std::size_t i = 0; i < sumCount; ++i)
        to[i] += what[i];
}

} // namespace turnpike
