// SPDX-License-Identifier: GPL-3.0-or-later
// A client's request as the server side reads it.
#pragma once

#include "engine/http/Message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike::http {

/// Views point into the connection's copy of the head and live until the exchange ends.
struct Request
{
    std::string_view method; ///< A token, case kept: "POST".
    std::string_view target; ///< Origin form with its query, "/api/v1/models?x=1", or "*".
    Headers headers;
    /// Whole and without framing. Empty in Handler::onHead. Has at least 64 spare bytes of capacity
    /// when not empty, so that a JSON scanner may read past its end.
    std::string body;
    std::uint64_t declaredLength = 0; ///< Content-Length; 0 without one.
    int minor = 1; ///< Of HTTP/1.x: 1, or 0.
    bool isChunked = false;
    bool expectsContinue = false;
    bool keepAlive = true; ///< What the client wants; false for HTTP/1.0.

    bool hasBody() const { return isChunked || declaredLength > 0; }
};

} // namespace turnpike::http
