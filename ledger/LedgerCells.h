// SPDX-License-Identifier: GPL-3.0-or-later
// Which cells a generation adds to. One definition for the writer, for replay and for verify.
#pragma once

#include "core/Generation.h"
#include "ledger/CellTable.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// What a row adds, and under which keys: a GenerationRecord with its dimensions resolved, or a row
/// read back.
struct CellSource
{
    std::int64_t admittedUs = 0;
    std::int64_t organization = 0;
    std::int64_t workspace = 0;
    std::int64_t key = 0;
    std::int64_t model = 0;
    std::int64_t provider = 0;
    std::int64_t app = 0;
    std::uint32_t flags = 0;
    GenerationState state = GenerationState::Complete;
    std::uint32_t count = 1;
    TokenUsage usage;
    Money cost;
    Money counted;
    Money lost;
    std::int64_t firstTokenUs = 0;
    std::int64_t totalUs = 0;
    std::array<ScopeRef, maxScopes> scopes{};
    std::uint8_t scopeCount = 0;
};

/// What cells are told apart by, in the order of the finest cell's key. The first is the hour.
enum class Part : std::uint8_t {
    Time,
    Organization,
    Workspace,
    Key,
    Model,
    Provider,
    App,
    Simulated,
    Byok,
};
inline constexpr std::size_t partCount = 9;
static_assert(partCount <= maxKeyParts);

/// What the time of a table's cells is: hours since 1970, days, or the days of Mondays.
enum class RollupStep : std::uint8_t { Hour, Day, Week };

/// A table of sums: its name, its time column and the other columns of its key.
struct RollupTable
{
    std::string_view name;
    RollupStep step = RollupStep::Day;
    std::array<Part, 6> parts{};
    std::size_t partsUsed = 0;

    constexpr std::size_t keyCount() const { return partsUsed + 1; }
    /// "day", "key_id" and so on; 0 is the time.
    std::string_view keyColumn(std::size_t index) const;
};

inline constexpr std::array<std::string_view, sumCount> sumColumns{
    "requests",          "errors",           "refusals",
    "prompt_tokens",     "cached_tokens",    "cache_write_tokens",
    "completion_tokens", "reasoning_tokens", "cost_nusd",
    "counted_nusd",      "lost_nusd",        "ttft_us",
    "ttft_count",        "total_us"};

inline constexpr std::size_t rollupCount = 9;

inline constexpr std::array<RollupTable, rollupCount> rollupTables{{
    {"usage_cube_daily",
     RollupStep::Day,
     {Part::Key, Part::Model, Part::Provider, Part::App, Part::Simulated, Part::Byok},
     6},
    {"usage_daily_key",
     RollupStep::Day,
     {Part::Organization, Part::Key, Part::Simulated, Part::Byok},
     4},
    {"usage_weekly_key",
     RollupStep::Week,
     {Part::Organization, Part::Key, Part::Simulated, Part::Byok},
     4},
    {"usage_daily_model",
     RollupStep::Day,
     {Part::Organization, Part::Model, Part::Provider, Part::Simulated, Part::Byok},
     5},
    {"usage_daily_provider",
     RollupStep::Day,
     {Part::Organization, Part::Provider, Part::Simulated, Part::Byok},
     4},
    {"usage_daily_app",
     RollupStep::Day,
     {Part::Organization, Part::App, Part::Simulated, Part::Byok},
     4},
    {"usage_daily_workspace",
     RollupStep::Day,
     {Part::Organization, Part::Workspace, Part::Simulated, Part::Byok},
     4},
    {"usage_hourly",
     RollupStep::Hour,
     {Part::Key, Part::Model, Part::Provider, Part::Simulated, Part::Byok},
     5},
    {"usage_hourly_model",
     RollupStep::Hour,
     {Part::Organization, Part::Model, Part::Provider, Part::Simulated, Part::Byok},
     5},
}};

/// Sums of a transaction, or of a day when verifying. add() keeps the finest cells only; spread()
/// makes those of every table of them, which are far fewer than rows.
class LedgerCells
{
public:
    void add(const CellSource &source);
    /// Fills the tables below from what was added since clear(). Once.
    void spread();
    void clear();

    const CellTable &rollup(std::size_t index) const { return m_rollups[index]; }
    /// Key: scope kind, owner, window, window key. The first sum is what was spent.
    const CellTable &limitWindows() const { return m_limitWindows; }
    /// Key: pool's organization, day. The first sum is what was charged, above zero.
    const CellTable &charges() const { return m_charges; }

private:
    void addScopes(const CellSource &source, std::int64_t day);
    void spreadRollups();
    void spreadScopes();

    CellTable m_finest; ///< By every Part.
    CellTable m_scopeDays; ///< Scope kind, owner, day: what was spent.
    std::array<CellTable, rollupCount> m_rollups;
    CellTable m_limitWindows;
    CellTable m_charges;
};

/// Hours since 1970 of an instant, right before it too.
std::int64_t hourOf(std::int64_t us);
/// The day on which an hour lies, and the Monday of a day's week; right before 1970 too.
std::int64_t dayOfHour(std::int64_t hour);
std::int64_t mondayOf(std::int64_t day);

/// "kind:owner kind:owner", as scope_set rows hold it, sorted, so that equal sets are equal texts.
void writeScopes(const std::array<ScopeRef, maxScopes> &scopes, std::uint8_t count,
                 std::string &text);
/// False when the text is not one that writeScopes() writes.
bool readScopes(std::string_view text, std::array<ScopeRef, maxScopes> &scopes,
                std::uint8_t &count);

} // namespace turnpike
