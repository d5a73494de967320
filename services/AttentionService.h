// SPDX-License-Identifier: GPL-3.0-or-later
// The rules that say what somebody should look at.
#pragma once

#include "core/Overview.h"
#include "core/Result.h"

#include <QCoreApplication>
#include <QList>

namespace turnpike {

class Actor;
class Clock;
class Session;

/// Lives on its session's thread; a read-only session is enough. Nothing is stored: each call looks
/// at the ledger as it is. What was simulated raises nothing.
class AttentionService
{
    Q_DECLARE_TR_FUNCTIONS(turnpike::AttentionService)

public:
    /// Attempts of so long say whether a provider isFailing().
    static constexpr std::int64_t failingSpanUs = 5 * 60'000'000LL;
    /// Weeks back that tell what a weekday usually costs, and how many of them there must be.
    static constexpr int weeksLookedAt = 8;
    static constexpr int leastWeeks = 2;
    static constexpr Money leastAnomaly{5'000'000'000};
    static constexpr int expiryDays = 7;
    static constexpr int unusedDays = 90;
    static constexpr int runwayDays = 7;
    static constexpr int unpricedDays = 7;

    AttentionService(Session &session, const Clock &clock)
        : m_session(session)
        , m_clock(clock)
    {}

    /// The gravest first, then by the money at stake. Errors: Forbidden.
    Result<QList<AttentionItem>> list(const Actor &actor) const;

private:
    Result<> addKeys(const Actor &actor, QList<AttentionItem> &items) const;
    Result<> addAnomaly(QList<AttentionItem> &items) const;
    Result<> addProviders(const Actor &actor, QList<AttentionItem> &items) const;
    Result<> addCredit(const Actor &actor, QList<AttentionItem> &items) const;
    Result<> addUnpriced(QList<AttentionItem> &items) const;

    Session &m_session;
    const Clock &m_clock;
};

} // namespace turnpike
