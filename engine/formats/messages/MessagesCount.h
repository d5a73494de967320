// SPDX-License-Identifier: GPL-3.0-or-later
// What /messages/count_tokens answers: an estimate, since no provider is asked.
#pragma once

#include "engine/wire/ErrorBody.h"

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// Input tokens of a Messages body, rather too many than too few. Read as strictly as a request;
/// `max_tokens` may be missing.
tl::expected<std::int64_t, ApiError> countTokensEstimate(std::string_view body);

} // namespace turnpike
