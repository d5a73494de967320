// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/policyfile/PolicyApplier.h"

#include "services/AuditJson.h"
#include "services/CatalogService.h"
#include "services/KeyService.h"
#include "services/OrganizationService.h"
#include "services/ProviderService.h"
#include "services/policyfile/StrictJson.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Kind = PolicyChange::Kind;

/// Sets the error's field below `pointer`: services name fields of what they were given.
template <typename T>
Result<T> at(const QString &pointer, Result<T> result)
{
    if (!result)
        result.error().field.prepend(pointer);
    return result;
}

QString dollars(Money amount)
{
    return QString::fromStdString(jsonText(amount)) + u" USD"_s;
}

/// One model after another, as the audit log would show them; empty when nothing changed.
QString modelDifference(const Model &before, const Model &after)
{
    const auto text = [](const Model &model) {
        ModelDraft draft = model.settings;
        for (const Endpoint &endpoint : model.endpoints)
            draft.endpoints.push_back(endpoint.settings);
        return auditJson(draft);
    };
    const QString was = text(before);
    const QString is = text(after);
    return was == is ? QString() : was + u" -> "_s + is;
}

QString limitText(const std::optional<KeyLimit> &limit)
{
    if (!limit)
        return u"none"_s;
    QString text = dollars(limit->amount);
    switch (limit->reset) {
    case Window::Day: text += u" a day"_s; break;
    case Window::Week: text += u" a week"_s; break;
    case Window::Month: text += u" a month"_s; break;
    case Window::Lifetime: break;
    }
    return limit->mode == BudgetMode::Hard ? text + u", hard"_s : text;
}

QString rateText(const RateLimit &limit)
{
    QStringList parts;
    if (limit.requestsPerMinute > 0)
        parts.append(u"%1 requests"_s.arg(limit.requestsPerMinute));
    if (limit.tokensPerMinute > 0)
        parts.append(u"%1 tokens"_s.arg(limit.tokensPerMinute));
    if (!parts.isEmpty())
        parts = {parts.join(u" and "_s) + u" a minute"_s};
    if (limit.concurrentRequests > 0)
        parts.append(u"%1 at once"_s.arg(limit.concurrentRequests));
    return parts.isEmpty() ? u"none"_s : parts.join(u", "_s);
}

QString freeText(const FreeLimit &limit)
{
    QStringList parts;
    if (limit.requestsPerMinute > 0)
        parts.append(u"%1 requests a minute"_s.arg(limit.requestsPerMinute));
    if (limit.requestsPerDay > 0)
        parts.append(u"%1 requests a day"_s.arg(limit.requestsPerDay));
    return parts.isEmpty() ? u"none"_s : parts.join(u" and "_s);
}

} // namespace

PolicyApplier::PolicyApplier(const Actor &actor, Parts parts, const SecretReader &secrets)
    : m_actor(actor)
    , m_parts(parts)
    , m_secrets(secrets)
{}

Result<> PolicyApplier::apply(const PolicyFile &file)
{
    if (file.organization)
        TRY(applyOrganization(*file.organization));
    if (file.providers)
        TRY(applyProviders(*file.providers));
    if (file.models)
        TRY(applyModels(*file.models));
    if (file.providers) // After the models: those that lose an endpoint have let go of it.
        TRY(removeProviders(*file.providers));
    if (file.keys)
        TRY(applyKeys(*file.keys, false, u"/keys"_s));
    if (file.managementKeys)
        TRY(applyKeys(*file.managementKeys, true, u"/management_keys"_s));
    return {};
}

void PolicyApplier::note(Kind kind, const QString &pointer, const QString &subject,
                         const QString &text)
{
    m_report.changes.push_back({kind, pointer, subject, text});
}

Result<Secret> PolicyApplier::secretOf(const QString &reference, const QString &pointer)
{
    if (const auto found = m_read.constFind(reference); found != m_read.constEnd())
        return *found;
    Result<Secret> secret = m_secrets(reference);
    if (!secret)
        return fail(secret.error().code, secret.error().message, pointer);
    m_read.insert(reference, *secret);
    return secret;
}

Result<> PolicyApplier::applyOrganization(const OrganizationEntry &entry)
{
    TRY_ASSIGN(const std::optional<Organization> stored, m_parts.organization.current(m_actor));
    if (!stored) {
        if (entry.ownerName.isEmpty())
            return fail(ErrorCode::InvalidArgument,
                        u"A new ledger needs an owner: write {\"name\": ..., \"email\": ...}."_s,
                        u"/organization/owner"_s);
        note(Kind::Create, u"/organization"_s, u"organization "_s + entry.name,
             u"owner "_s + entry.ownerName);
        Result<Organization> created
            = m_parts.organization.create(m_actor, {entry.name, entry.ownerName, entry.ownerEmail});
        if (!created && created.error().field == u"/organization")
            created.error().field = u"/name"_s;
        TRY(at(u"/organization"_s, std::move(created)));
    } else {
        if (stored->name != entry.name.trimmed()) {
            note(Kind::Change, u"/organization/name"_s, u"organization"_s,
                 u"name: %1 -> %2"_s.arg(stored->name, entry.name.trimmed()));
            TRY(at(u"/organization"_s, m_parts.organization.rename(m_actor, entry.name)));
        }
        TRY(applyOwner(entry));
    }
    TRY(applyBudgetSwitch(entry));
    TRY(applyFreeLimit(entry));
    return applyCredits(entry.credits);
}

Result<> PolicyApplier::applyBudgetSwitch(const OrganizationEntry &entry)
{
    if (!entry.budgetsCountUpstream)
        return {};
    TRY_ASSIGN(const std::optional<Organization> stored, m_parts.organization.current(m_actor));
    if (!stored || stored->budgetsCountUpstream == *entry.budgetsCountUpstream)
        return {};
    note(Kind::Change, u"/organization/budgets_count_upstream"_s, u"budgets"_s,
         *entry.budgetsCountUpstream ? u"count upstream: off -> on"_s
                                     : u"count upstream: on -> off"_s);
    return at(u"/organization"_s,
              m_parts.organization.setBudgetsCountUpstream(m_actor, *entry.budgetsCountUpstream));
}

Result<> PolicyApplier::applyFreeLimit(const OrganizationEntry &entry)
{
    if (!entry.freeLimit)
        return {};
    TRY_ASSIGN(const std::optional<Organization> stored, m_parts.organization.current(m_actor));
    if (!stored || stored->freeLimit == *entry.freeLimit)
        return {};
    note(Kind::Change, u"/organization/free_limit"_s, u"free models"_s,
         u"limit: %1 -> %2"_s.arg(freeText(stored->freeLimit), freeText(*entry.freeLimit)));
    return at(u"/organization"_s, m_parts.organization.setFreeLimit(m_actor, *entry.freeLimit));
}

Result<> PolicyApplier::applyOwner(const OrganizationEntry &entry)
{
    if (entry.ownerName.isEmpty())
        return {};
    TRY_ASSIGN(const Person owner, m_parts.organization.owner(m_actor));
    const QString name = entry.ownerName.trimmed();
    const QString email = entry.ownerEmail.trimmed();
    if (owner.name == name && owner.email == email)
        return {};
    note(Kind::Change, u"/organization/owner"_s, u"owner"_s,
         u"%1 <%2> -> %3 <%4>"_s.arg(owner.name, owner.email, name, email));
    return at(u"/organization/owner"_s, m_parts.organization.changeOwner(m_actor, name, email));
}

Result<> PolicyApplier::applyCredits(const CreditsEntry &entry)
{
    const QString pointer = u"/organization/credits"_s;
    if (entry.total) {
        TRY_ASSIGN(const CreditBalance balance, m_parts.organization.balance(m_actor));
        std::int64_t difference = 0;
        if (__builtin_sub_overflow(entry.total->nanoUsd, balance.total.nanoUsd, &difference))
            return fail(ErrorCode::InvalidArgument, u"The amount is too large."_s,
                        pointer + u"/total"_s);
        if (difference != 0) {
            note(Kind::Change, pointer + u"/total"_s, u"credits"_s,
                 u"total: %1 -> %2"_s.arg(dollars(balance.total), dollars(*entry.total)));
            TRY(at(
                pointer,
                m_parts.organization.correctCredits(m_actor, Money{difference}, u"Policy file"_s)));
        }
    }
    if (!entry.isPoolOn)
        return {};
    TRY_ASSIGN(const std::optional<Organization> stored, m_parts.organization.current(m_actor));
    if (!stored || stored->isPoolOn == *entry.isPoolOn)
        return {};
    note(Kind::Change, pointer + u"/pool"_s, u"credits"_s,
         *entry.isPoolOn ? u"pool: off -> on"_s : u"pool: on -> off"_s);
    return at(pointer, m_parts.organization.setPool(m_actor, *entry.isPoolOn));
}

Result<> PolicyApplier::applyProviders(const std::vector<ProviderEntry> &entries)
{
    for (std::size_t i = 0; i < entries.size(); ++i)
        TRY(applyProvider(entries[i], pointerTo(u"/providers"_s, i)));
    return {};
}

Result<> PolicyApplier::applyProvider(const ProviderEntry &entry, const QString &pointer)
{
    const QString subject = u"provider "_s + entry.draft.slug;
    const Result<Provider> stored = m_parts.providers.find(m_actor, entry.draft.slug);
    if (!stored && stored.error().code != ErrorCode::NotFound)
        return tl::unexpected(stored.error());
    if (!stored) {
        Secret credential;
        if (!entry.credential.isEmpty()) {
            TRY_ASSIGN(credential, secretOf(entry.credential, pointer + u"/credential"_s));
        }
        note(Kind::Create, pointer, subject, entry.draft.baseUrl);
        TRY(at(pointer, m_parts.providers.add(m_actor, entry.draft, credential)));
        return {};
    }
    // Through the service's own rules first, so that what is wrong is told, not compared.
    TRY(at(pointer, m_parts.providers.connection(m_actor, entry.draft, Secret())));
    ProviderDraft wanted = entry.draft;
    for (QString *text : {&wanted.name, &wanted.baseUrl, &wanted.proxy, &wanted.privacyUrl,
                          &wanted.termsUrl, &wanted.statusUrl})
        *text = text->trimmed(); // As the service stores them.
    if (auditJson(stored->settings) != auditJson(wanted)) {
        note(Kind::Change, pointer, subject,
             auditJson(stored->settings) + u" -> "_s + auditJson(wanted));
        TRY(at(pointer, m_parts.providers.change(m_actor, stored->id, wanted)));
    }
    return applyCredential(*stored, entry, pointer);
}

Result<> PolicyApplier::applyCredential(const Provider &stored, const ProviderEntry &entry,
                                        const QString &pointer)
{
    if (entry.credential.isEmpty())
        return {};
    const QString field = pointer + u"/credential"_s;
    TRY_ASSIGN(const Secret credential, secretOf(entry.credential, field));
    const Result<bool> isStored = m_parts.providers.hasCredential(m_actor, stored.id, credential);
    // One that cannot be opened any more (a lost master key) is replaced.
    if (!isStored && isStored.error().code != ErrorCode::Forbidden)
        return fail(isStored.error().code, isStored.error().message, field);
    if (isStored && *isStored)
        return {};
    note(Kind::Change, field, u"provider "_s + entry.draft.slug,
         stored.hasCredential ? u"credential: replaced"_s : u"credential: set"_s);
    TRY(at(pointer, m_parts.providers.setCredential(m_actor, stored.id, credential)));
    return {};
}

Result<> PolicyApplier::removeProviders(const std::vector<ProviderEntry> &entries)
{
    TRY_ASSIGN(const QList<Provider> stored, m_parts.providers.list(m_actor));
    for (const Provider &provider : stored) {
        const bool isListed
            = std::any_of(entries.begin(), entries.end(), [&](const ProviderEntry &entry) {
                  return entry.draft.slug == provider.settings.slug;
              });
        if (isListed)
            continue;
        note(Kind::Remove, u"/providers"_s, u"provider "_s + provider.settings.slug, QString());
        TRY(m_parts.providers.remove(m_actor, provider.id));
    }
    return {};
}

Result<> PolicyApplier::applyModels(const std::vector<ModelDraft> &entries)
{
    TRY_ASSIGN(const QList<Model> stored, m_parts.catalog.list(m_actor));
    const auto modelOf = [](const QList<Model> &models, const QString &slug) {
        return std::find_if(models.begin(), models.end(),
                            [&](const Model &model) { return model.settings.slug == slug; });
    };
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QString pointer = pointerTo(u"/models"_s, i);
        const QString subject = u"model "_s + entries[i].slug;
        const auto before = modelOf(stored, entries[i].slug);
        TRY_ASSIGN(const Model after, at(pointer, m_parts.catalog.set(m_actor, entries[i])));
        if (before == stored.end())
            note(Kind::Create, pointer, subject, QString());
        else if (const QString text = modelDifference(*before, after); !text.isEmpty())
            note(Kind::Change, pointer, subject, text);
    }
    for (const Model &model : stored) {
        const bool isListed
            = std::any_of(entries.begin(), entries.end(), [&](const ModelDraft &entry) {
                  return entry.slug == model.settings.slug;
              });
        if (isListed)
            continue;
        note(Kind::Remove, u"/models"_s, u"model "_s + model.settings.slug, QString());
        TRY(m_parts.catalog.remove(m_actor, model.id));
    }
    return {};
}

Result<> PolicyApplier::applyKeys(const std::vector<KeyEntry> &entries, bool isManagement,
                                  const QString &section)
{
    TRY_ASSIGN(
        QList<Key> unclaimed,
        m_parts.keys.list(m_actor, {.includesDeleted = false, .isManagement = isManagement}));
    // Entries that name a hash choose first, so that a name cannot take their key.
    std::vector<std::optional<Key>> claimed(entries.size());
    for (const bool byHash : {true, false}) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const KeyEntry &entry = entries[i];
            if (entry.hash.isEmpty() == byHash)
                continue;
            const auto fits = [&](const Key &key) {
                return byHash ? key.hash == entry.hash : key.name == entry.draft.name.trimmed();
            };
            const auto found = std::find_if(unclaimed.begin(), unclaimed.end(), fits);
            if (found == unclaimed.end())
                continue;
            if (std::count_if(unclaimed.begin(), unclaimed.end(), fits) > 1)
                return fail(ErrorCode::Conflict,
                            u"Several keys have this name; add the hash of the one meant."_s,
                            pointerTo(section, i) + u"/name"_s);
            claimed[i] = *found;
            unclaimed.erase(found);
        }
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QString pointer = pointerTo(section, i);
        TRY(claimed[i] ? changeKey(*claimed[i], entries[i], pointer)
                       : createKey(entries[i], pointer));
    }
    for (const Key &key : unclaimed) {
        note(Kind::Remove, section, u"key "_s + key.name, key.label);
        TRY(m_parts.keys.remove(m_actor, key.id));
    }
    return {};
}

Result<> PolicyApplier::createKey(const KeyEntry &entry, const QString &pointer)
{
    Key made;
    QString how = u"secret generated"_s;
    if (!entry.hash.isEmpty()) {
        how = u"adopted by its hash"_s;
        TRY_ASSIGN(
            made, at(pointer, m_parts.keys.adopt(m_actor, {entry.draft, entry.hash, entry.label})));
    } else if (!entry.secret.isEmpty()) {
        how = u"secret from "_s + entry.secret;
        TRY_ASSIGN(const Secret secret, secretOf(entry.secret, pointer + u"/secret"_s));
        TRY_ASSIGN(made, at(pointer, m_parts.keys.createWithSecret(m_actor, entry.draft, secret)));
    } else {
        TRY_ASSIGN(IssuedKey issued, at(pointer, m_parts.keys.create(m_actor, entry.draft)));
        made = issued.key;
        m_report.issued.push_back(std::move(issued));
    }
    note(Kind::Create, pointer, u"key "_s + made.name,
         how + u"; limit: "_s + limitText(made.limit)
             + (made.rateLimit.isNone() ? QString()
                                        : u"; rate limit: "_s + rateText(made.rateLimit)));
    if (entry.isDisabled)
        TRY(m_parts.keys.setDisabled(m_actor, made.id, true));
    return {};
}

Result<> PolicyApplier::changeKey(const Key &stored, const KeyEntry &entry, const QString &pointer)
{
    const QString subject = u"key "_s + stored.name;
    const QString name = entry.draft.name.trimmed();
    if (!entry.secret.isEmpty()) {
        TRY_ASSIGN(const Secret secret, secretOf(entry.secret, pointer + u"/secret"_s));
        TRY_ASSIGN(const bool isSame, m_parts.keys.hasSecret(m_actor, stored.id, secret));
        if (!isSame)
            return fail(ErrorCode::Conflict,
                        u"The key of this name has another secret; give the new key another name, "
                        "or delete the old one first."_s,
                        pointer + u"/secret"_s);
    }
    if (stored.expiresUs != entry.draft.expiresUs)
        return fail(ErrorCode::Conflict,
                    u"The expiry of a key cannot be changed; make a new key instead."_s,
                    pointer + u"/expires_at"_s);
    if (stored.name != name) {
        note(Kind::Change, pointer + u"/name"_s, subject,
             u"name: %1 -> %2"_s.arg(stored.name, name));
        TRY(at(pointer, m_parts.keys.rename(m_actor, stored.id, name)));
    }
    if (stored.limit != entry.draft.limit) {
        note(Kind::Change, pointer + u"/limit"_s, subject,
             u"limit: %1 -> %2"_s.arg(limitText(stored.limit), limitText(entry.draft.limit)));
        TRY(at(pointer, m_parts.keys.setLimit(m_actor, stored.id, entry.draft.limit)));
    }
    if (stored.rateLimit != entry.draft.rateLimit) {
        note(Kind::Change, pointer + u"/rate_limit"_s, subject,
             u"rate limit: %1 -> %2"_s.arg(rateText(stored.rateLimit),
                                           rateText(entry.draft.rateLimit)));
        TRY(at(pointer, m_parts.keys.setRateLimit(m_actor, stored.id, entry.draft.rateLimit)));
    }
    if (stored.isDisabled != entry.isDisabled) {
        note(Kind::Change, pointer + u"/disabled"_s, subject,
             entry.isDisabled ? u"disabled"_s : u"enabled"_s);
        TRY(at(pointer, m_parts.keys.setDisabled(m_actor, stored.id, entry.isDisabled)));
    }
    return {};
}

} // namespace turnpike
