// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike {

/// The numbered steps of docs/ledger.md at which the crash tests kill the process.
enum class FaultStep : int {
    HoldsBooked = 1,
    HoldJournaled = 2,
    AttemptJournaled = 3,
    FirstEventForwarded = 4,
    FallbackJournaled = 5,
    TerminalEventReceived = 6,
    SettleJournaled = 7,
    EndReleased = 8,
    TransactionCommitted = 9,
    SegmentFreed = 10,
    ReplayRecord = 11,
    Rotation = 12,
};

#ifdef TURNPIKE_FAULT_POINTS
/// Ends the process by SIGKILL when TURNPIKE_KILL_AT names this step ("7", or "11:3" for the third
/// passage). Compiled only into debug builds.
void faultPoint(FaultStep step);
#else
inline void faultPoint(FaultStep) {}
#endif

} // namespace turnpike
