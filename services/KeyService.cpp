// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/KeyService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "services/Actor.h"
#include "services/AuditJson.h"
#include "services/Committer.h"
#include "services/Texts.h"
#include "services/secrets/KeySecret.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr qsizetype hashDigits = 64;
constexpr qsizetype minHashStart = 8;

bool isHex(const QString &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
    });
}

Result<> checkLimit(const std::optional<KeyLimit> &limit, bool isManagement)
{
    if (!limit)
        return {};
    if (isManagement)
        return fail(ErrorCode::InvalidArgument,
                    u"A management key spends nothing, so it has no limit."_s, u"/limit"_s);
    if (limit->amount < Money{})
        return fail(ErrorCode::InvalidArgument, u"A limit cannot be negative."_s, u"/limit"_s);
    return {};
}

Result<> checkRateLimit(const RateLimit &limit, bool isManagement)
{
    if (isManagement && !limit.isNone())
        return fail(ErrorCode::InvalidArgument,
                    u"A management key sends no requests to models, so it has no rate limit."_s,
                    u"/rate_limit"_s);
    for (const std::int64_t number :
         {limit.requestsPerMinute, limit.tokensPerMinute, limit.concurrentRequests}) {
        if (number < 0 || number > RateLimit::most)
            return fail(
                ErrorCode::InvalidArgument,
                u"A rate limit is a number from 1 to %1; 0 is unlimited."_s.arg(RateLimit::most),
                u"/rate_limit"_s);
    }
    return {};
}

Result<WorkspaceId> workspaceFor(Session &session, OrganizationId organization, WorkspaceId wanted)
{
    TRY_ASSIGN(const QList<Workspace> workspaces,
               OrganizationRepository::workspaces(session, organization));
    for (const Workspace &workspace : workspaces) {
        if (wanted ? workspace.id == wanted : workspace.isDefault)
            return workspace.id;
    }
    return fail(ErrorCode::NotFound, u"There is no such workspace."_s, u"/workspace_id"_s);
}

Result<PersonId> creatorFor(Session &session, const Actor &actor, OrganizationId organization)
{
    if (actor.person())
        return actor.person();
    TRY_ASSIGN(const Person owner, OrganizationRepository::owner(session, organization));
    return owner.id;
}

} // namespace

KeyService::KeyService(Session &session, const Clock &clock, Committer &committer)
    : m_session(session)
    , m_clock(clock)
    , m_committer(committer)
{}

Result<IssuedKey> KeyService::create(const Actor &actor, const KeyDraft &draft)
{
    Secret secret = generateKeySecret(draft.isManagement);
    TRY_ASSIGN(Key key, insert(actor, draft, keyHash(secret.reveal()), keyLabel(secret.reveal())));
    return IssuedKey{std::move(key), std::move(secret)};
}

Result<Key> KeyService::createWithSecret(const Actor &actor, const KeyDraft &draft,
                                         const Secret &secret)
{
    if (!isKeySecret(secret.reveal(), draft.isManagement))
        return fail(ErrorCode::InvalidArgument,
                    draft.isManagement
                        ? u"The secret must be sk-tp-mgmt- and 64 lowercase hex digits."_s
                        : u"The secret must be sk-tp-v1- and 64 lowercase hex digits."_s,
                    u"/secret"_s);
    return insert(actor, draft, keyHash(secret.reveal()), keyLabel(secret.reveal()));
}

Result<Key> KeyService::adopt(const Actor &actor, const AdoptedKey &adopted)
{
    if (adopted.hash.size() != hashDigits || !isHex(adopted.hash))
        return fail(ErrorCode::InvalidArgument, u"A hash has 64 lowercase hex digits."_s,
                    u"/hash"_s);
    TRY_ASSIGN(const QString label, checkedName(adopted.label, u"/label"_s));
    if (isKeySecret(label.toStdString(), false) || isKeySecret(label.toStdString(), true))
        return fail(ErrorCode::InvalidArgument, u"A label must not be the whole secret."_s,
                    u"/label"_s);
    return insert(actor, adopted.draft, adopted.hash, label);
}

Result<Key> KeyService::insert(const Actor &actor, const KeyDraft &draft, const QString &hash,
                               const QString &label)
{
    TRY(authorize(actor, Permission::ManageKeys));
    TRY(checkLimit(draft.limit, draft.isManagement));
    TRY(checkRateLimit(draft.rateLimit, draft.isManagement));
    Key key;
    TRY_ASSIGN(key.name, checkedName(draft.name, u"/name"_s));
    key.createdUs = m_clock.nowUs();
    if (draft.expiresUs != 0 && draft.expiresUs <= key.createdUs)
        return fail(ErrorCode::InvalidArgument, u"The key would have expired already."_s,
                    u"/expires_at"_s);
    key.hash = hash;
    key.label = label;
    key.isManagement = draft.isManagement;
    key.limit = draft.limit;
    key.rateLimit = draft.rateLimit;
    key.expiresUs = draft.expiresUs;
    TRY(m_committer.run(Topic::Keys, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const std::optional<Organization> organization,
                   OrganizationRepository::first(session));
        if (!organization)
            return fail(ErrorCode::Conflict, u"There is no organization yet; create it first."_s);
        TRY_ASSIGN(key.workspace, workspaceFor(session, organization->id, draft.workspace));
        TRY_ASSIGN(key.creator, creatorFor(session, actor, organization->id));
        TRY_ASSIGN(const KeyId id, KeyRepository::insert(session, organization->id, key));
        TRY_ASSIGN(std::optional<Key> stored, KeyRepository::find(session, id, key.createdUs));
        if (!stored)
            return fail(ErrorCode::Internal, u"The key was not stored."_s);
        key = *std::move(stored);
        return m_committer.audit(actor,
                                 {.action = u"key.create"_s,
                                  .subject = key.hash,
                                  .before = {},
                                  .after = auditJson(key)});
    }));
    return key;
}

Result<QList<Key>> KeyService::list(const Actor &actor, const KeyFilter &filter) const
{
    TRY(authorize(actor, Permission::ManageKeys));
    TRY_ASSIGN(QList<Key> keys, KeyRepository::list(m_session, m_clock.nowUs()));
    keys.removeIf([&](const Key &key) {
        return (!filter.includesDeleted && key.deletedUs != 0)
            || (filter.isManagement && *filter.isManagement != key.isManagement);
    });
    return keys;
}

Result<Key> KeyService::find(const Actor &actor, KeyId id) const
{
    TRY(authorize(actor, Permission::ManageKeys));
    TRY_ASSIGN(const std::optional<Key> key, KeyRepository::find(m_session, id, m_clock.nowUs()));
    if (!key || key->deletedUs != 0)
        return fail(ErrorCode::NotFound, u"There is no such key."_s);
    return *key;
}

Result<Key> KeyService::find(const Actor &actor, const QString &reference) const
{
    TRY_ASSIGN(const QList<Key> keys, list(actor));
    QList<Key> fitting;
    const bool mayBeHash = reference.size() >= minHashStart && isHex(reference);
    for (const Key &key : keys) {
        if (key.name == reference || (mayBeHash && key.hash.startsWith(reference)))
            fitting.append(key);
    }
    if (fitting.isEmpty())
        return fail(ErrorCode::NotFound, u"There is no such key."_s);
    if (fitting.size() > 1)
        return fail(ErrorCode::Conflict, u"Several keys fit; name the one meant by its hash."_s);
    return fitting.first();
}

Result<bool> KeyService::hasSecret(const Actor &actor, KeyId id, const Secret &secret) const
{
    TRY_ASSIGN(const Key key, find(actor, id));
    return key.hash == keyHash(secret.reveal());
}

Result<Key> KeyService::change(const Actor &actor, KeyId id, const QString &action,
                               const std::function<Result<>(Key &)> &edit)
{
    TRY(authorize(actor, Permission::ManageKeys));
    const std::int64_t now = m_clock.nowUs();
    Key after;
    TRY(m_committer.run(Topic::Keys, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const std::optional<Key> before, KeyRepository::find(session, id, now));
        if (!before)
            return fail(ErrorCode::NotFound, u"There is no such key."_s);
        after = *before;
        after.updatedUs = now;
        TRY(edit(after));
        TRY(KeyRepository::update(session, after));
        return m_committer.audit(actor,
                                 {.action = action,
                                  .subject = before->hash,
                                  .before = auditJson(*before),
                                  .after = after.deletedUs == 0 ? auditJson(after) : QString()});
    }));
    return after;
}

namespace {

Result<> requireAlive(const Key &key)
{
    if (key.deletedUs != 0)
        return fail(ErrorCode::NotFound, u"There is no such key."_s);
    return {};
}

} // namespace

Result<Key> KeyService::rename(const Actor &actor, KeyId id, const QString &name)
{
    return change(actor, id, u"key.rename"_s, [&](Key &key) -> Result<> {
        TRY(requireAlive(key));
        TRY_ASSIGN(key.name, checkedName(name, u"/name"_s));
        return {};
    });
}

Result<Key> KeyService::setLimit(const Actor &actor, KeyId id, const std::optional<KeyLimit> &limit)
{
    return change(actor, id, u"key.limit"_s, [&](Key &key) -> Result<> {
        TRY(requireAlive(key));
        TRY(checkLimit(limit, key.isManagement));
        key.limit = limit;
        return {};
    });
}

Result<Key> KeyService::setRateLimit(const Actor &actor, KeyId id, const RateLimit &limit)
{
    return change(actor, id, u"key.rate_limit"_s, [&](Key &key) -> Result<> {
        TRY(requireAlive(key));
        TRY(checkRateLimit(limit, key.isManagement));
        key.rateLimit = limit;
        return {};
    });
}

Result<Key> KeyService::setDisabled(const Actor &actor, KeyId id, bool isDisabled)
{
    return change(actor, id, isDisabled ? u"key.disable"_s : u"key.enable"_s,
                  [&](Key &key) -> Result<> {
                      TRY(requireAlive(key));
                      key.isDisabled = isDisabled;
                      return {};
                  });
}

Result<> KeyService::remove(const Actor &actor, KeyId id)
{
    TRY(change(actor, id, u"key.delete"_s, [&](Key &key) -> Result<> {
        TRY(requireAlive(key));
        key.deletedUs = m_clock.nowUs();
        return {};
    }));
    return {};
}

Result<Key> KeyService::undelete(const Actor &actor, KeyId id)
{
    return change(actor, id, u"key.undelete"_s, [&](Key &key) -> Result<> {
        if (key.deletedUs == 0)
            return fail(ErrorCode::Conflict, u"This key was not deleted."_s);
        if (m_clock.nowUs() - key.deletedUs > undoWindowUs)
            return fail(ErrorCode::Conflict, u"It is too late to undo this deletion."_s);
        key.deletedUs = 0;
        return {};
    });
}

} // namespace turnpike
