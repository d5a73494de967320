// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ProviderFailure.h"

namespace turnpike {

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

std::optional<bool> verdictOf(FailureClass failure)
{
    return countsAgainst(failure) ? std::optional(true) : std::nullopt;
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

bool countsAgainst(FailureClass failure)
{
    switch (failure) {
    case FailureClass::Connect:
    case FailureClass::Timeout:
    case FailureClass::ServerError:
    case FailureClass::Credential:
    case FailureClass::NotFound:
    case FailureClass::Cut:
    case FailureClass::Garbage:
    case FailureClass::ErrorFinish:
    case FailureClass::Empty: return true;
    case FailureClass::None:
    case FailureClass::RateLimited:
    case FailureClass::Forbidden:
    case FailureClass::RequestFault:
    case FailureClass::TooLarge:
    case FailureClass::Declined: return false;
    }
    return false;
}

std::optional<bool> isFailure(AttemptOutcome outcome, int status)
{
    if (outcome == AttemptOutcome::Succeeded)
        return false;
    return verdictOf(failureClassOf(outcome, status));
}

std::optional<bool> isFailure(GenerationState state, int httpStatus)
{
    if (state == GenerationState::Complete)
        return false;
    if (state == GenerationState::Failed)
        return verdictOf(classOfStatus(httpStatus));
    return std::nullopt;
}

} // namespace turnpike
