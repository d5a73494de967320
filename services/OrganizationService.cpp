// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/OrganizationService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/AuditRepository.h"
#include "ledger/repositories/CreditRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "services/Actor.h"
#include "services/AuditJson.h"
#include "services/Committer.h"
#include "services/Texts.h"
#include "services/secrets/KeySecret.h"

#include <QUuid>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int publicIdLength = 27;

/// Not a proof that mail arrives: only that it is not something else typed into the wrong field.
Result<QString> checkedEmail(const QString &email, const QString &field)
{
    const QString trimmed = email.trimmed();
    const qsizetype at = trimmed.indexOf(u'@');
    const bool isAddress = at > 0 && at + 1 < trimmed.size() && trimmed.lastIndexOf(u'@') == at
        && !trimmed.contains(u' ') && trimmed.size() <= 254;
    if (!trimmed.isEmpty() && !isAddress)
        return fail(ErrorCode::InvalidArgument, u"This is not an e-mail address."_s, field);
    return trimmed;
}

Result<Organization> required(Session &session)
{
    TRY_ASSIGN(const std::optional<Organization> found, OrganizationRepository::first(session));
    if (!found)
        return fail(ErrorCode::Conflict, u"There is no organization yet; create it first."_s);
    return *found;
}

} // namespace

OrganizationService::OrganizationService(Session &session, const Clock &clock, Committer &committer)
    : m_session(session)
    , m_clock(clock)
    , m_committer(committer)
{}

Result<Organization> OrganizationService::create(const Actor &actor, const FirstRun &firstRun)
{
    TRY(authorize(actor, Permission::ManageOrganization));
    TRY_ASSIGN(const QString name, checkedName(firstRun.organization, u"/organization"_s));
    TRY_ASSIGN(const QString ownerName, checkedName(firstRun.ownerName, u"/owner/name"_s));
    TRY_ASSIGN(const QString email, checkedEmail(firstRun.ownerEmail, u"/owner/email"_s));

    const std::int64_t now = m_clock.nowUs();
    Organization organization{.id = {},
                              .publicId = u"org_"_s + randomAlphanumerics(publicIdLength),
                              .name = name,
                              .isPoolOn = false,
                              .budgetsCountUpstream = true,
                              .isDemonstration = firstRun.isDemonstration,
                              .createdUs = now};
    TRY(m_committer.run(Topic::Organization, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const std::optional<Organization> existing,
                   OrganizationRepository::first(session));
        if (existing)
            return fail(ErrorCode::Conflict, u"There is an organization already."_s);
        TRY_ASSIGN(organization.id, OrganizationRepository::insert(session, organization));
        TRY_ASSIGN(const PersonId owner,
                   OrganizationRepository::insertPerson(
                       session,
                       {.id = {},
                        .publicId = u"user_"_s + randomAlphanumerics(publicIdLength),
                        .name = ownerName,
                        .email = email,
                        .createdUs = now}));
        TRY(OrganizationRepository::addAdmin(session, organization.id, owner, now));
        TRY(OrganizationRepository::insertWorkspace(
            session, organization.id,
            {.id = {},
             .uuid = QUuid::createUuid().toString(QUuid::WithoutBraces),
             .name = u"Default"_s,
             .slug = u"default"_s,
             .isDefault = true},
            now));
        return m_committer.audit(actor,
                                 {.action = u"organization.create"_s,
                                  .subject = organization.publicId,
                                  .before = {},
                                  .after = auditJson(organization)});
    }));
    return organization;
}

Result<std::optional<Organization>> OrganizationService::current(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewOwnUsage));
    return OrganizationRepository::first(m_session);
}

Result<Person> OrganizationService::owner(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewSettings));
    TRY_ASSIGN(const Organization organization, required(m_session));
    return OrganizationRepository::owner(m_session, organization.id);
}

Result<QList<Workspace>> OrganizationService::workspaces(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewSettings));
    TRY_ASSIGN(const Organization organization, required(m_session));
    return OrganizationRepository::workspaces(m_session, organization.id);
}

Result<> OrganizationService::rename(const Actor &actor, const QString &name)
{
    TRY(authorize(actor, Permission::ManageOrganization));
    TRY_ASSIGN(const QString checked, checkedName(name, u"/name"_s));
    return m_committer.run(Topic::Organization, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Organization before, required(session));
        Organization after = before;
        after.name = checked;
        TRY(OrganizationRepository::rename(session, before.id, checked));
        return m_committer.audit(actor,
                                 {.action = u"organization.rename"_s,
                                  .subject = before.publicId,
                                  .before = auditJson(before),
                                  .after = auditJson(after)});
    });
}

Result<> OrganizationService::changeOwner(const Actor &actor, const QString &name,
                                          const QString &email)
{
    TRY(authorize(actor, Permission::ManageOrganization));
    TRY_ASSIGN(const QString checked, checkedName(name, u"/name"_s));
    TRY_ASSIGN(const QString address, checkedEmail(email, u"/email"_s));
    return m_committer.run(Topic::Organization, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Organization organization, required(session));
        TRY_ASSIGN(const Person before, OrganizationRepository::owner(session, organization.id));
        Person after = before;
        after.name = checked;
        after.email = address;
        TRY(OrganizationRepository::updatePerson(session, before.id, checked, address));
        return m_committer.audit(actor,
                                 {.action = u"owner.change"_s,
                                  .subject = before.publicId,
                                  .before = auditJson(before),
                                  .after = auditJson(after)});
    });
}

Result<> OrganizationService::setPool(const Actor &actor, bool isOn)
{
    TRY(authorize(actor, Permission::ManageCredits));
    return m_committer.run(Topic::Credits, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Organization before, required(session));
        Organization after = before;
        after.isPoolOn = isOn;
        TRY(OrganizationRepository::setPool(session, before.id, isOn));
        return m_committer.audit(actor,
                                 {.action = u"credits.pool"_s,
                                  .subject = before.publicId,
                                  .before = auditJson(before),
                                  .after = auditJson(after)});
    });
}

Result<> OrganizationService::setBudgetsCountUpstream(const Actor &actor, bool isOn)
{
    TRY(authorize(actor, Permission::ManageOrganization));
    return m_committer.run(Topic::Organization, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Organization before, required(session));
        Organization after = before;
        after.budgetsCountUpstream = isOn;
        TRY(OrganizationRepository::setBudgetsCountUpstream(session, isOn));
        return m_committer.audit(actor,
                                 {.action = u"budgets.count_upstream"_s,
                                  .subject = before.publicId,
                                  .before = auditJson(before),
                                  .after = auditJson(after)});
    });
}

Result<> OrganizationService::setFreeLimit(const Actor &actor, const FreeLimit &limit)
{
    TRY(authorize(actor, Permission::ManageOrganization));
    for (const std::int64_t number : {limit.requestsPerMinute, limit.requestsPerDay}) {
        if (number < 0 || number > RateLimit::most)
            return fail(ErrorCode::InvalidArgument,
                        u"A limit of free models is a number from 1 to %1; 0 is unlimited."_s.arg(
                            RateLimit::most),
                        u"/free_limit"_s);
    }
    return m_committer.run(Topic::Organization, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Organization before, required(session));
        Organization after = before;
        after.freeLimit = limit;
        TRY(OrganizationRepository::setFreeLimit(session, limit));
        return m_committer.audit(actor,
                                 {.action = u"organization.free_limit"_s,
                                  .subject = before.publicId,
                                  .before = auditJson(before),
                                  .after = auditJson(after)});
    });
}

Result<CreditEntry> OrganizationService::addCredits(const Actor &actor, Money amount,
                                                    const QString &note)
{
    TRY(authorize(actor, Permission::ManageCredits));
    if (amount <= Money{})
        return fail(ErrorCode::InvalidArgument, u"The amount must be above zero."_s, u"/amount"_s);
    return enter(actor,
                 {.id = 0,
                  .kind = CreditKind::TopUp,
                  .amount = amount,
                  .note = note,
                  .createdUs = m_clock.nowUs()},
                 u"credits.add"_s, true);
}

Result<CreditEntry> OrganizationService::correctCredits(const Actor &actor, Money amount,
                                                        const QString &note)
{
    TRY(authorize(actor, Permission::ManageCredits));
    if (amount == Money{})
        return fail(ErrorCode::InvalidArgument, u"The amount must not be zero."_s, u"/amount"_s);
    return enter(actor,
                 {.id = 0,
                  .kind = CreditKind::Correction,
                  .amount = amount,
                  .note = note,
                  .createdUs = m_clock.nowUs()},
                 u"credits.correct"_s, false);
}

Result<CreditEntry> OrganizationService::enter(const Actor &actor, const CreditEntry &entry,
                                               const QString &action, bool turnsPoolOn)
{
    CreditEntry entered = entry;
    TRY_ASSIGN(entered.note, checkedNote(entry.note, u"/note"_s));
    TRY(m_committer.run(Topic::Credits, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Organization organization, required(session));
        TRY_ASSIGN(const CreditBalance balance,
                   CreditRepository::balance(session, organization.id));
        std::int64_t sum = 0;
        if (__builtin_add_overflow(balance.total.nanoUsd, entered.amount.nanoUsd, &sum))
            return fail(ErrorCode::InvalidArgument, u"The amount is too large."_s, u"/amount"_s);
        TRY_ASSIGN(entered.id,
                   CreditRepository::insert(session, organization.id, entered, actor.person()));
        if (turnsPoolOn && !organization.isPoolOn)
            TRY(setPool(actor, true));
        return m_committer.audit(actor,
                                 {.action = action,
                                  .subject = organization.publicId,
                                  .before = {},
                                  .after = auditJson(entered)});
    }));
    return entered;
}

Result<CreditBalance> OrganizationService::balance(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ManageCredits));
    TRY_ASSIGN(const Organization organization, required(m_session));
    return CreditRepository::balance(m_session, organization.id);
}

Result<QList<CreditEntry>> OrganizationService::creditEntries(const Actor &actor, int limit) const
{
    TRY(authorize(actor, Permission::ManageCredits));
    TRY_ASSIGN(const Organization organization, required(m_session));
    return CreditRepository::list(m_session, organization.id, limit);
}

Result<QList<AuditEntry>> OrganizationService::auditLog(const Actor &actor, std::int64_t beforeId,
                                                        int limit) const
{
    TRY(authorize(actor, Permission::ViewAudit));
    return AuditRepository::list(m_session, beforeId, limit);
}

} // namespace turnpike
