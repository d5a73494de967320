// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/PolicyPublisher.h"

#include "core/ports/PolicySink.h"
#include "core/ports/SlotRegistry.h"
#include "ledger/Session.h"
#include "ledger/repositories/CreditRepository.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/ModelRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "ledger/repositories/ProviderRepository.h"
#include "services/ProviderPolicies.h"
#include "services/secrets/CredentialVault.h"

#include <map>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using ProviderPlaces = std::map<ProviderId, std::uint32_t>;

std::vector<std::string> textsOf(const QStringList &list)
{
    std::vector<std::string> texts;
    for (const QString &text : list)
        texts.push_back(text.toStdString());
    return texts;
}

/// Null when the provider of the endpoint is not part of the snapshot.
std::optional<EndpointPolicy> endpointPolicy(const Endpoint &endpoint, const ProviderPlaces &places)
{
    const auto place = places.find(endpoint.provider);
    if (place == places.end() || !endpoint.settings.isEnabled)
        return {};
    const EndpointDraft &settings = endpoint.settings;
    EndpointPolicy policy;
    policy.id = endpoint.id;
    policy.provider = place->second;
    policy.upstreamModel = settings.upstreamModel.toStdString();
    policy.tag = settings.provider.toStdString();
    if (!settings.variant.isEmpty())
        policy.tag += '/' + settings.variant.toStdString();
    policy.contextLength = settings.contextLength;
    policy.maxOutput = settings.maxOutput;
    policy.quantization = settings.quantization.toStdString();
    policy.supportedParameters = textsOf(settings.supportedParameters);
    policy.format = settings.format;
    policy.reasoningField = settings.reasoningField;
    policy.priceSheet = endpoint.priceSheet;
    policy.prices = settings.prices;
    policy.isFlaggedOverBound = endpoint.isFlaggedOverBound;
    return policy;
}

Result<> addModels(Session &session, const ProviderPlaces &places, PolicySnapshot &snapshot)
{
    TRY_ASSIGN(const QList<Model> models, ModelRepository::list(session));
    for (const Model &model : models) {
        ModelPolicy policy = modelPolicy(model);
        for (const Endpoint &endpoint : model.endpoints) {
            if (auto usable = endpointPolicy(endpoint, places))
                policy.endpoints.push_back(*std::move(usable));
        }
        snapshot.modelBySlug.emplace(policy.slug,
                                     static_cast<std::uint32_t>(snapshot.models.size()));
        snapshot.models.push_back(std::move(policy));
    }
    return {};
}

} // namespace

PolicyPublisher::PolicyPublisher(Session &session, const CredentialVault &vault,
                                 SlotRegistry &slotRegistry, PolicySink *sink)
    : m_session(session)
    , m_vault(vault)
    , m_slots(slotRegistry)
    , m_sink(sink)
{}

Result<> PolicyPublisher::publish()
{
    TRY_ASSIGN(PolicyPointer policy, build());
    if (m_sink != nullptr)
        m_sink->publish(std::move(policy));
    return {};
}

Result<PolicyPointer> PolicyPublisher::build()
{
    m_problems.clear();
    auto snapshot = std::make_shared<PolicySnapshot>();
    TRY(m_session.read([&](Session &session) -> Result<> {
        ProviderPlaces places;
        TRY(addProviders(*snapshot));
        for (std::uint32_t i = 0; i < snapshot->providers.size(); ++i)
            places.emplace(snapshot->providers[i].id, i);
        TRY(addModels(session, places, *snapshot));
        return addKeys(*snapshot);
    }));
    snapshot->isCatalogueOpen = m_isCatalogueOpen;
    snapshot->version = ++m_version;
    return snapshot;
}

Result<> PolicyPublisher::addProviders(PolicySnapshot &snapshot)
{
    TRY_ASSIGN(const QList<Provider> providers, ProviderRepository::list(m_session));
    snapshot.usesSimulatorForUnknownModels = true;
    for (const Provider &provider : providers) {
        Result<ProviderPolicy> policy = withCredential(provider);
        if (!policy) {
            m_problems.append({provider.id, policy.error().message});
            continue;
        }
        if (policy->isEnabled && policy->format != ProviderFormat::Simulator)
            snapshot.usesSimulatorForUnknownModels = false;
        snapshot.providers.push_back(*std::move(policy));
    }
    return {};
}

Result<ProviderPolicy> PolicyPublisher::withCredential(const Provider &provider)
{
    TRY_ASSIGN(ProviderPolicy policy, providerPolicy(provider));
    TRY_ASSIGN(const std::optional<SealedCredential> sealed,
               ProviderRepository::credential(m_session, provider.id));
    if (sealed && policy.isEnabled) {
        TRY_ASSIGN(policy.credential, m_vault.open(provider.id, *sealed));
    }
    return policy;
}

Result<> PolicyPublisher::addKeys(PolicySnapshot &snapshot)
{
    TRY_ASSIGN(const std::optional<Organization> organization,
               OrganizationRepository::first(m_session));
    if (!organization)
        return {};
    snapshot.budgetsCountUpstream = organization->budgetsCountUpstream;
    snapshot.freeLimit = organization->freeLimit;
    std::optional<BudgetScope> pool;
    if (organization->isPoolOn) {
        TRY_ASSIGN(const CreditBalance balance,
                   CreditRepository::balance(m_session, organization->id));
        pool.emplace();
        pool->ref = {ScopeKind::CreditPool, organization->id.value};
        pool->isLimited = true;
        pool->slot = m_slots.slotFor(pool->ref);
        pool->limit = balance.total;
    }
    TRY_ASSIGN(const QList<Key> keys, KeyRepository::listSettings(m_session));
    for (const Key &key : keys) {
        if (key.deletedUs != 0)
            continue;
        TRY_ASSIGN(KeyPolicy policy, keyPolicy(key, *organization));
        BudgetScope own;
        own.ref = {ScopeKind::KeyLimit, key.id.value};
        own.slot = m_slots.slotFor(own.ref);
        own.isLimited = key.limit.has_value();
        if (key.limit) {
            own.window = key.limit->reset;
            own.mode = key.limit->mode;
            own.limit = key.limit->amount;
        }
        policy.slot = own.slot;
        policy.scopes.push_back(own);
        if (pool)
            policy.scopes.push_back(*pool);
        snapshot.keys.emplace(policy.hash, std::move(policy));
    }
    return {};
}

} // namespace turnpike
