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

/// A table of sums: its name and its key columns, the first of which is the day or the hour.
struct RollupTable
{
    std::string_view name;
    std::array<std::string_view, maxKeyParts> keyColumns;
    std::size_t keyCount = 0;
};

inline constexpr std::array<std::string_view, sumCount> sumColumns{
    "requests",          "errors",           "refusals",
    "prompt_tokens",     "cached_tokens",    "cache_write_tokens",
    "completion_tokens", "reasoning_tokens", "cost_nusd",
    "counted_nusd",      "lost_nusd",        "ttft_us",
    "ttft_count",        "total_us"};

enum class Rollup : std::uint8_t { Cube, Key, Model, Provider, App, Workspace, Hourly };
inline constexpr std::size_t rollupCount = 7;

inline constexpr std::array<RollupTable, rollupCount> rollupTables{{
    {"usage_cube_daily",
     {"day", "key_id", "model_id", "provider_id", "app_id", "simulated", "byok"},
     7},
    {"usage_daily_key", {"day", "organization_id", "key_id", "simulated", "byok"}, 5},
    {"usage_daily_model", {"day", "organization_id", "model_id", "simulated", "byok"}, 5},
    {"usage_daily_provider", {"day", "organization_id", "provider_id", "simulated", "byok"}, 5},
    {"usage_daily_app", {"day", "organization_id", "app_id", "simulated", "byok"}, 5},
    {"usage_daily_workspace", {"day", "organization_id", "workspace_id", "simulated", "byok"}, 5},
    {"usage_hourly", {"hour", "key_id", "model_id", "provider_id", "simulated", "byok"}, 6},
}};

/// Sums of a transaction, or of a day when verifying.
class LedgerCells
{
public:
    void add(const CellSource &source);
    void clear();

    CellTable &rollup(std::size_t index) { return m_rollups[index]; }
    /// Key: scope kind, owner, window, window key. The first sum is what was spent.
    CellTable &limitWindows() { return m_limitWindows; }
    /// Key: pool's organization, day. The first sum is what was charged, above zero.
    CellTable &charges() { return m_charges; }

private:
    void addScopes(const CellSource &source, std::int64_t day);

    std::array<CellTable, rollupCount> m_rollups;
    CellTable m_limitWindows;
    CellTable m_charges;
};

/// Hours since 1970 of an instant, right before it too.
std::int64_t hourOf(std::int64_t us);

/// "kind:owner kind:owner", as scope_set rows hold it, sorted, so that equal sets are equal texts.
void writeScopes(const std::array<ScopeRef, maxScopes> &scopes, std::uint8_t count,
                 std::string &text);
/// False when the text is not one that writeScopes() writes.
bool readScopes(std::string_view text, std::array<ScopeRef, maxScopes> &scopes,
                std::uint8_t &count);

} // namespace turnpike
