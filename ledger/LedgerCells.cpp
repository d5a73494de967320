// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/LedgerCells.h"

#include "core/Window.h"

#include <algorithm>
#include <charconv>

namespace turnpike {

namespace {

constexpr std::int64_t usPerHour = 3'600'000'000;
constexpr std::int64_t usPerDay = 24 * usPerHour;

/// Rounds down, below zero too.
constexpr std::int64_t floored(std::int64_t value, std::int64_t by)
{
    return value >= 0 ? value / by : -((-value + by - 1) / by);
}

constexpr std::array<std::string_view, partCount> partColumns{
    "",       "organization_id", "workspace_id", "key_id", "model_id", "provider_id",
    "app_id", "simulated",       "byok"};

constexpr std::size_t at(Part part)
{
    return static_cast<std::size_t>(part);
}

Sums sumsOf(const CellSource &s)
{
    const std::int64_t count = s.count;
    const bool isError
        = s.state == GenerationState::Failed || s.state == GenerationState::Interrupted;
    const bool isRefusal = s.state == GenerationState::Refused;
    return {count,
            isError ? count : 0,
            isRefusal ? count : 0,
            s.usage.prompt,
            s.usage.cacheRead,
            s.usage.cacheWrite + s.usage.cacheWrite1h,
            s.usage.completion,
            s.usage.reasoning,
            s.cost.nanoUsd,
            s.counted.nanoUsd,
            s.lost.nanoUsd,
            s.firstTokenUs,
            s.firstTokenUs > 0 ? 1 : 0,
            s.totalUs};
}

} // namespace

std::int64_t hourOf(std::int64_t us)
{
    return floored(us, usPerHour);
}

std::int64_t dayOfHour(std::int64_t hour)
{
    return floored(hour, 24);
}

std::int64_t mondayOf(std::int64_t day)
{
    // 1970-01-01 was a Thursday.
    return 7 * floored(day + 3, 7) - 3;
}

std::string_view RollupTable::keyColumn(std::size_t index) const
{
    if (index > 0)
        return partColumns[at(parts[index - 1])];
    switch (step) {
    case RollupStep::Hour: return "hour";
    case RollupStep::Week: return "week";
    case RollupStep::Day: break;
    }
    return "day";
}

void LedgerCells::add(const CellSource &s)
{
    const bool isSimulated = (s.flags & GenerationFlag::Simulated) != 0;
    const bool isByok = (s.flags & GenerationFlag::Byok) != 0;
    turnpike::add(m_finest[{hourOf(s.admittedUs), s.organization, s.workspace, s.key, s.model,
                            s.provider, s.app, isSimulated ? 1 : 0, isByok ? 1 : 0}],
                  sumsOf(s));
    // Simulated traffic is never in limits; a refusal costs nothing.
    if (!isSimulated && (s.cost != Money{} || s.counted != Money{}))
        addScopes(s, dayOf(s.admittedUs));
}

void LedgerCells::addScopes(const CellSource &s, std::int64_t day)
{
    for (std::size_t i = 0; i < s.scopeCount; ++i) {
        const ScopeRef &scope = s.scopes[i];
        const Money spent = scope.kind == ScopeKind::CreditPool ? s.cost : s.counted;
        if (spent != Money{})
            m_scopeDays[{static_cast<std::int64_t>(scope.kind), scope.owner, day}][0]
                += spent.nanoUsd;
    }
}

void LedgerCells::spread()
{
    spreadRollups();
    spreadScopes();
}

void LedgerCells::spreadRollups()
{
    for (const CellTable::Cell &cell : m_finest.cells()) {
        const std::int64_t hour = cell.key[at(Part::Time)];
        const std::int64_t day = dayOfHour(hour);
        const std::array<std::int64_t, 3> times{hour, day, mondayOf(day)};
        for (std::size_t i = 0; i < rollupCount; ++i) {
            const RollupTable &table = rollupTables[i];
            CellKey key{times[static_cast<std::size_t>(table.step)]};
            for (std::size_t part = 0; part < table.partsUsed; ++part)
                key[part + 1] = cell.key[at(table.parts[part])];
            turnpike::add(m_rollups[i][key], cell.sums);
        }
    }
}

void LedgerCells::spreadScopes()
{
    for (const CellTable::Cell &cell : m_scopeDays.cells()) {
        const auto [kind, owner, day] = std::array{cell.key[0], cell.key[1], cell.key[2]};
        const std::int64_t spent = cell.sums[0];
        const auto windows = windowKeys(day * usPerDay);
        for (std::size_t w = 0; w < windowCount; ++w)
            m_limitWindows[{kind, owner, static_cast<std::int64_t>(w), windows[w]}][0] += spent;
        if (kind == static_cast<std::int64_t>(ScopeKind::CreditPool))
            m_charges[{owner, day}][0] += spent;
    }
}

void LedgerCells::clear()
{
    m_finest.clear();
    m_scopeDays.clear();
    for (CellTable &table : m_rollups)
        table.clear();
    m_limitWindows.clear();
    m_charges.clear();
}

void writeScopes(const std::array<ScopeRef, maxScopes> &scopes, std::uint8_t count,
                 std::string &text)
{
    auto sorted = scopes;
    // By insertion: std::sort would make g++ 12 warn of the 16 elements it reads at a time.
    for (auto *scope = sorted.data(); scope != sorted.data() + count; ++scope)
        std::rotate(std::upper_bound(sorted.data(), scope, *scope), scope, scope + 1);
    text.clear();
    for (std::size_t i = 0; i < count; ++i) {
        std::array<char, 24> number{};
        if (i > 0)
            text += ' ';
        text += static_cast<char>('0' + static_cast<int>(sorted[i].kind));
        text += ':';
        const auto end
            = std::to_chars(number.data(), number.data() + number.size(), sorted[i].owner);
        text.append(number.data(), end.ptr);
    }
}

bool readScopes(std::string_view text, std::array<ScopeRef, maxScopes> &scopes, std::uint8_t &count)
{
    count = 0;
    while (!text.empty()) {
        if (count == maxScopes || text.size() < 3 || text[0] < '1' || text[0] > '9'
            || text[1] != ':')
            return false;
        ScopeRef &scope = scopes[count++];
        scope.kind = static_cast<ScopeKind>(text[0] - '0');
        const char *end = text.data() + text.size();
        const auto number = std::from_chars(text.data() + 2, end, scope.owner);
        if (number.ec != std::errc{} || (number.ptr != end && *number.ptr != ' '))
            return false;
        text.remove_prefix(static_cast<std::size_t>(number.ptr - text.data()));
        if (!text.empty())
            text.remove_prefix(1);
    }
    return true;
}

} // namespace turnpike
