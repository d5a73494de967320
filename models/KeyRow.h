// SPDX-License-Identifier: GPL-3.0-or-later
// A key as lists and inspectors show it, and the words for its state and limit.
#pragma once

#include "core/Key.h"
#include "models/Cell.h"

#include <cstdint>

namespace turnpike {

/// What matters most about a key, the most important first where several hold.
enum class KeyState : quint8 {
    Expired,
    Disabled,
    Over, ///< Spent its limit: requests are refused until it resets.
    Near, ///< Spent 80 % of its limit.
    Expiring, ///< Within seven days.
    Simulated, ///< Used in the last 30 days, by the simulator only.
    Unused, ///< Neither used nor made in the last 30 days.
    Active,
};

inline constexpr KeyState keyStates[]
    = {KeyState::Active,    KeyState::Near,     KeyState::Over,    KeyState::Expiring,
       KeyState::Simulated, KeyState::Disabled, KeyState::Expired, KeyState::Unused};

struct KeyRow
{
    Key key;
    /// As key.lastUsedUs, or to the microsecond where that is known.
    std::int64_t lastUsedUs = 0;
    bool isLastUseExact = false;
    bool isSimulatedOnly = false; ///< All requests of the last 30 days, and there are some.
};

KeyState keyState(const KeyRow &row, std::int64_t nowUs);
/// "Near limit": the badge's text, and what a screen reader says of the mark.
CellBadge keyStateBadge(KeyState state);

/// Of the limit: what its window has spent.
Money limitSpent(const Key &key);
/// Spent of the limit in thousandths, at most 9999; of a limit of 0 always 1000.
int limitPerMille(const Key &key);
Tone limitTone(const Key &key); ///< Accent, from 80 % Warning, from 100 % Danger.
QString limitPeriod(Window reset); ///< "per day", "in total"
QString limitAmount(Money amount); ///< "$400", "$0.50"
/// "82.10 dollars of 80 dollars per day, 102 percent": without the state.
QString spokenLimit(const Key &key);
/// "in 11 h", "in 3 d"; a dash when it never does.
QString limitResets(const Key &key, std::int64_t nowUs);
/// "12 s ago", "this hour", "never".
QString lastUsed(const KeyRow &row, std::int64_t nowUs);
/// The label as it is printed: "sk-tp-v1-9f3…71b".
QString printedLabel(const Key &key);

} // namespace turnpike
