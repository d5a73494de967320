// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that reads the ledger, so that nobody who waits for rows holds up a change.
#pragma once

#include "core/Result.h"
#include "services/WorkThread.h"

#include <QString>

#include <functional>
#include <memory>

namespace turnpike {

class ActivityService;
class Authenticator;
class Clock;
class GenerationService;
class KeyService;
class OrganizationService;
class OverviewService;
class ProviderHealthService;
class ReportService;

/// What a call on the reader thread may use; borrowed for its length. Changes fail: the session is
/// read-only.
struct ReadServices
{
    const Authenticator &authenticator;
    const GenerationService &generations;
    const OrganizationService &organization;
    const ActivityService &activity;
    const KeyService &keys;
    const OverviewService &overview;
    const ReportService &reports;
    const ProviderHealthService &health;
};

/// One read-only session on one thread. Thread-safe.
class LedgerReader
{
public:
    /// Errors: those of Session::open.
    static Result<std::unique_ptr<LedgerReader>> open(const QString &ledgerPath, const Clock &clock,
                                                      std::size_t maxQueued);
    /// Does what is queued, then joins.
    ~LedgerReader();

    /// False, and `work` dropped, when too much is waiting already.
    bool post(std::function<void(const ReadServices &)> work);

private:
    struct Room;
    explicit LedgerReader(std::size_t maxQueued);

    std::unique_ptr<Room> m_room; ///< Lives on m_thread.
    std::unique_ptr<WorkThread> m_thread;
};

} // namespace turnpike
