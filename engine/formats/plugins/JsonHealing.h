// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin response-healing: JSON that a model wrote nearly right is put right (data plane 12.3).
#pragma once

#include "core/Generation.h"

#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// The JSON that `text` was meant to be: without a Markdown fence and prose around it, with
/// brackets that were left open closed, without trailing commas, with keys quoted and control
/// characters in strings escaped. Nothing when it is JSON as it is, or cannot be read so. Values
/// are never made up: text that breaks off inside one stays as it is.
std::optional<std::string> healedJson(std::string_view text);

/// A client's whole answer with every text in it healed; nothing when there was nothing to heal.
std::optional<std::string> healedAnswer(ApiType api, std::string_view body);

} // namespace turnpike
