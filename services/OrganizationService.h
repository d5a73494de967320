// SPDX-License-Identifier: GPL-3.0-or-later
// The organization, its owner and its credits.
#pragma once

#include "core/Organization.h"
#include "core/Result.h"

#include <QList>

#include <optional>

namespace turnpike {

class Actor;
class Clock;
class Committer;
class Session;

/// What the first run asks for.
struct FirstRun
{
    QString organization;
    QString ownerName;
    QString ownerEmail; ///< May be empty.
    bool isDemonstration = false;
};

/// Runs on the control thread, which owns `session`.
class OrganizationService
{
public:
    OrganizationService(Session &session, const Clock &clock, Committer &committer);

    /// Creates the organization, its owner and the default workspace.
    /// Errors: Forbidden; Conflict when there is one already; InvalidArgument (/organization,
    /// /owner/name, /owner/email). Audits: organization.create.
    Result<Organization> create(const Actor &actor, const FirstRun &firstRun);
    /// Nothing before the first run.
    Result<std::optional<Organization>> current(const Actor &actor) const;
    Result<Person> owner(const Actor &actor) const;
    Result<QList<Workspace>> workspaces(const Actor &actor) const;

    /// Errors: Forbidden; InvalidArgument (/name). Audits: organization.rename.
    Result<> rename(const Actor &actor, const QString &name);
    /// Errors: Forbidden; InvalidArgument (/name, /email). Audits: owner.change.
    Result<> changeOwner(const Actor &actor, const QString &name, const QString &email);

    /// With the pool on, an empty pool answers 402. Audits: credits.pool.
    Result<> setPool(const Actor &actor, bool isOn);
    /// Whether limits count what the provider bills where insurance charges the client nothing.
    /// Holds from the next request on. Errors: Forbidden. Audits: budgets.count_upstream.
    Result<> setBudgetsCountUpstream(const Actor &actor, bool isOn);
    /// How many requests to `:free` models all keys together may send. Holds from the next request
    /// on. Errors: Forbidden; InvalidArgument (/free_limit). Audits: organization.free_limit.
    Result<> setFreeLimit(const Actor &actor, const FreeLimit &limit);
    /// Adds a top-up and turns the pool on.
    /// Errors: Forbidden; InvalidArgument (/amount unless above zero). Audits: credits.add.
    Result<CreditEntry> addCredits(const Actor &actor, Money amount, const QString &note);
    /// Adds a correction of either sign; leaves the pool on or off.
    /// Errors: Forbidden; InvalidArgument (/amount when zero). Audits: credits.correct.
    Result<CreditEntry> correctCredits(const Actor &actor, Money amount, const QString &note);
    Result<CreditBalance> balance(const Actor &actor) const;
    /// Newest first, charges included.
    Result<QList<CreditEntry>> creditEntries(const Actor &actor, int limit) const;
    /// Newest first, from below `beforeId` (0: from the newest). Errors: Forbidden.
    Result<QList<AuditEntry>> auditLog(const Actor &actor, std::int64_t beforeId, int limit) const;

private:
    Result<CreditEntry> enter(const Actor &actor, const CreditEntry &entry, const QString &action,
                              bool turnsPoolOn);

    Session &m_session;
    const Clock &m_clock;
    Committer &m_committer;
};

} // namespace turnpike
