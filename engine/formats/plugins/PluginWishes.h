// SPDX-License-Identifier: GPL-3.0-or-later
// What a request asks for in `plugins`, in `transforms` and by server tools.
#pragma once

#include "engine/wire/ClientRequest.h"
#include "engine/wire/ErrorBody.h"

#include <tl/expected.hpp>

namespace turnpike {

struct PluginWishes
{
    bool heals = false; ///< response-healing (data plane 12.3).
    bool compresses = false; ///< context-compression, or its old name `transforms` (12.4).
    bool refusesCompression = false; ///< Not even where it is the default.
};

/// Errors: 400 naming the place of a plugin, transform or server tool that is not served.
tl::expected<PluginWishes, ApiError> readPluginWishes(const ClientRequest &request);

} // namespace turnpike
