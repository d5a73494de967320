// SPDX-License-Identifier: GPL-3.0-or-later
// When an attempt speaks against its provider, and when a provider fails: one rule for all who ask.
#pragma once

#include "core/Generation.h"

#include <cstdint>
#include <optional>

namespace turnpike {

/// Nothing where an attempt says nothing about its provider: a skipped budget, a client that left,
/// the end of the process. An error status that is the request's own fault is no failure.
std::optional<bool> isFailure(AttemptOutcome outcome, int status);

/// The same of a generation with one attempt, which has no record of its own. `httpStatus`: what
/// the client was told.
std::optional<bool> isFailure(GenerationState state, int httpStatus);

/// More than one in twenty, and more than one: a single failure is no pattern.
constexpr bool isFailing(std::int64_t failures, std::int64_t attempts)
{
    return failures >= 2 && failures * 20 > attempts;
}

} // namespace turnpike
