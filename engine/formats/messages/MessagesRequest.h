// SPDX-License-Identifier: GPL-3.0-or-later
// A Messages request, read once and strictly.
#pragma once

#include "engine/wire/ClientRequest.h"

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// Errors are 400 `invalid_request` with a message that names the member and its JSON pointer: not
/// JSON, a known member of the wrong type or missing, a member that we read given twice or under
/// another spelling. Unknown members and content blocks are passed over, and sent on.
///
/// `speed` and `fallbacks` are for the gateway, as other prices hang on them, and so are reasoning
/// blocks that another family's model wrote (see SignatureMark.h): `gatewayMembers` holds them all.
tl::expected<ClientRequest, ApiError> readMessagesRequest(std::string_view body,
                                                          const ReadLimits &limits = {});

} // namespace turnpike
