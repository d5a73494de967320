// SPDX-License-Identifier: GPL-3.0-or-later
// A provider with its credential and its models, in one change.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"
#include "core/Result.h"

#include <functional>
#include <vector>

namespace turnpike {

class Actor;
class CatalogService;
class Committer;
class ProviderService;
class Secret;

/// Runs on the control thread, through the services' own rules. All or nothing; `told` hears after
/// each model how many are done.
class ProviderSetup
{
public:
    struct Done
    {
        Provider provider;
        int models = 0; ///< Added, or with a new endpoint.
    };
    using Told = std::function<void(int)>;

    ProviderSetup(Committer &committer, ProviderService &providers, CatalogService &catalog);

    /// Errors: those of ProviderService::add() and CatalogService::addMissing().
    Result<Done> add(const Actor &actor, const ProviderDraft &draft, const Secret &credential,
                     const std::vector<ModelDraft> &models, const Told &told = {});
    /// Another credential for a provider that is there, which is enabled by it; with what it lacks
    /// of `models`. Errors: NotFound, and as above.
    Result<Done> renew(const Actor &actor, ProviderId id, const Secret &credential,
                       const std::vector<ModelDraft> &models, const Told &told = {});

private:
    Committer &m_committer;
    ProviderService &m_providers;
    CatalogService &m_catalog;
};

} // namespace turnpike
