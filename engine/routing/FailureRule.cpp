// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/FailureRule.h"

namespace turnpike {

FailureRule ruleOf(FailureClass failure)
{
    switch (failure) {
    case FailureClass::Connect:
    case FailureClass::Timeout:
    case FailureClass::ServerError:
    case FailureClass::Credential: return {.next = NextStep::NextEndpoint, .isProbed = true};
    case FailureClass::NotFound:
    case FailureClass::Cut:
    case FailureClass::Garbage:
    case FailureClass::ErrorFinish:
    case FailureClass::Empty:
    case FailureClass::None:
    case FailureClass::RateLimited:
    case FailureClass::Forbidden: return {};
    case FailureClass::RequestFault:
    case FailureClass::TooLarge:
    case FailureClass::Declined: return {.next = NextStep::NextModel, .isProbed = false};
    }
    return {};
}

std::string_view wordOf(FailureClass failure)
{
    switch (failure) {
    case FailureClass::None: return "none";
    case FailureClass::Connect: return "connect";
    case FailureClass::Timeout: return "timeout";
    case FailureClass::ServerError: return "server_error";
    case FailureClass::Credential: return "credential";
    case FailureClass::NotFound: return "not_found";
    case FailureClass::RateLimited: return "rate_limited";
    case FailureClass::Forbidden: return "forbidden";
    case FailureClass::Cut: return "cut";
    case FailureClass::Garbage: return "garbage";
    case FailureClass::ErrorFinish: return "error_finish";
    case FailureClass::Empty: return "empty";
    case FailureClass::RequestFault: return "request_fault";
    case FailureClass::TooLarge: return "too_large";
    case FailureClass::Declined: return "declined";
    }
    return "none";
}

} // namespace turnpike
