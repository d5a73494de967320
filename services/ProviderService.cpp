// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "ledger/repositories/ProviderRepository.h"
#include "services/Actor.h"
#include "services/AuditJson.h"
#include "services/Committer.h"
#include "services/ProviderPolicies.h"
#include "services/ProviderUrl.h"
#include "services/Texts.h"
#include "services/secrets/CredentialVault.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr qsizetype maxSlug = 63;
constexpr std::size_t maxCredential = 8192;
constexpr std::chrono::hours maxTimeout{24};

Result<> checkSlug(const QString &slug)
{
    const bool isSlug = !slug.isEmpty() && slug.size() <= maxSlug && !slug.startsWith(u'-')
        && std::all_of(slug.begin(), slug.end(), [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-';
           });
    if (!isSlug)
        return fail(ErrorCode::InvalidArgument,
                    u"A slug has lowercase letters, digits and dashes, at most 63 of them."_s,
                    u"/slug"_s);
    if (slug == u"simulator")
        return fail(ErrorCode::InvalidArgument,
                    u"This slug belongs to the built-in simulator; take another one."_s,
                    u"/slug"_s);
    return {};
}

Result<> checkFormat(ProviderFormat format)
{
    switch (format) {
    case ProviderFormat::OpenAi:
    case ProviderFormat::Anthropic:
    case ProviderFormat::Gemini:
    case ProviderFormat::Responses: return {};
    case ProviderFormat::Simulator: break;
    }
    return fail(ErrorCode::InvalidArgument,
                u"The simulator is built in and needs no provider of this format."_s, u"/format"_s);
}

/// A header's name as HTTP has it; those that frame a message are not for credentials.
Result<> checkCredentialHeader(const QString &name)
{
    static const QRegularExpression token(u"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$"_s);
    static const QStringList framing
        = {u"host"_s,         u"connection"_s, u"content-length"_s, u"transfer-encoding"_s,
           u"content-type"_s, u"accept"_s};
    if (name.isEmpty()
        || (token.match(name).hasMatch() && !framing.contains(name, Qt::CaseInsensitive)))
        return {};
    return fail(ErrorCode::InvalidArgument,
                u"This must be the name of a header that can carry a credential, as api-key."_s,
                u"/credential_header"_s);
}

Result<> checkTimeout(std::chrono::milliseconds time, const QString &field)
{
    if (time.count() < 1 || time > maxTimeout)
        return fail(ErrorCode::InvalidArgument,
                    u"A time-out lasts from 1 millisecond to 24 hours."_s, field);
    return {};
}

Result<QString> checkedLink(const QString &link, const QString &field)
{
    const QString trimmed = link.trimmed();
    if (!trimmed.isEmpty() && !trimmed.startsWith(u"https://") && !trimmed.startsWith(u"http://"))
        return fail(ErrorCode::InvalidArgument, u"A link begins with https:// or http://."_s,
                    field);
    return checkedNote(trimmed, field);
}

/// It travels in a header line: nothing that could end the line. The text is never quoted.
Result<> checkCredential(const Secret &credential)
{
    const std::string_view text = credential.reveal();
    if (text.size() > maxCredential)
        return fail(ErrorCode::InvalidArgument, u"This provider key is too long."_s,
                    u"/credential"_s);
    const bool isPrintable = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
    });
    if (!isPrintable || text.starts_with(' ') || text.ends_with(' '))
        return fail(ErrorCode::InvalidArgument,
                    u"A provider key has printable ASCII characters only, and no blank at its "
                    "ends."_s,
                    u"/credential"_s);
    return {};
}

} // namespace

ProviderService::ProviderService(Session &session, const Clock &clock, Committer &committer,
                                 const CredentialVault &vault, OwnAddressCheck isOwnAddress)
    : m_session(session)
    , m_clock(clock)
    , m_committer(committer)
    , m_vault(vault)
    , m_isOwnAddress(std::move(isOwnAddress))
{}

/// The draft as it is stored. The slug is checked where it may be set.
Result<ProviderDraft> ProviderService::checkedDraft(const ProviderDraft &draft) const
{
    ProviderDraft checked = draft;
    TRY_ASSIGN(checked.name, checkedName(draft.name, u"/name"_s));
    TRY(checkFormat(draft.format));
    TRY(checkCredentialHeader(draft.credentialHeader));
    checked.baseUrl = draft.baseUrl.trimmed();
    TRY_ASSIGN(const ProviderAddress address, parseBaseUrl(checked.baseUrl));
    if (m_isOwnAddress && m_isOwnAddress(address.origin))
        return fail(ErrorCode::InvalidArgument,
                    u"This is the address of this gateway itself: requests would go round in "
                    "circles."_s,
                    u"/base_url"_s);
    TRY(checkTimeout(draft.timeouts.connect, u"/timeouts/connect_ms"_s));
    TRY(checkTimeout(draft.timeouts.firstByte, u"/timeouts/first_byte_ms"_s));
    TRY(checkTimeout(draft.timeouts.stall, u"/timeouts/stall_ms"_s));
    TRY(checkTimeout(draft.timeouts.total, u"/timeouts/total_ms"_s));
    if (!draft.caFile.isEmpty() && !draft.caFile.startsWith(u'/'))
        return fail(ErrorCode::InvalidArgument, u"The CA file needs its absolute path."_s,
                    u"/ca_file"_s);
    checked.proxy = draft.proxy.trimmed();
    if (!checked.proxy.isEmpty())
        TRY(parseProxyUrl(checked.proxy));
    if (draft.concurrentRequests < 0 || draft.concurrentRequests > RateLimit::most)
        return fail(
            ErrorCode::InvalidArgument,
            u"A number of requests at once is from 1 to %1; 0 is unlimited."_s.arg(RateLimit::most),
            u"/concurrent_requests"_s);
    if (draft.dataPolicy.retentionDays && *draft.dataPolicy.retentionDays < 0)
        return fail(ErrorCode::InvalidArgument, u"A number of days cannot be negative."_s,
                    u"/data_policy/retention_days"_s);
    TRY_ASSIGN(checked.privacyUrl, checkedLink(draft.privacyUrl, u"/privacy_url"_s));
    TRY_ASSIGN(checked.termsUrl, checkedLink(draft.termsUrl, u"/terms_url"_s));
    TRY_ASSIGN(checked.statusUrl, checkedLink(draft.statusUrl, u"/status_url"_s));
    return checked;
}

Result<Provider> ProviderService::add(const Actor &actor, const ProviderDraft &draft,
                                      const Secret &credential)
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY(checkSlug(draft.slug));
    TRY_ASSIGN(const ProviderDraft checked, checkedDraft(draft));
    TRY(checkCredential(credential));
    ProviderId id;
    TRY(m_committer.run(Topic::Providers, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const std::optional<Organization> organization,
                   OrganizationRepository::first(session));
        if (!organization)
            return fail(ErrorCode::Conflict, u"There is no organization yet; create it first."_s);
        const std::int64_t now = m_clock.nowUs();
        TRY_ASSIGN(id, ProviderRepository::insert(session, checked, now));
        if (!credential.isEmpty()) {
            TRY_ASSIGN(const SealedCredential sealed, m_vault.seal(id, credential));
            TRY(ProviderRepository::setCredential(session, id, sealed, now));
        }
        return m_committer.audit(actor,
                                 {.action = u"provider.create"_s,
                                  .subject = checked.slug,
                                  .before = {},
                                  .after = auditJson(checked)});
    }));
    return alive(id);
}

Result<QList<Provider>> ProviderService::list(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewSettings));
    TRY_ASSIGN(QList<Provider> providers, ProviderRepository::list(m_session));
    providers.removeIf([](const Provider &provider) {
        return provider.settings.format == ProviderFormat::Simulator;
    });
    std::stable_sort(providers.begin(), providers.end(), [](const Provider &a, const Provider &b) {
        return QString::compare(a.settings.name, b.settings.name, Qt::CaseInsensitive) < 0;
    });
    return providers;
}

Result<Provider> ProviderService::find(const Actor &actor, ProviderId id) const
{
    TRY(authorize(actor, Permission::ViewSettings));
    return alive(id);
}

Result<Provider> ProviderService::find(const Actor &actor, const QString &slug) const
{
    TRY_ASSIGN(const QList<Provider> providers, list(actor));
    for (const Provider &provider : providers) {
        if (provider.settings.slug == slug)
            return provider;
    }
    return fail(ErrorCode::NotFound, u"There is no such provider."_s);
}

Result<Provider> ProviderService::alive(ProviderId id) const
{
    TRY_ASSIGN(const QList<Provider> providers, ProviderRepository::list(m_session));
    for (const Provider &provider : providers) {
        if (provider.id == id && provider.settings.format != ProviderFormat::Simulator)
            return provider;
    }
    return fail(ErrorCode::NotFound, u"There is no such provider."_s);
}

Result<Provider> ProviderService::change(const Actor &actor, ProviderId id,
                                         const ProviderDraft &draft)
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY_ASSIGN(ProviderDraft checked, checkedDraft(draft));
    TRY(m_committer.run(Topic::Providers, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Provider before, alive(id));
        checked.slug = before.settings.slug;
        TRY(ProviderRepository::update(session, id, checked, m_clock.nowUs()));
        return m_committer.audit(actor,
                                 {.action = u"provider.change"_s,
                                  .subject = checked.slug,
                                  .before = auditJson(before.settings),
                                  .after = auditJson(checked)});
    }));
    return alive(id);
}

Result<Provider> ProviderService::setCredential(const Actor &actor, ProviderId id,
                                                const Secret &credential)
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY(checkCredential(credential));
    TRY(m_committer.run(Topic::Providers, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Provider before, alive(id));
        std::optional<SealedCredential> sealed;
        if (!credential.isEmpty()) {
            TRY_ASSIGN(sealed, m_vault.seal(id, credential));
        }
        TRY(ProviderRepository::setCredential(session, id, sealed, m_clock.nowUs()));
        const auto label
            = [](const QString &text) { return u"{\"credential\":\""_s + text + u"\"}"_s; };
        // Labels have no quotes or backslashes: see maskedCredential().
        return m_committer.audit(actor,
                                 {.action = u"provider.credential"_s,
                                  .subject = before.settings.slug,
                                  .before = label(before.credentialLabel),
                                  .after = label(sealed ? sealed->label : QString())});
    }));
    return alive(id);
}

Result<Provider> ProviderService::setEnabled(const Actor &actor, ProviderId id, bool isEnabled)
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY(m_committer.run(Topic::Providers, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Provider before, alive(id));
        ProviderDraft after = before.settings;
        after.isEnabled = isEnabled;
        TRY(ProviderRepository::update(session, id, after, m_clock.nowUs()));
        return m_committer.audit(
            actor,
            {.action = isEnabled ? u"provider.enable"_s : u"provider.disable"_s,
             .subject = after.slug,
             .before = auditJson(before.settings),
             .after = auditJson(after)});
    }));
    return alive(id);
}

Result<> ProviderService::remove(const Actor &actor, ProviderId id)
{
    TRY(authorize(actor, Permission::ManageProviders));
    return m_committer.run(Topic::Providers, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const Provider before, alive(id));
        TRY(ProviderRepository::remove(session, id, m_clock.nowUs()));
        return m_committer.audit(actor,
                                 {.action = u"provider.remove"_s,
                                  .subject = before.settings.slug,
                                  .before = auditJson(before.settings),
                                  .after = {}});
    });
}

Result<bool> ProviderService::hasCredential(const Actor &actor, ProviderId id,
                                            const Secret &credential) const
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY_ASSIGN(const std::optional<SealedCredential> sealed,
               ProviderRepository::credential(m_session, id));
    if (!sealed)
        return credential.isEmpty();
    TRY_ASSIGN(const Secret stored, m_vault.open(id, *sealed));
    return stored.reveal() == credential.reveal();
}

Result<ProviderPolicy> ProviderService::connection(const Actor &actor, ProviderId id) const
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY_ASSIGN(const Provider provider, alive(id));
    TRY_ASSIGN(ProviderPolicy policy, providerPolicy(provider));
    TRY_ASSIGN(const std::optional<SealedCredential> sealed,
               ProviderRepository::credential(m_session, id));
    if (sealed) {
        TRY_ASSIGN(policy.credential, m_vault.open(id, *sealed));
    }
    return policy;
}

Result<ProviderPolicy> ProviderService::connection(const Actor &actor, const ProviderDraft &draft,
                                                   const Secret &credential) const
{
    TRY(authorize(actor, Permission::ManageProviders));
    TRY(checkCredential(credential));
    Provider provider;
    TRY_ASSIGN(provider.settings, checkedDraft(draft));
    TRY_ASSIGN(ProviderPolicy policy, providerPolicy(provider));
    policy.credential = credential;
    return policy;
}

} // namespace turnpike
