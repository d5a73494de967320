// SPDX-License-Identifier: GPL-3.0-or-later
// The one table from our error codes to HTTP, and the error envelope of the management API.
#pragma once

#include "core/Result.h"
#include "core/ports/ControlApi.h"

namespace turnpike {

int httpStatus(ErrorCode code);

/// {"error":{"code":404,"message":"...","metadata":{"field":"/limit"}}}; an Internal error is
/// answered with a general sentence.
ControlResponse errorResponse(const Error &error);

} // namespace turnpike
