// SPDX-License-Identifier: GPL-3.0-or-later
// Reports, from the same rollups as every figure, proved against the requests themselves.
#pragma once

#include "core/Report.h"
#include "core/Result.h"

namespace turnpike {

class Actor;
class Clock;
class Session;

struct ReportOptions
{
    Period period; ///< Whole days, up to 366.
    ReportGroup group = ReportGroup::Key;
    bool includesSimulated = false;
    QString title; ///< Empty: "Usage and cost".
};

/// Reads only. Runs on the thread that owns `session`.
class ReportService
{
public:
    ReportService(Session &session, const Clock &clock)
        : m_session(session)
        , m_clock(clock)
    {}

    /// All of it as the ledger stood in one moment. Reads every request of the period once.
    /// Errors: Forbidden; InvalidArgument (/period); NotFound before the first run.
    Result<Report> usage(const Actor &actor, const ReportOptions &options) const;

private:
    Session &m_session;
    const Clock &m_clock;
};

} // namespace turnpike
