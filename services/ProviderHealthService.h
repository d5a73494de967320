// SPDX-License-Identifier: GPL-3.0-or-later
// How providers have answered lately.
#pragma once

#include "core/Overview.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {

class Actor;
class Clock;
class Session;

/// Lives on its session's thread; a read-only session is enough.
class ProviderHealthService
{
public:
    /// Generations that one answer looks at, at most: what comes out is then of the newest ones.
    static constexpr int mostRows = 5'000;

    struct Health
    {
        QList<ProviderHealth> providers;
        bool isWhole = true;
    };

    ProviderHealthService(Session &session, const Clock &clock)
        : m_session(session)
        , m_clock(clock)
    {}

    /// The last `spanUs` until now. Providers that are configured, the busiest first; the simulator
    /// last, and only when it was used. Errors: Forbidden.
    Result<Health> of(const Actor &actor, std::int64_t spanUs) const;
    Result<Health> lastHour(const Actor &actor) const;

private:
    Session &m_session;
    const Clock &m_clock;
};

} // namespace turnpike
