// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/Exchange.h"

namespace turnpike::http {

std::optional<Refusal> Handler::onHead(const Request &)
{
    return std::nullopt;
}

Refusal Handler::onRefused(int status, std::string_view reason, std::string_view)
{
    Refusal refusal;
    refusal.status = status;
    refusal.body = R"({"error":{"code":)" + std::to_string(status) + R"(,"message":")";
    refusal.body += reason;
    refusal.body += R"("}})";
    return refusal;
}

} // namespace turnpike::http
