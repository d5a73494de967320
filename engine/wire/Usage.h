// SPDX-License-Identifier: GPL-3.0-or-later
// The `usage` object of the Chat format: a provider's read, ours written.
#pragma once

#include "core/Money.h"
#include "core/Usage.h"

#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// What a provider told. An absent, null or nonsensical count is not told.
struct UsageReport
{
    TokenUsage usage;
    bool isPromptTold = false;
    bool isCompletionTold = false;
    std::optional<Money> cost; ///< The provider's own, rounded half up to a nano-dollar.

    bool isComplete() const { return isPromptTold && isCompletionTold; }
    UsageOrigin origin() const;
};

/// Reads a validated `usage` object. Providers that count reasoning outside completion_tokens, seen
/// by their total, are brought to our convention (completion includes reasoning).
UsageReport readUsage(std::string_view object);

/// A JSON number of USD, exponents included, as Money; rounded half up when finer. Nothing when
/// negative or out of range.
std::optional<Money> moneyOfNumber(std::string_view number);

/// What a client is told.
struct UsageFigures
{
    TokenUsage usage;
    Money cost; ///< Charged.
    bool isByok = false;
    std::optional<Money> upstreamCost; ///< What the provider charged; null when unknown.
    Money promptPart;
    Money completionPart;
};

/// The complete object: details whole and all integers, money as numbers without exponents.
std::string usageJson(const UsageFigures &figures);

} // namespace turnpike
