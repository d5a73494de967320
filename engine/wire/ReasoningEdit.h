// SPDX-License-Identifier: GPL-3.0-or-later
// What models thought, in the member by which one server of chat completions reads it back.
#pragma once

#include "core/Policy.h"
#include "engine/wire/BodyEdit.h"

#include <span>
#include <string_view>

namespace turnpike {

/// Renames, in each of `messages` (objects of the text that `edit` is of), the member that carries
/// reasoning to `field`, and takes out its other spellings. `reasoning_details` become the text
/// that they hold; texts stay where `field` wants elements. A message that has `field` already
/// keeps it byte for byte.
void carryReasoning(std::span<const std::string_view> messages, ReasoningField field,
                    BodyEdit &edit);

} // namespace turnpike
