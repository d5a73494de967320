// SPDX-License-Identifier: GPL-3.0-or-later
// An API key or management key as services, models and panes see it.
#pragma once

#include "core/Id.h"
#include "core/Money.h"
#include "core/RateLimit.h"
#include "core/Secret.h"
#include "core/Window.h"
#include "core/ports/BudgetGate.h"

#include <QString>

#include <array>
#include <cstdint>
#include <optional>

namespace turnpike {

/// What a key may spend in one window.
struct KeyLimit
{
    Money amount;
    Window reset = Window::Lifetime; ///< Lifetime: never resets.
    BudgetMode mode = BudgetMode::Soft;

    friend bool operator==(const KeyLimit &, const KeyLimit &) = default;
};

struct Key
{
    KeyId id;
    QString hash; ///< 64 lowercase hex digits: SHA-256 of the secret. The key's public id.
    QString name;
    QString label; ///< "sk-tp-v1-abc...xyz"
    bool isManagement = false;
    bool isDisabled = false;
    std::optional<KeyLimit> limit; ///< Nothing: unlimited.
    bool countsByok = false;
    RateLimit rateLimit;
    WorkspaceId workspace;
    QString workspaceUuid;
    PersonId creator;
    QString creatorId; ///< "user_...", empty for none.
    QString creatorName;
    std::int64_t createdUs = 0;
    std::int64_t updatedUs = 0; ///< 0 until the first change.
    std::int64_t expiresUs = 0; ///< 0 never.
    std::int64_t deletedUs = 0; ///< 0 while it lives.
    std::int64_t lastUsedUs = 0; ///< 0 when it was never used; exact to the hour.
    std::array<Money, windowCount> usage{}; ///< Spent in the window that holds "now", by Window.
    std::int64_t requestsToday = 0; ///< UTC day.

    /// limit - spent in its window, at least 0; nothing when unlimited.
    std::optional<Money> remaining() const
    {
        if (!limit)
            return std::nullopt;
        const Money left = limit->amount - usage[static_cast<std::size_t>(limit->reset)];
        return left < Money{} ? Money{} : left;
    }
};

/// What a new key is made from.
struct KeyDraft
{
    QString name;
    std::optional<KeyLimit> limit;
    bool isManagement = false;
    std::int64_t expiresUs = 0; ///< 0 never.
    WorkspaceId workspace; ///< 0: the default workspace.
    RateLimit rateLimit = {};
};

/// A key just made: the only copy of its secret there will ever be.
struct IssuedKey
{
    Key key;
    Secret secret;
};

} // namespace turnpike
