// SPDX-License-Identifier: GPL-3.0-or-later
// What Gemini's models are told about thinking.
#pragma once

#include "engine/formats/Conversation.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// The generation in a model's name: 3 of "gemini-3.1-pro-preview". Names without a number
/// ("gemini-flash-latest") mean the newest, so 3; 0 for models of another family.
int geminiGeneration(std::string_view model);

/// Whether a model by this name takes a `thinkingConfig`; those that do not refuse it.
bool thinks(std::string_view model);

/// The `thinkingConfig` object, or nothing when nothing was wished. Data plane 10.3: a level from
/// generation 3 on, a budget before; `maxOutput` is what the budget is a share of.
std::string thinkingConfig(const ReasoningWish &wish, std::string_view model,
                           std::int64_t maxOutput);

} // namespace turnpike
