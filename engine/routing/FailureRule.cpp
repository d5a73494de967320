// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/FailureRule.h"

namespace turnpike {

FailureRule ruleOf(FailureClass failure)
{
    switch (failure) {
    case FailureClass::Connect:
    case FailureClass::Timeout:
    case FailureClass::ServerError:
    case FailureClass::Credential:
        return {.countsAgainst = true, .next = NextStep::NextEndpoint, .isProbed = true};
    case FailureClass::NotFound:
    case FailureClass::Cut:
    case FailureClass::Garbage:
    case FailureClass::ErrorFinish:
    case FailureClass::Empty:
        return {.countsAgainst = true, .next = NextStep::NextEndpoint, .isProbed = false};
    case FailureClass::None:
    case FailureClass::RateLimited:
    case FailureClass::Forbidden: return {};
    case FailureClass::RequestFault:
    case FailureClass::TooLarge:
    case FailureClass::Declined:
        return {.countsAgainst = false, .next = NextStep::NextModel, .isProbed = false};
    }
    return {};
}

namespace {

FailureClass classOfStatus(int status)
{
    switch (status) {
    case 401:
    case 402: return FailureClass::Credential;
    case 400:
    case 422: return FailureClass::RequestFault;
    case 404: return FailureClass::NotFound;
    case 408: return FailureClass::Timeout;
    case 413: return FailureClass::TooLarge;
    case 429: return FailureClass::RateLimited;
    default: break;
    }
    if (status >= 500)
        return FailureClass::ServerError;
    // 403, 451 and the like speak of this provider; 1xx and 3xx are no answers to what was asked.
    return status >= 400 ? FailureClass::Forbidden : FailureClass::Garbage;
}

} // namespace

FailureClass failureClassOf(AttemptOutcome outcome, int status)
{
    switch (outcome) {
    case AttemptOutcome::Succeeded:
    case AttemptOutcome::ClientLeft:
    case AttemptOutcome::SkippedBudget:
    case AttemptOutcome::Interrupted: return FailureClass::None;
    case AttemptOutcome::Status: return classOfStatus(status);
    case AttemptOutcome::ConnectFailed: return FailureClass::Connect;
    case AttemptOutcome::TimedOut: return FailureClass::Timeout;
    case AttemptOutcome::Cut: return FailureClass::Cut;
    case AttemptOutcome::Garbage: return FailureClass::Garbage;
    }
    return FailureClass::None;
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
