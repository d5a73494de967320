// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/PolicyFileService.h"

#include "ledger/Session.h"
#include "services/Actor.h"
#include "services/CatalogService.h"
#include "services/Committer.h"
#include "services/KeyService.h"
#include "services/OrganizationService.h"
#include "services/ProviderService.h"
#include "services/policyfile/PolicyApplier.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

KeyEntry entryOf(const Key &key)
{
    KeyEntry entry;
    entry.draft.name = key.name;
    entry.draft.limit = key.limit;
    entry.draft.rateLimit = key.rateLimit;
    entry.draft.isManagement = key.isManagement;
    entry.draft.expiresUs = key.expiresUs;
    entry.isDisabled = key.isDisabled;
    entry.hash = key.hash;
    entry.label = key.label;
    return entry;
}

/// Oldest first, so that a new key changes the end of a file that is kept under version control.
Result<std::vector<KeyEntry>> entriesOf(const KeyService &keys, const Actor &actor,
                                        bool isManagement)
{
    TRY_ASSIGN(const QList<Key> stored,
               keys.list(actor, {.includesDeleted = false, .isManagement = isManagement}));
    std::vector<KeyEntry> entries;
    for (auto key = stored.rbegin(); key != stored.rend(); ++key)
        entries.push_back(entryOf(*key));
    return entries;
}

} // namespace

PolicyFileService::PolicyFileService(Session &session, Committer &committer,
                                     OrganizationService &organization, KeyService &keys,
                                     ProviderService &providers, CatalogService &catalog)
    : m_session(session)
    , m_committer(committer)
    , m_organization(organization)
    , m_keys(keys)
    , m_providers(providers)
    , m_catalog(catalog)
{}

Result<ApplyReport> PolicyFileService::apply(const Actor &actor, std::string_view json,
                                             ApplyMode mode, const SecretReader &secrets)
{
    TRY(authorize(actor, Permission::ManageOrganization));
    TRY_ASSIGN(const PolicyFile file, parsePolicyFile(json));
    PolicyApplier applier(actor, {m_organization, m_keys, m_providers, m_catalog}, secrets);
    const auto work = [&](Session &) { return applier.apply(file); };
    TRY(mode == ApplyMode::DryRun ? m_committer.rehearse(work) : m_committer.group(work));
    ApplyReport report = applier.takeReport();
    if (mode == ApplyMode::DryRun)
        report.issued.clear(); // Taken back with everything else: no such key exists.
    return report;
}

Result<std::string> PolicyFileService::exportFile(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ManageOrganization));
    PolicyFile file;
    TRY(m_session.read([&](Session &) -> Result<> { return fill(actor, file); }));
    return policyFileText(file);
}

Result<> PolicyFileService::fill(const Actor &actor, PolicyFile &file) const
{
    TRY_ASSIGN(const std::optional<Organization> organization, m_organization.current(actor));
    if (!organization)
        return fail(ErrorCode::Conflict, u"There is no organization yet; create it first."_s);
    TRY_ASSIGN(const Person owner, m_organization.owner(actor));
    TRY_ASSIGN(const CreditBalance balance, m_organization.balance(actor));
    file.organization = OrganizationEntry{
        .name = organization->name,
        .ownerName = owner.name,
        .ownerEmail = owner.email,
        .budgetsCountUpstream = organization->budgetsCountUpstream,
        .freeLimit = organization->freeLimit,
        .credits = {.isPoolOn = organization->isPoolOn, .total = balance.total}};
    TRY_ASSIGN(const QList<Provider> providers, m_providers.list(actor));
    file.providers.emplace();
    for (const Provider &provider : providers)
        file.providers->push_back({provider.settings, QString()});
    TRY_ASSIGN(const QList<Model> models, m_catalog.list(actor));
    file.models.emplace();
    for (const Model &model : models) {
        ModelDraft &draft = file.models->emplace_back(model.settings);
        for (const Endpoint &endpoint : model.endpoints)
            draft.endpoints.push_back(endpoint.settings);
    }
    TRY_ASSIGN(file.keys, entriesOf(m_keys, actor, false));
    TRY_ASSIGN(file.managementKeys, entriesOf(m_keys, actor, true));
    return {};
}

} // namespace turnpike
