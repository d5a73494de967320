// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin context-compression: what stands in the middle of a conversation goes, until the rest
// fits (data plane 12.4).
#pragma once

#include "engine/formats/Conversation.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace turnpike {

/// Bytes of the texts, tool arguments and tool results in the turns.
std::int64_t textBytesOf(const Conversation &conversation);

/// A copy whose texts have at most `mostBytes`, if that can be, and at most `mostTurns` turns.
/// `conversation` and its body must outlive it. First whole turns go, those nearest to the middle
/// before others, a call always with its results; system messages, the first exchange's beginning
/// and the last turn stay. Then the longest texts lose their middle.
Conversation middleOut(const Conversation &conversation, std::int64_t mostBytes,
                       std::size_t mostTurns);

} // namespace turnpike
