// SPDX-License-Identifier: GPL-3.0-or-later
// ":thinking" behind a model's name: reasoning is on, unless the request says otherwise (data plane
// 7.2).
#pragma once

#include "engine/wire/ClientRequest.h"

#include <optional>
#include <string>

namespace turnpike {

/// The body with reasoning of a medium effort asked for in its own API's words; nothing where the
/// first model's name does not ask for it, where the body speaks of reasoning itself, and where its
/// limit of output has no room. Not read again: a member that is there as null makes it a
/// duplicate.
std::optional<std::string> thinkingBody(const ClientRequest &request);

} // namespace turnpike
