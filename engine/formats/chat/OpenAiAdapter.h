// SPDX-License-Identifier: GPL-3.0-or-later
// Providers that speak OpenAI's chat completions: OpenAI itself and most others.
#pragma once

#include "engine/formats/ProviderAdapter.h"

namespace turnpike {

const ProviderAdapter &openAiAdapter();

/// Models that take `max_completion_tokens` and `reasoning_effort`, by OpenAI's names.
bool isOpenAiReasoner(std::string_view model);

} // namespace turnpike
