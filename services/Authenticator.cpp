// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/Authenticator.h"

#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/OrganizationRepository.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Result<Actor> Authenticator::owner() const
{
    Actor actor;
    actor.m_role = Actor::Role::Admin;
    actor.m_name = u"setup"_s;
    TRY_ASSIGN(const std::optional<Organization> organization,
               OrganizationRepository::first(m_session));
    if (!organization)
        return actor;
    TRY_ASSIGN(const Person owner, OrganizationRepository::owner(m_session, organization->id));
    actor.m_organization = organization->id;
    actor.m_person = owner.id;
    actor.m_name = owner.publicId;
    return actor;
}

Result<Actor> Authenticator::commandLine(const QString &osUser) const
{
    TRY_ASSIGN(Actor actor, owner());
    actor.m_name = u"cli:"_s + osUser;
    return actor;
}

Result<Actor> Authenticator::key(KeyId id, std::int64_t nowUs) const
{
    TRY_ASSIGN(const std::optional<Organization> organization,
               OrganizationRepository::first(m_session));
    TRY_ASSIGN(const std::optional<Key> key, KeyRepository::find(m_session, id, nowUs));
    if (!organization || !key || key->deletedUs != 0 || key->isDisabled
        || (key->expiresUs != 0 && key->expiresUs <= nowUs))
        return fail(ErrorCode::Unauthenticated, u"This key is not valid."_s);
    Actor actor;
    actor.m_key = key->id;
    actor.m_person = key->creator;
    actor.m_organization = organization->id;
    actor.m_role = key->isManagement ? Actor::Role::Admin : Actor::Role::Member;
    actor.m_name = u"key:"_s + key->hash;
    return actor;
}

} // namespace turnpike
