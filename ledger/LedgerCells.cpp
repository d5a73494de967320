// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/LedgerCells.h"

#include "core/Window.h"

#include <algorithm>
#include <charconv>

namespace turnpike {

namespace {

constexpr std::int64_t usPerHour = 3'600'000'000;

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
    return us >= 0 ? us / usPerHour : -((-us + usPerHour - 1) / usPerHour);
}

void LedgerCells::add(const CellSource &s)
{
    const Sums sums = sumsOf(s);
    const std::int64_t day = dayOf(s.admittedUs);
    const std::int64_t simulated = (s.flags & GenerationFlag::Simulated) != 0 ? 1 : 0;
    const std::int64_t byok = (s.flags & GenerationFlag::Byok) != 0 ? 1 : 0;
    const std::array<CellKey, rollupCount> keys{
        {{day, s.key, s.model, s.provider, s.app, simulated, byok},
         {day, s.organization, s.key, simulated, byok},
         {day, s.organization, s.model, simulated, byok},
         {day, s.organization, s.provider, simulated, byok},
         {day, s.organization, s.app, simulated, byok},
         {day, s.organization, s.workspace, simulated, byok},
         {hourOf(s.admittedUs), s.key, s.model, s.provider, simulated, byok}}};
    for (std::size_t i = 0; i < rollupCount; ++i)
        turnpike::add(m_rollups[i][keys[i]], sums);
    // Simulated traffic is never in limits; a refusal costs nothing.
    if (simulated == 0 && (s.cost != Money{} || s.counted != Money{}))
        addScopes(s, day);
}

void LedgerCells::addScopes(const CellSource &s, std::int64_t day)
{
    const auto windows = windowKeys(s.admittedUs);
    for (std::size_t i = 0; i < s.scopeCount; ++i) {
        const ScopeRef &scope = s.scopes[i];
        const bool isPool = scope.kind == ScopeKind::CreditPool;
        const Money spent = isPool ? s.cost : s.counted;
        if (spent == Money{})
            continue;
        for (std::size_t w = 0; w < windowCount; ++w) {
            m_limitWindows[{static_cast<std::int64_t>(scope.kind), scope.owner,
                            static_cast<std::int64_t>(w), windows[w]}][0]
                += spent.nanoUsd;
        }
        if (isPool)
            m_charges[{scope.owner, day}][0] += spent.nanoUsd;
    }
}

void LedgerCells::clear()
{
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
