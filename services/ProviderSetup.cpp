// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderSetup.h"

#include "core/Secret.h"
#include "services/CatalogService.h"
#include "services/Committer.h"
#include "services/ProviderService.h"

namespace turnpike {

ProviderSetup::ProviderSetup(Committer &committer, ProviderService &providers,
                             CatalogService &catalog)
    : m_committer(committer)
    , m_providers(providers)
    , m_catalog(catalog)
{}

Result<ProviderSetup::Done> ProviderSetup::add(const Actor &actor, const ProviderDraft &draft,
                                               const Secret &credential,
                                               const std::vector<ModelDraft> &models,
                                               const Told &told)
{
    Done done;
    TRY(m_committer.group([&](Session &) -> Result<> {
        TRY_ASSIGN(done.provider, m_providers.add(actor, draft, credential));
        TRY_ASSIGN(done.models, m_catalog.addMissing(actor, models, told));
        return {};
    }));
    TRY_ASSIGN(done.provider, m_providers.find(actor, done.provider.id));
    return done;
}

Result<ProviderSetup::Done> ProviderSetup::renew(const Actor &actor, ProviderId id,
                                                 const Secret &credential,
                                                 const std::vector<ModelDraft> &models,
                                                 const Told &told)
{
    Done done;
    TRY(m_committer.group([&](Session &) -> Result<> {
        TRY_ASSIGN(done.provider, m_providers.setCredential(actor, id, credential));
        if (!done.provider.settings.isEnabled)
            TRY(m_providers.setEnabled(actor, id, true));
        TRY_ASSIGN(done.models, m_catalog.addMissing(actor, models, told));
        return {};
    }));
    TRY_ASSIGN(done.provider, m_providers.find(actor, id));
    return done;
}

} // namespace turnpike
