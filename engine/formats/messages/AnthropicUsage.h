// SPDX-License-Identifier: GPL-3.0-or-later
// The `usage` object of the Messages format: a provider's read, ours written.
#pragma once

#include "engine/wire/Usage.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// Gathers what the events of one answer tell. A later event's count replaces an earlier one's.
class AnthropicUsage
{
public:
    /// Of message_start, whose output count is a placeholder, or of the end.
    enum class Stage : std::uint8_t { Start, End };

    /// `object` was validated; anything but an object tells nothing.
    void take(std::string_view object, Stage stage);
    bool isTold() const { return m_isTold; }
    /// The prompt is input, cache writes and cache reads together.
    UsageReport report() const;

private:
    struct Counts
    {
        std::optional<std::int64_t> input, output, cacheRead, cacheWrite, cacheWrite5m,
            cacheWrite1h;
    };

    static TokenUsage summed(const Counts &counts);
    void takeIterations(std::string_view array);
    void takeMember(std::string_view name, std::string_view value, Stage stage);
    static bool takeCount(std::string_view name, std::string_view value, Counts &counts);

    bool m_isTold = false;
    Counts m_counts;
    TokenUsage m_compaction; ///< Passes beside the answer's own, billed but not in its counts.
    std::optional<std::int64_t> m_thinking, m_searches;
    std::optional<Money> m_cost;
};

/// The complete object: our counts and money, and what else the provider's object tells (nothing
/// of it where a count of ours stands). `provider` was validated; empty: none.
std::string anthropicUsageJson(const UsageFigures &figures, std::string_view provider = {});

} // namespace turnpike
