// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ProviderFailure.h"

namespace turnpike {

namespace {

/// Told 4xx, except what a provider or its credential is to blame for.
bool isRequestsFault(int status)
{
    return status >= 400 && status < 500 && status != 401 && status != 403 && status != 408
        && status != 429;
}

} // namespace

std::optional<bool> isFailure(AttemptOutcome outcome, int status)
{
    switch (outcome) {
    case AttemptOutcome::ClientLeft:
    case AttemptOutcome::SkippedBudget:
    case AttemptOutcome::Interrupted: return std::nullopt;
    case AttemptOutcome::Succeeded: return false;
    case AttemptOutcome::Status: return !isRequestsFault(status);
    case AttemptOutcome::ConnectFailed:
    case AttemptOutcome::TimedOut:
    case AttemptOutcome::Cut:
    case AttemptOutcome::Garbage: return true;
    }
    return true;
}

std::optional<bool> isFailure(GenerationState state, int httpStatus)
{
    if (state == GenerationState::Complete)
        return false;
    if (state == GenerationState::Failed)
        return !isRequestsFault(httpStatus);
    return std::nullopt;
}

} // namespace turnpike
