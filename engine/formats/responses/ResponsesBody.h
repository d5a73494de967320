// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation written as a Responses body.
#pragma once

#include "engine/formats/ProviderAdapter.h"

#include <string>
#include <tl/expected.hpp>

namespace turnpike {

/// Nothing is kept at the provider (`store` false). Left out, since the format has no word for it:
/// stop sequences, penalties, seed, logit_bias, other families' reasoning. Errors: several choices,
/// video.
tl::expected<std::string, ApiError> writeResponsesBody(Conversation &conversation,
                                                       const EncodeTarget &target);

} // namespace turnpike
