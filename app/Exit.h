// SPDX-License-Identifier: GPL-3.0-or-later
// The exit codes of turnpiked, as docs/command-line.md promises them to scripts.
#pragma once

#include "core/Result.h"

namespace turnpike {

enum class Exit : int {
    Ok = 0,
    Failed = 1,
    Usage = 2, ///< The command line, the configuration or an input value is wrong.
    NotFound = 3,
    Refused = 4, ///< Forbidden, or in conflict with what is there.
    Unavailable = 5, ///< The ledger is locked by somebody who cannot be asked, or cannot be opened.
    Difference = 6, ///< verify found one.
};

/// The one table from errors to exit codes.
inline Exit exitOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return Exit::Usage;
    case ErrorCode::NotFound: return Exit::NotFound;
    case ErrorCode::Unauthenticated:
    case ErrorCode::Forbidden:
    case ErrorCode::Conflict: return Exit::Refused;
    case ErrorCode::Unavailable: return Exit::Unavailable;
    case ErrorCode::BudgetExhausted:
    case ErrorCode::RateLimited:
    case ErrorCode::UpstreamFailed:
    case ErrorCode::Timeout:
    case ErrorCode::Internal: break;
    }
    return Exit::Failed;
}

} // namespace turnpike
