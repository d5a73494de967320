// SPDX-License-Identifier: GPL-3.0-or-later
// A Responses request, read once and strictly.
#pragma once

#include "engine/wire/ClientRequest.h"

#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

class RequestWalk;

/// Errors are 400 `invalid_request` naming the member and its JSON pointer. Nothing is kept between
/// requests: members and items that refer to something kept are refused, and say what to send.
tl::expected<ClientRequest, ApiError> readResponsesRequest(std::string_view body,
                                                           const ReadLimits &limits = {});

// Parts of the walk, each standing on its value.

/// `input`: a string or items. Roles and the members that an item cannot do without are checked.
void readResponsesInput(RequestWalk &walk, ClientRequest &request);
void readResponsesTools(RequestWalk &walk, ClientRequest &request);

} // namespace turnpike
